package zero4j.engine.http;

import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Calls of routes that come to the same however often they are called, such as those that look, pause or load a folder under its own
 * label. They are sent again where the connection breaks, all within the time that one of them has.
 */
record ControlCalls(ServerCalls calls, Patience patience) {
    private static final int MOST_TRIES = 4;

    /** @throws ServerTrouble if no whole answer comes */
    ServerCalls.Answer get(String path) {
        return repeated(left -> calls.get(path, left));
    }

    /**
     * As {@link ServerCalls#post}.
     *
     * @throws ServerTrouble if no whole answer comes
     */
    ServerCalls.Answer post(String path, @Nullable JsonNode body) {
        return repeated(left -> calls.post(path, body, left));
    }

    /** Whether there is such a route, whatever it says. */
    boolean has(String path) {
        return !get(path).isMissing();
    }

    private ServerCalls.Answer repeated(Function<Duration, ServerCalls.Answer> call) {
        Patience.Deadline deadline = patience.deadline(patience.control());
        for (int tries = 1; ; tries++) {
            try {
                return call.apply(deadline.left());
            } catch (ServerTrouble e) {
                boolean again = e.kind() == ServerTrouble.Kind.BROKEN && tries < MOST_TRIES;
                if (!again || !deadline.pause(tries, Duration.ZERO)) {
                    throw e;
                }
            }
        }
    }
}
