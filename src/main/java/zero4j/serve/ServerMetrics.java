package zero4j.serve;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.Unit;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;

/** What a server counts, for Prometheus. */
final class ServerMetrics {
    private static final double NANOS = 1e9;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();
    private final Counter requests = Counter.builder()
            .name("zero4j_serve_requests_total")
            .help("requests answered")
            .labelNames("path", "status")
            .register(registry);
    private final Counter promptTokens = Counter.builder()
            .name("zero4j_serve_prompt_tokens_total")
            .help("tokens of prompts whose completions have ended")
            .register(registry);
    private final Counter tokens = Counter.builder()
            .name("zero4j_serve_sampled_tokens_total")
            .help("tokens of completions that have ended")
            .register(registry);
    private final Counter completions = Counter.builder()
            .name("zero4j_serve_completions_total")
            .help("completions that have ended, by why")
            .labelNames("reason")
            .register(registry);
    private final Histogram seconds =
            histogram("zero4j_serve_request_seconds", "from a request's body to the end of its answer's sampling");
    private final Histogram first =
            histogram("zero4j_serve_first_token_seconds", "from a request's body to the first token of a stream");
    private final Info weights = Info.builder()
            .name("zero4j_serve_weights_info")
            .help("the version of the weights")
            .labelNames("version")
            .register(registry);

    ServerMetrics(IntSupplier running, IntSupplier waiting) {
        gauge("zero4j_serve_running_requests", "requests that are with the engine", running);
        gauge("zero4j_serve_waiting_requests", "requests that wait while sampling is paused", waiting);
    }

    /** @param open connections */
    void connections(IntSupplier open) {
        gauge("zero4j_serve_connections", "open connections", open);
    }

    private void gauge(String name, String help, IntSupplier value) {
        var _ = GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(callback -> callback.call(value.getAsInt()))
                .register(registry);
    }

    private Histogram histogram(String name, String help) {
        return Histogram.builder()
                .name(name)
                .help(help)
                .unit(Unit.SECONDS)
                .classicOnly()
                .classicUpperBounds(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)
                .register(registry);
    }

    /** @param path of a route, never what a client made up */
    void answered(String path, long status) {
        requests.labelValues(path, String.valueOf(status)).inc();
    }

    void sampled(GenerationOrder order, List<CompletionGroup> groups) {
        order.prompts().forEach(prompt -> promptTokens.inc(prompt.tokens().length));
        for (CompletionGroup group : groups) {
            for (Completion completion : group.completions()) {
                tokens.inc(completion.length());
                completions
                        .labelValues(completion.finishReason().name().toLowerCase(Locale.ROOT))
                        .inc();
            }
        }
    }

    void tookNanos(long nanos) {
        seconds.observe(nanos / NANOS);
    }

    void firstAfterNanos(long nanos) {
        first.observe(nanos / NANOS);
    }

    void weights(String version) {
        weights.setLabelValues(version);
    }

    String type() {
        return writer.getContentType();
    }

    byte[] text() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // nothing is written anywhere
        }
        return out.toByteArray();
    }
}
