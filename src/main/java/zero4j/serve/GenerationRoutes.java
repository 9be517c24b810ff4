package zero4j.serve;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import zero4j.rollout.CompletionGroup;

/** The routes that sample. */
final class GenerationRoutes {
    /** Bodies that are read at the same time: large ones take much memory while they are. */
    private static final int READERS = 4;

    private final ServedModel model;
    private final ServedWeights weights;
    private final OrderSampler sampling;
    private final Conversations conversations;
    private final ServerMetrics metrics;
    private final ServeSettings.Limits limits;
    private final StreamPace pace;
    private final Semaphore reading = new Semaphore(READERS);

    GenerationRoutes(
            ServedModel model,
            ServedWeights weights,
            OrderSampler sampling,
            Conversations conversations,
            ServerMetrics metrics,
            ServeSettings.Limits limits,
            StreamPace pace) {
        this.model = model;
        this.weights = weights;
        this.sampling = sampling;
        this.conversations = conversations;
        this.metrics = metrics;
        this.limits = limits;
        this.pace = pace;
    }

    List<Route> routes() {
        OrderReader reader = new OrderReader(model, limits);
        AnswerParts parts = new AnswerParts(model, weights);
        return List.of(
                route("/v1/completions", new TextCompletions(reader, parts)),
                route("/v1/chat/completions", new ChatCompletions(reader, parts, conversations)),
                route("/inference/v1/generate", new VllmGenerate(reader, parts)),
                route("/generate", new SglangGenerate(reader, parts)));
    }

    private Route route(String path, Dialect dialect) {
        return new Route("POST", path, Route.Access.CLIENTS, exchange -> answer(exchange, dialect));
    }

    private void answer(Exchange exchange, Dialect dialect) throws InterruptedException {
        long began = System.nanoTime();
        GenerationOrder order = read(exchange, dialect);
        if (!weights.usable()) {
            throw Refusal.of(503, "there are no whole weights: the last ones could not be loaded");
        }
        if (order.wish().stream()) {
            stream(exchange, order, dialect, began);
        } else {
            List<CompletionGroup> groups = sampling.run(order, exchange, null);
            exchange.json(200, dialect.writer(order).whole(groups));
        }
        metrics.tookNanos(System.nanoTime() - began);
    }

    private GenerationOrder read(Exchange exchange, Dialect dialect) throws InterruptedException {
        reading.acquire();
        try {
            return dialect.read(exchange);
        } finally {
            reading.release();
        }
    }

    private void stream(Exchange exchange, GenerationOrder order, Dialect dialect, long began)
            throws InterruptedException {
        Duration patience = limits.idle();
        LiveStream stream = new LiveStream(
                exchange,
                order,
                dialect.writer(order),
                pace,
                patience,
                () -> metrics.firstAfterNanos(System.nanoTime() - began));
        try {
            stream.finish(sampling.run(order, exchange, stream::listener));
        } catch (Refusal e) {
            stream.fail(e);
        } catch (RuntimeException | Error e) {
            stream.fail(Refusal.of(500, "the server failed: " + e));
        }
    }
}
