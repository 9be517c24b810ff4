package zero4j.engine.http;

import java.time.Duration;

/** Why a server gave no usable answer. Its message begins with the server's address. */
final class ServerTrouble extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What can be done about it. */
    enum Kind {
        /** Nobody listens there: the request may be sent again. */
        UNREACHABLE,
        /** The connection broke, and whether the request was heard is not known: one that does no harm twice may be sent again. */
        BROKEN,
        /** It gave no whole answer within the deadline. */
        LATE,
        /** It is loading or has too much to do: the request may be sent again later. */
        BUSY,
        /** It failed (5xx): the request may be sent again. */
        FAILED,
        /** It does not have the route. */
        NO_ROUTE,
        /** It asks for another token (401). */
        UNAUTHORIZED,
        /** It refuses the request (4xx), or answers what makes no sense: to send it again would not help. */
        REFUSED,
        /** It has other weights than it should. */
        STALE
    }

    private final Kind kind;
    private final Duration retryAfter;

    ServerTrouble(Kind kind, String message) {
        this(kind, message, Duration.ZERO);
    }

    /** @param retryAfter what the server asks for; zero if nothing */
    ServerTrouble(Kind kind, String message, Duration retryAfter) {
        super(message);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    Kind kind() {
        return kind;
    }

    Duration retryAfter() {
        return retryAfter;
    }

    /** The message, without a full stop. */
    String text() {
        return String.valueOf(getMessage());
    }
}
