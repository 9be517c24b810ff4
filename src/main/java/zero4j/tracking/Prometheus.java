package zero4j.tracking;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.exporter.httpserver.HTTPServer;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import zero4j.OptionalLibrary;
import zero4j.UserError;
import zero4j.eval.BenchmarkResult;
import zero4j.eval.Evaluation;
import zero4j.reward.ScoredGroup;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;

/**
 * Answers Prometheus at {@code /metrics} on this machine alone: the metrics of the last step as gauges, named {@code zero4j_…} with their units,
 * and counts since the process began.
 */
final class Prometheus implements Tracker {
    private static final double BYTES_IN_MB = 1 << 20;

    /** All but what is counted over steps. */
    private static final Set<Metric> GAUGES = EnumSet.complementOf(EnumSet.of(Metric.SKIPPED_UPDATES));

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<Metric, Gauge> gauges = new EnumMap<>(Metric.class);
    private final Gauge step = gauge("zero4j_step", "steps done");
    private final Gauge steps = gauge("zero4j_planned_steps", "steps of the run");
    private final Counter completions = counter("zero4j_completions_total", "completions sampled in training");
    private final Counter tokens = counter("zero4j_sampled_tokens_total", "tokens sampled in training");
    private final Counter skipped = counter("zero4j_skipped_updates_total", "updates not applied");
    private final Gauge accuracy = Gauge.builder()
            .name("zero4j_evaluation_accuracy_ratio")
            .help("share of correct answers in the last evaluation: greedy, and the mean of the samples")
            .labelNames("benchmark", "sampling")
            .register(registry);
    private final Info info = Info.builder()
            .name("zero4j_run_info")
            .help("the run")
            .labelNames("run")
            .register(registry);
    private final HTTPServer server;

    private Prometheus(int port) throws IOException {
        server = HTTPServer.builder()
                .hostname("127.0.0.1")
                .port(port)
                .registry(registry)
                .buildAndStart();
    }

    /**
     * Begins to answer.
     *
     * @param port 0 for any that is free
     * @throws UserError if it is taken
     */
    static Prometheus at(int port) {
        OptionalLibrary.PROMETHEUS.require("metrics.prometheus");
        try {
            return new Prometheus(port);
        } catch (IOException e) {
            throw new UserError(
                    "metrics.prometheus: port " + port + " of this machine cannot be had: " + e.getMessage()
                            + "; name another one, or 0 for none",
                    e);
        }
    }

    int port() {
        return server.getPort();
    }

    @Override
    public String name() {
        return "the answer to Prometheus at port " + port();
    }

    private Gauge gauge(String name, String help) {
        return Gauge.builder().name(name).help(help).register(registry);
    }

    private Counter counter(String name, String help) {
        return Counter.builder().name(name).help(help).register(registry);
    }

    @Override
    public void begin(RunFolder run, long done, long planned) {
        info.setLabelValues(run.name());
        step.set((double) done);
        steps.set((double) planned);
    }

    @Override
    public void step(StepRecord record, List<ScoredGroup> sampled) {
        step.set((double) record.step());
        for (Metric metric : GAUGES) {
            OptionalDouble value = record.value(metric);
            if (value.isPresent()) {
                gauges.computeIfAbsent(metric, known -> gauge(name(known), known.meaning()))
                        .set(metric.unit().equals("MB") ? value.getAsDouble() * BYTES_IN_MB : value.getAsDouble());
            } else {
                // What this step has not must not look as if it had that of the one before.
                Optional.ofNullable(gauges.get(metric)).ifPresent(gauge -> gauge.set(Double.NaN));
            }
        }
        sampled.forEach(group -> {
            completions.inc(group.completions().size());
            group.completions().forEach(scored -> tokens.inc(scored.completion().length()));
        });
        skipped.inc(record.value(Metric.SKIPPED_UPDATES).orElse(0));
    }

    /** The name of a metric, with its unit at its end as Prometheus has it. */
    static String name(Metric metric) {
        String key = metric.key();
        String bare = switch (metric.unit()) {
            case "s" -> key.replaceFirst("^seconds_", "") + "_seconds";
            case "share" -> key + "_ratio";
            case "MB" -> key.replaceFirst("_mb$", "") + "_bytes";
            case "", "tokens/s" -> key;
            default -> key.endsWith("_" + metric.unit()) ? key : key + "_" + metric.unit();
        };
        return "zero4j_" + bare;
    }

    @Override
    public void evaluated(long number, Evaluation evaluation) {
        for (BenchmarkResult result : evaluation.results()) {
            accuracy.labelValues(result.benchmark(), "greedy").set(result.greedyAccuracy());
            if (result.k() > 0) {
                accuracy.labelValues(result.benchmark(), "avg_at_" + result.k()).set(result.avgAtK());
            }
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
