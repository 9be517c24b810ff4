package zero4j.tracking;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import zero4j.Words;
import zero4j.eval.BenchmarkResult;
import zero4j.eval.Evaluation;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.run.Metric;
import zero4j.run.StepRecord;

/**
 * Writes event files: every metric of every step as {@code group/name}, the scores of evaluations, and now and then histograms of lengths and
 * rewards and some texts, as many over a run as TensorBoard shows.
 */
final class TensorBoard implements Tracker {
    private static final int HISTOGRAMS = 500;
    private static final int TEXTS = 100;
    private static final int MOST_CHARS = 4000;
    private static final int STRING = 7; // tensorflow.DataType.DT_STRING

    private final EventFile events;
    private final long histogramEvery;
    private final long textEvery;

    /**
     * @param from first step that will be written
     * @param steps of the run
     */
    TensorBoard(Path folder, long from, long steps) throws IOException {
        events = EventFile.begin(folder, now(), from);
        histogramEvery = Math.ceilDiv(steps, HISTOGRAMS);
        textEvery = Math.ceilDiv(steps, TEXTS);
    }

    @Override
    public String name() {
        return "TensorBoard's event file " + events.file();
    }

    private static double now() {
        return Instant.now().toEpochMilli() / 1e3;
    }

    @Override
    public void step(StepRecord record, List<ScoredGroup> sampled) throws IOException {
        long step = record.step();
        events.write(
                now(),
                step,
                event -> event.message(5, summary -> {
                    record.metrics().forEach((name, value) -> scalar(summary, tag(name), value));
                    if (step % histogramEvery == 0 || step == 1) {
                        histograms(summary, sampled);
                    }
                    if (step % textEvery == 0 || step == 1) {
                        text(summary, sampled);
                    }
                }));
        events.flush();
    }

    /** Metrics of the catalogue stand together as the catalogue has them. */
    static String tag(String metric) {
        return Metric.of(metric)
                        .map(known -> known.group().name().toLowerCase(Locale.ROOT) + "/")
                        .orElse("")
                + metric;
    }

    private static void scalar(EventFile.Message summary, String tag, double value) {
        summary.message(1, scalar -> {
            scalar.text(1, tag);
            scalar.fixed(2, (float) value);
        });
    }

    private static void histograms(EventFile.Message summary, List<ScoredGroup> sampled) {
        histogram(
                summary,
                "histograms/length",
                sampled,
                _ -> true,
                s -> s.completion().length());
        histogram(
                summary,
                "histograms/length_correct",
                sampled,
                s -> s.verdict().correct(),
                s -> s.completion().length());
        histogram(
                summary,
                "histograms/length_incorrect",
                sampled,
                s -> !s.verdict().correct(),
                s -> s.completion().length());
        histogram(summary, "histograms/reward", sampled, _ -> true, ScoredCompletion::reward);
    }

    private static void histogram(
            EventFile.Message summary,
            String tag,
            List<ScoredGroup> sampled,
            Predicate<ScoredCompletion> of,
            ToDoubleFunction<ScoredCompletion> value) {
        double[] values = sampled.stream()
                .flatMap(group -> group.completions().stream())
                .filter(of)
                .mapToDouble(value)
                .toArray();
        if (values.length > 0) {
            summary.message(1, one -> {
                one.text(1, tag);
                one.message(5, new Histogram(values)::write);
            });
        }
    }

    /** The first right and the first wrong completion, as blocks of Markdown in which nothing is markup. */
    private static void text(EventFile.Message summary, List<ScoredGroup> sampled) {
        List<String> texts = new ArrayList<>();
        for (boolean right : new boolean[] {true, false}) {
            sampled.stream()
                    .flatMap(group -> group.completions().stream()
                            .filter(scored -> scored.verdict().correct() == right)
                            .map(scored -> block(group, scored)))
                    .findFirst()
                    .ifPresent(texts::add);
        }
        if (!texts.isEmpty()) {
            summary.message(1, one -> {
                one.text(1, "completions");
                one.message(9, metadata -> metadata.message(1, plugin -> plugin.text(1, "text")));
                one.message(8, tensor -> {
                    tensor.number(1, STRING);
                    tensor.message(2, shape -> shape.message(2, dimension -> dimension.number(1, texts.size())));
                    texts.forEach(text -> tensor.text(8, text));
                });
            });
        }
    }

    private static String block(ScoredGroup group, ScoredCompletion scored) {
        String text = String.format(
                Locale.ROOT,
                "question %s, reward %s, %s (%s), %s%n%n%s%s",
                group.prompt().question().id(),
                scored.reward(),
                scored.verdict().outcome().inWords(),
                scored.verdict().rule(),
                Words.counted(scored.completion().length(), "token"),
                group.prompt().text(),
                scored.completion().text());
        String cut = text.length() <= MOST_CHARS ? text : text.substring(0, MOST_CHARS) + "…";
        return "    " + cut.lines().reduce((a, b) -> a + "\n    " + b).orElse("");
    }

    @Override
    public void evaluated(long step, Evaluation evaluation) throws IOException {
        events.write(
                now(),
                step,
                event -> event.message(5, summary -> {
                    for (BenchmarkResult result : evaluation.results()) {
                        scalar(summary, "evaluation/" + result.benchmark() + "/greedy", result.greedyAccuracy());
                        if (result.k() > 0) {
                            scalar(summary, "evaluation/" + result.benchmark() + "/avg", result.avgAtK());
                            scalar(summary, "evaluation/" + result.benchmark() + "/pass", result.passAtK());
                        }
                    }
                    scalar(summary, "evaluation/mean_greedy", evaluation.meanGreedyAccuracy());
                }));
        events.flush();
    }

    @Override
    public void close() throws IOException {
        events.close();
    }
}
