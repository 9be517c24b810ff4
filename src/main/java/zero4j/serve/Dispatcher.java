package zero4j.serve;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.io.ByteArrayOutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import zero4j.UserError;
import zero4j.Words;

/** Receives requests whole, on the event loop, and has each answered by its route on a virtual thread. */
final class Dispatcher {
    private static final String UNKNOWN = "other";
    private static final String MODEL = "/v1/models/";

    /** Of all bodies that have been received and not been answered, in parts of the heap. */
    private static final int HEAP_FOR_BODIES = 8;

    private final List<Route> routes;
    private final Access access;
    private final Cors cors;
    private final Connections connections;
    private final ServeSettings.Limits limits;
    private final ServerMetrics metrics;
    private final BiConsumer<Exchange, String> models;
    private final long mostBytes;

    /** Bytes of bodies in memory; the event loop's. */
    private long bytes;

    /** Requests whose answers are not written. */
    private final Phaser unanswered = new Phaser(1);

    /** @param models answers what one model is, by its name */
    Dispatcher(
            List<Route> routes,
            Access access,
            Cors cors,
            Connections connections,
            ServeSettings.Limits limits,
            ServerMetrics metrics,
            BiConsumer<Exchange, String> models) {
        this.routes = routes;
        this.access = access;
        this.cors = cors;
        this.connections = connections;
        this.limits = limits;
        this.metrics = metrics;
        this.models = models;
        this.mostBytes = Math.max(limits.bodyBytes(), Runtime.getRuntime().maxMemory() / HEAP_FOR_BODIES);
    }

    /** A head has come. */
    void receive(HttpServerRequest request) {
        connections.receiving(request.connection());
        Receiving receiving = new Receiving(request, Objects.requireNonNull(Vertx.currentContext()));
        try {
            receiving.route = route(request);
            cors.permit(receiving.route, request);
            access.require(receiving.route.access(), request);
            if (announced(request) > limits.bodyBytes()) {
                throw tooLarge();
            }
        } catch (Refusal refusal) {
            receiving.refuse(refusal);
        }
        request.handler(chunk -> receiving.add(chunk.getBytes()));
        request.endHandler(_ -> receiving.end());
        request.exceptionHandler(_ -> receiving.forget());
    }

    /** Waits until all answers are written, or the time is over. */
    void awaitAnswered(Duration time) throws InterruptedException {
        try {
            var _ = unanswered.awaitAdvanceInterruptibly(unanswered.arrive(), time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            // Whoever takes so long to read is not waited for.
        }
    }

    private static long announced(HttpServerRequest request) {
        String length = request.getHeader("Content-Length");
        return length == null || !length.matches("\\d{1,18}") ? 0 : Long.parseLong(length);
    }

    private Refusal tooLarge() {
        return Refusal.of(
                413,
                "the body has more than " + Words.counted(limits.bodyBytes(), "byte") + "; send fewer prompts at once");
    }

    private Route route(HttpServerRequest request) {
        String path = Optional.ofNullable(request.path()).orElse("");
        String method = request.method().name();
        List<Route> there = at(path);
        if (!there.isEmpty() && cors.isAsked(there.getFirst(), request)) {
            return Cors.terms(there.getFirst());
        }
        return there.stream()
                .filter(route -> route.takes(method))
                .findFirst()
                .orElseThrow(() -> there.isEmpty()
                        ? Refusal.of(404, "there is no route " + path)
                        : Refusal.of(
                                405,
                                path + " takes "
                                        + there.stream().map(Route::methods).collect(Collectors.joining(" or "))
                                        + ", not " + method));
    }

    private List<Route> at(String path) {
        if (path.startsWith(MODEL)) {
            String name = decoded(path.substring(MODEL.length()));
            return List.of(
                    new Route("GET", MODEL + "*", Route.Access.CLIENTS, exchange -> models.accept(exchange, name)));
        }
        return routes.stream().filter(route -> route.path().equals(path)).toList();
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("the path has a '%' that two hexadecimal digits do not follow");
        }
    }

    /** A request on its way in; the event loop's. */
    private final class Receiving {
        private final HttpServerRequest request;
        private final Context loop;
        private final ByteArrayOutputStream body = new ByteArrayOutputStream();
        private Route route = new Route("", UNKNOWN, Route.Access.ALL, _ -> {});
        private boolean refused;
        private long held;

        Receiving(HttpServerRequest request, Context loop) {
            this.request = request;
            this.loop = loop;
        }

        /** Answers at once. The rest of a body is thrown away as it comes, for as long as a connection may be idle. */
        void refuse(Refusal refusal) {
            refused = true;
            forget();
            exchange(new byte[0]).refuse(refusal);
        }

        private Exchange exchange(byte[] content) {
            AtomicBoolean over = new AtomicBoolean();
            var _ = unanswered.register();
            Exchange exchange = new Exchange(
                    request,
                    loop,
                    content,
                    status -> metrics.answered(route.path(), status),
                    () -> connections.answered(request.connection()),
                    () -> {
                        if (over.compareAndSet(false, true)) {
                            var _ = unanswered.arriveAndDeregister();
                        }
                    });
            request.response().endHandler(_ -> forget());
            exchange.onClose(this::forgetLater);
            return exchange;
        }

        private void forgetLater() {
            loop.runOnContext(_ -> forget());
        }

        void add(byte[] chunk) {
            if (refused) {
                return;
            }
            if (body.size() + chunk.length > limits.bodyBytes()) {
                refuse(tooLarge());
            } else if (bytes + chunk.length > mostBytes) {
                refuse(Refusal.of(429, "the server has too many large requests in work; try again later"));
            } else {
                bytes += chunk.length;
                held += chunk.length;
                body.writeBytes(chunk);
            }
        }

        void end() {
            if (!refused) {
                connections.working(request.connection());
                Exchange exchange = exchange(body.toByteArray());
                body.reset();
                Thread.ofVirtual().name("request").start(() -> answer(exchange, route));
            }
        }

        /** Its body is not in memory any more. */
        void forget() {
            bytes -= held;
            held = 0;
        }
    }

    private static void answer(Exchange exchange, Route route) {
        try {
            route.answer().to(exchange);
        } catch (Refusal refusal) {
            exchange.refuse(refusal);
        } catch (UserError mistake) {
            exchange.refuse(Refusal.invalid(String.valueOf(mistake.getMessage())));
        } catch (InterruptedException e) {
            exchange.refuse(Refusal.of(503, "the server is being stopped"));
        } catch (RuntimeException | Error e) {
            // What goes wrong here concerns one answer, and must not end the server.
            exchange.refuse(Refusal.of(500, "the server failed: " + e));
        }
    }
}
