package zero4j.serve;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Ends connections that take their time: those that send no whole head, send no whole body, stay without a request, or do not read
 * an answer. The event loop's.
 */
final class Connections {
    private final Vertx vertx;
    private final ServeSettings.Limits limits;
    private final Map<HttpConnection, Long> timers = new HashMap<>();
    private volatile int open;

    Connections(Vertx vertx, ServeSettings.Limits limits) {
        this.vertx = vertx;
        this.limits = limits;
    }

    /** How many there are; any thread's. */
    int open() {
        return open;
    }

    void opened(HttpConnection connection) {
        if (timers.size() >= limits.connections()) {
            drop(connection);
            return;
        }
        timers.put(connection, timer(connection, limits.header()));
        open = timers.size();
        connection.closeHandler(_ -> {
            Long timer = timers.remove(connection);
            open = timers.size();
            if (timer != null) {
                vertx.cancelTimer(timer);
            }
        });
    }

    /** A head is there, and its body is to come. */
    void receiving(HttpConnection connection) {
        restart(connection, limits.header());
    }

    /** A request is whole, and its answer may take as long as it takes. */
    void working(HttpConnection connection) {
        Long timer = timers.get(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    /** The answer is on its way; then the client has this time for the next request. */
    void answered(HttpConnection connection) {
        restart(connection, limits.idle());
    }

    private void restart(HttpConnection connection, Duration time) {
        Long timer = timers.get(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
            timers.put(connection, timer(connection, time));
        }
    }

    private long timer(HttpConnection connection, Duration time) {
        return vertx.setTimer(Math.max(1, time.toMillis()), _ -> drop(connection));
    }

    /** Ends a connection at once: its own {@code close} would first wait until the client has read what is written. */
    static void drop(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            // Not the channel's, which would come to the connection's again.
            var _ = base.channelHandlerContext().close();
        } else {
            var _ = connection.close();
        }
    }
}
