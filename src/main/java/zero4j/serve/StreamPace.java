package zero4j.serve;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Lets streams write together, at most once in a while: where tokens come faster than that, each write has several of them and costs
 * no more than one. The event loop's.
 */
final class StreamPace {
    private final Vertx vertx;
    private final long millis;
    private List<Runnable> waiting = new ArrayList<>();

    /** @param every time between two writes of a stream */
    StreamPace(Vertx vertx, Duration every) {
        this.vertx = vertx;
        this.millis = Math.max(1, every.toMillis());
    }

    /** Does something with the next tick. */
    void atNext(Runnable action) {
        if (waiting.isEmpty()) {
            var _ = vertx.setTimer(millis, _ -> tick());
        }
        waiting.add(action);
    }

    private void tick() {
        List<Runnable> now = waiting;
        waiting = new ArrayList<>();
        now.forEach(Runnable::run);
    }
}
