package zero4j.verify.expr;

/** A text is not mathematics that is known here. Never leaves the verifier: it becomes a verdict. */
public final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** @param reason what stands in the way, in a few words */
    public Unreadable(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** What stands in the way, in a few words. */
    public String reason() {
        return reason;
    }
}
