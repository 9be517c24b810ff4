package zero4j.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The stream of news to all pages that are open (server-sent events). However many they are, the databases are looked at once, by
 * one {@link Tail}, and only while there is a page.
 */
final class LiveNews implements AutoCloseable {
    static final String PATH = Api.PREFIX + "live";

    /** Pages that do not take so many events are let go; a browser comes again by itself and asks anew. */
    private static final int BACKLOG = 64;

    private static final long HEARTBEAT_SECONDS = 15;
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] END = new byte[0];

    private final Set<BlockingQueue<byte[]>> pages = ConcurrentHashMap.newKeySet();
    private final Tail tail;
    private volatile boolean closed;

    LiveNews(WatchedRuns runs, RunLines lines) {
        this.tail = new Tail(runs, lines, this::publish, () -> !pages.isEmpty() && !closed);
    }

    /** Sends news to a page until it goes away. */
    void stream(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        BlockingQueue<byte[]> page = new ArrayBlockingQueue<>(BACKLOG);
        try (OutputStream out = exchange.getResponseBody()) {
            pages.add(page); // before the first byte: whoever has seen that misses nothing
            out.write(HEARTBEAT);
            out.flush();
            tail.wake();
            for (byte[] event = next(page); event.length > 0; event = next(page)) {
                out.write(event);
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pages.remove(page);
        }
    }

    private static byte[] next(BlockingQueue<byte[]> page) throws InterruptedException {
        byte[] event = page.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
        return event == null ? HEARTBEAT : event;
    }

    private void publish(String kind, Object says) {
        byte[] json = Reply.bytes(says);
        byte[] head = ("event: " + kind + "\ndata: ").getBytes(StandardCharsets.UTF_8);
        byte[] event = new byte[head.length + json.length + 2];
        System.arraycopy(head, 0, event, 0, head.length);
        System.arraycopy(json, 0, event, head.length, json.length);
        event[event.length - 2] = '\n';
        event[event.length - 1] = '\n';
        for (BlockingQueue<byte[]> page : pages) {
            if (!page.offer(event)) {
                page.clear();
                page.offer(END);
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        tail.wake();
        for (BlockingQueue<byte[]> page : pages) {
            page.clear();
            page.offer(END);
        }
    }
}
