package zero4j.serve;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import tools.jackson.databind.json.JsonMapper;

/**
 * A request of HTTP with its whole body, and its answer. Made on the event loop; what it is asked to send may come from any thread.
 */
final class Exchange {
    static final String JSON = "application/json";

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final Context loop;
    private final byte[] body;
    private final LongConsumer answered;
    private final Runnable ending;
    private final Runnable over;
    private final List<Runnable> whenClosed = new ArrayList<>();
    private boolean closed;

    /**
     * @param answered is told the status that was answered, once
     * @param ending done when the answer has been handed over whole, read or not
     * @param over done, perhaps twice, when the answer is written or nobody is there to take it
     */
    Exchange(
            HttpServerRequest request,
            Context loop,
            byte[] body,
            LongConsumer answered,
            Runnable ending,
            Runnable over) {
        this.request = request;
        this.response = request.response();
        this.loop = loop;
        this.body = body;
        this.answered = answered;
        this.ending = ending;
        this.over = over;
        response.closeHandler(_ -> closed());
        if (response.closed()) {
            closed();
        }
    }

    Fields fields() {
        return Fields.parse(body);
    }

    Optional<String> query(String name) {
        return Optional.ofNullable(request.getParam(name));
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(request.getHeader(name));
    }

    /** Does something when the client goes before it has its answer; at once if it is gone. */
    void onClose(Runnable action) {
        boolean now;
        synchronized (this) {
            now = closed;
            if (!now) {
                whenClosed.add(action);
            }
        }
        if (now) {
            action.run();
        }
    }

    private void closed() {
        over.run();
        List<Runnable> actions;
        synchronized (this) {
            closed = true;
            actions = List.copyOf(whenClosed);
            whenClosed.clear();
        }
        if (!actions.isEmpty()) {
            // They wait for locks that others hold while they compute.
            Thread.startVirtualThread(() -> actions.forEach(Runnable::run));
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Does something on the event loop, behind what was asked for before. */
    void onLoop(Runnable action) {
        loop.runOnContext(_ -> action.run());
    }

    /** Does something on the event loop after a time, unless what is returned is run before; on the event loop. */
    Runnable after(Duration time, Runnable action) {
        long timer = loop.owner().setTimer(Math.max(1, time.toMillis()), _ -> action.run());
        return () -> loop.owner().cancelTimer(timer);
    }

    /** The raw answer; on the event loop only. */
    HttpServerResponse response() {
        return response;
    }

    /** Ends the connection, with the answer where it is. */
    void drop() {
        onLoop(() -> Connections.drop(request.connection()));
    }

    void json(int status, Object value) {
        send(status, JSON, MAPPER.writeValueAsBytes(value));
    }

    void text(int status, String value) {
        send(status, "text/plain; charset=utf-8", Buffer.buffer(value).getBytes());
    }

    void refuse(Refusal refusal) {
        if (refusal.status() == 429) {
            onLoop(() -> response.putHeader("Retry-After", "1"));
        }
        json(refusal.status(), refusal.body());
    }

    void send(int status, String type, byte[] content) {
        onLoop(() -> {
            if (response.closed() || response.headWritten()) {
                return;
            }
            answered.accept(status);
            response.setStatusCode(status).putHeader("Content-Type", type);
            end(Buffer.buffer(content));
        });
    }

    /** The answer ends with this; on the event loop. */
    void end(Buffer rest) {
        ending.run();
        var _ = response.end(rest).onComplete(_ -> over.run());
    }

    /** An answer that comes in pieces begins; on the event loop. */
    void beginStream() {
        answered.accept(200);
        response.setStatusCode(200)
                .setChunked(true)
                .putHeader("Content-Type", "text/event-stream; charset=utf-8")
                .putHeader("Cache-Control", "no-cache")
                .putHeader("X-Accel-Buffering", "no");
    }

    /** A value as an event of a stream. */
    static Buffer event(Object value) {
        byte[] json = MAPPER.writeValueAsBytes(value);
        return Buffer.buffer(json.length + 8)
                .appendString("data: ")
                .appendBytes(json)
                .appendString("\n\n");
    }
}
