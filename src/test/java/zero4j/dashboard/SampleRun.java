package zero4j.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.IntStream;
import zero4j.recipe.Recipes;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;
import zero4j.run.KeptGroup;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;
import zero4j.run.TokenValues;

/** A made-up run in a folder, as training writes one. */
final class SampleRun implements AutoCloseable {
    /** What people must see and no browser may run. */
    static final String HOSTILE =
            "<script>document.title='taken'</script><img src=x onerror=\"document.title='taken'\">"
                    + " \u001b[31mred\u001b[0m \u202eltr\u202c \u2066x\u2069 \u0007 let me double-check: &amp; \\boxed{2}";

    private final RunFolder folder;
    private final RunStore store;

    private SampleRun(RunFolder folder) {
        this.folder = folder;
        this.store = RunStore.open(folder.database());
        store.started(Instant.parse("2026-01-02T03:04:05Z"), 0);
    }

    static SampleRun in(Path runs, String name, String... settings) throws IOException {
        RunFolder folder = new RunFolder(runs.resolve(name));
        Files.createDirectories(folder.checkpoints());
        Files.writeString(
                folder.recipe(), Recipes.render(Recipes.train(settings).pinned()));
        return new SampleRun(folder);
    }

    RunFolder folder() {
        return folder;
    }

    SampleRun steps(long from, long to) {
        for (long step = from; step <= to; step++) {
            step(step, "1+1=2. The answer is \\boxed{2}");
        }
        return this;
    }

    /** A step with two groups of two completions, one of them right. */
    SampleRun step(long step, String text) {
        store.writeStep(
                StepRecord.of(
                        step,
                        Map.of(
                                Metric.REWARD,
                                step / 100.0,
                                Metric.ACCURACY,
                                step / 200.0,
                                Metric.LENGTH,
                                30.0 + step % 7,
                                Metric.KL,
                                Double.NaN,
                                Metric.ROLLOUT_TOKENS_PER_SECOND,
                                1000.0,
                                Metric.SECONDS_ROLLOUT,
                                2.0,
                                Metric.SECONDS_UPDATE,
                                1.0)),
                IntStream.range(0, 2)
                        .mapToObj(question -> group(step, question, text))
                        .toList());
        return this;
    }

    private static KeptGroup group(long step, int question, String text) {
        return new KeptGroup(
                new KeptGroup.Asked(
                        "What is 1+" + question + "?", Map.of("level", "1", "source", "\u202emade \u001b[2J")),
                IntStream.range(0, 2)
                        .mapToObj(sample -> kept(step, question, sample, text))
                        .toList());
    }

    private static KeptGroup.Kept kept(long step, int question, int sample, String text) {
        boolean right = sample == 1;
        CompletionRecord record = new CompletionRecord(
                step,
                Optional.empty(),
                "made:" + question,
                sample,
                1.0,
                "Question: What is 1+" + question + "?\n",
                text,
                3,
                right ? 1 : 0,
                true,
                right ? "correct" : "incorrect",
                right ? "same text" : "not found equal",
                Optional.of(right ? "2" : "3"),
                List.of("2"),
                "eos");
        int third = text.length() / 3;
        return new KeptGroup.Kept(
                record,
                step - 1,
                OptionalDouble.of(-0.5),
                OptionalDouble.of(0.25),
                OptionalDouble.of(right ? 0.5 : -0.5),
                Optional.of(new TokenValues(
                        new int[] {third, third, text.length() - 2 * third},
                        new float[] {-0.01f, -1, -4},
                        Optional.of(new float[] {0, 0.5f, 2}),
                        Optional.empty())));
    }

    /** An evaluation of two questions of different levels, greedy and two samples each. */
    SampleRun evaluation(long step, int correct) {
        store.evaluation(
                record -> new KeptGroup.Asked("Solve " + record.questionId(), Map.of("level", record.questionId())),
                sink -> {
                    for (String question : List.of("1", "2")) {
                        sink.accept(List.of(evaluated(step, question, 0, 0.0)));
                        sink.accept(List.of(evaluated(step, question, 0, 1.0), evaluated(step, question, 1, 1.0)));
                    }
                    return List.of(new EvalRecord(
                            step, "bench", 2, correct, correct / 2.0, 0.1, 0.9, 2, 0.25, 0.1, 0.5, 0.5, 12.5, 0));
                });
        return this;
    }

    private static CompletionRecord evaluated(long step, String question, int sample, double temperature) {
        boolean right = question.equals("1");
        return new CompletionRecord(
                step,
                Optional.of("bench"),
                question,
                sample,
                temperature,
                "Solve " + question,
                "\\boxed{" + question + "}",
                4,
                right ? 1 : 0,
                true,
                right ? "correct" : "incorrect",
                right ? "same text" : "not found equal",
                Optional.of(question),
                List.of("1"),
                "eos");
    }

    SampleRun warned(String text) {
        store.warned(1, Instant.parse("2026-01-02T03:05:05Z"), text);
        return this;
    }

    /** As a run does that goes on from a checkpoint. */
    SampleRun backTo(long step) {
        store.truncateAfter(step);
        return this;
    }

    SampleRun finished() {
        store.ended(Instant.parse("2026-01-02T04:04:05Z"), "finished");
        return this;
    }

    @Override
    public void close() {
        store.close();
    }
}
