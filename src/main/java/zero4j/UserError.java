package zero4j;

/**
 * A mistake the user can mend: bad input, a missing file, an impossible setting. The message alone is shown, without a
 * stack trace: it names the file, key or value, what was expected, and what to do.
 */
public final class UserError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UserError(String message) {
        super(message);
    }

    public UserError(String message, Throwable cause) {
        super(message, cause);
    }
}
