package zero4j.verify;

/** A text is not mathematics that this package reads. Caught by {@link MathVerifier}. */
final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String reason;

    Unreadable(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}
