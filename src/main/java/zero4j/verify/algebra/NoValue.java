package zero4j.verify.algebra;

/** A formula has no value at a point, or none that the arithmetic in use can tell. */
final class NoValue extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean undefined;

    private NoValue(String reason, boolean undefined) {
        super(reason, null, false, false);
        this.undefined = undefined;
    }

    /** Outside of the domain, or at a pole. */
    static NoValue undefined() {
        return new NoValue("there is no value", true);
    }

    /** Too large, too small, or too close to a jump: more digits may tell. */
    static NoValue imprecise() {
        return new NoValue("the value is not known well enough", false);
    }

    boolean isUndefined() {
        return undefined;
    }
}
