package zero4j.verify.algebra;

/** A formula is too large to be multiplied out. Its values at points may still be compared. */
final class TooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooLarge() {
        super("a formula is too large to be multiplied out", null, false, false);
    }
}
