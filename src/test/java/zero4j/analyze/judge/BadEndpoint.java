package zero4j.analyze.judge;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An endpoint as OpenAI has it, on this machine, that behaves, or misbehaves as told: the next requests meet the next faults. */
final class BadEndpoint implements AutoCloseable {
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpServer server;
    private final Deque<Fault> faults = new ArrayDeque<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final AtomicInteger mostInside = new AtomicInteger();
    private volatile Function<Request, String> replies = _ -> "1";
    private volatile Optional<Fault> always = Optional.empty();

    /** What a request meets. */
    sealed interface Fault {
        /** An answer of another status. */
        record Status(int code, String body, Map<String, String> headers) implements Fault {}

        /** An answer of success with another body. */
        record Body(String text) implements Fault {}

        /** The connection breaks in the middle of the answer. */
        record CutOff() implements Fault {}

        /** The beginning of an answer, and then nothing. */
        record Stall() implements Fault {}

        /** Nothing at all. */
        record Silence() implements Fault {}
    }

    /** A request as it came. */
    record Request(String path, Optional<String> key, JsonNode body) {
        String message(int index) {
            return body.get("messages").get(index).get("content").asString();
        }
    }

    BadEndpoint() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String address() {
        return "http://localhost:" + server.getAddress().getPort() + "/v1";
    }

    BadEndpoint replying(Function<Request, String> to) {
        replies = to;
        return this;
    }

    BadEndpoint then(Fault... next) {
        synchronized (faults) {
            faults.addAll(List.of(next));
        }
        return this;
    }

    BadEndpoint always(Fault fault) {
        always = Optional.of(fault);
        return this;
    }

    List<Request> requests() {
        return requests;
    }

    int mostAtATime() {
        return mostInside.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            mostInside.accumulateAndGet(inside.incrementAndGet(), Math::max);
            Request request = new Request(
                    exchange.getRequestURI().toString(),
                    Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization")),
                    JsonMapper.shared().readTree(exchange.getRequestBody()));
            requests.add(request);
            Fault fault;
            synchronized (faults) {
                fault = faults.isEmpty() ? always.orElse(null) : faults.poll();
            }
            if (fault == null) {
                send(exchange, 200, answer(replies.apply(request)));
            } else {
                meet(fault, exchange);
            }
        } finally {
            inside.decrementAndGet();
        }
    }

    private void meet(Fault fault, HttpExchange exchange) throws IOException {
        switch (fault) {
            case Fault.Status status -> {
                status.headers().forEach(exchange.getResponseHeaders()::add);
                send(exchange, status.code(), status.body());
            }
            case Fault.Body body -> send(exchange, 200, body.text());
            case Fault.CutOff _ -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write("{\"choices\": [{\"mess".getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            case Fault.Stall _ -> {
                exchange.sendResponseHeaders(200, 1000);
                exchange.getResponseBody().write('{');
                exchange.getResponseBody().flush();
                untilEnd();
            }
            case Fault.Silence _ -> untilEnd();
        }
    }

    private void untilEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    static String answer(String reply) {
        return """
                {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "some": {"thing": "new"},
                 "choices": [{"index": 0, "message": {"role": "assistant", "content": %s}, "finish_reason": "stop"}],
                 "usage": {"prompt_tokens": 10, "completion_tokens": 1, "total_tokens": 11}}
                """.formatted(JsonMapper.shared().writeValueAsString(reply));
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
