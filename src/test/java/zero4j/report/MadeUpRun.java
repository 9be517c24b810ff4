package zero4j.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;
import zero4j.run.KeptGroup;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;

/** The folder of a run that nobody trained: its numbers are as a report should tell them. */
final class MadeUpRun {
    static final Instant BEGIN = Instant.parse("2026-01-02T03:04:05Z");

    private MadeUpRun() {}

    /**
     * Writes it: rewards rise by a hundredth a step, two questions are asked by turns.
     *
     * @param settings lines of its recipe
     * @param steps that are done
     * @param outcome of its only start; empty if there is none
     * @param said what the model answers
     */
    static RunFolder write(Path runs, String name, String settings, int steps, String outcome, String said)
            throws IOException {
        RunFolder run = RunFolder.create(runs, name, LocalDateTime.of(2026, 1, 2, 3, 4, 5));
        Files.writeString(run.recipe(), "name: " + name + "\n" + settings);
        try (RunStore store = RunStore.open(run.database())) {
            store.started(BEGIN, 0);
            for (int step = 1; step <= steps; step++) {
                store.writeStep(metrics(step), groups(step, said));
            }
            if (!outcome.isEmpty()) {
                store.ended(BEGIN.plusSeconds(60), outcome);
            }
        }
        return run;
    }

    static RunFolder write(Path runs, String name, String settings) throws IOException {
        return write(runs, name, settings, 40, "finished", "so it is \\boxed{2}");
    }

    private static StepRecord metrics(int step) {
        Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
        metrics.put(Metric.REWARD, 0.2 + step / 100.0);
        metrics.put(Metric.ACCURACY, 0.2 + step / 100.0);
        metrics.put(Metric.LENGTH, 30.0 + step % 7);
        metrics.put(Metric.LENGTH_CORRECT, 28.0 + step % 5);
        if (step % 3 > 0) { // where nothing is wrong there is no such length
            metrics.put(Metric.LENGTH_INCORRECT, 40.0 + step);
        }
        metrics.put(Metric.UPDATE_NORM, 0.01);
        metrics.put(Metric.MISMATCH, 1e-7 * step);
        metrics.put(Metric.DEAD_GROUPS, 0.1);
        metrics.put(Metric.SECONDS_ROLLOUT, 1.5);
        metrics.put(Metric.SECONDS_UPDATE, 1.0);
        return StepRecord.of(step, metrics);
    }

    private static List<KeptGroup> groups(int step, String said) {
        return List.of(group(step, "q" + step % 2, Math.min(1, step / 20.0), said), group(step, "always", 1, said));
    }

    private static KeptGroup group(int step, String question, double reward, String said) {
        List<KeptGroup.Kept> kept = new ArrayList<>();
        for (int sample = 0; sample < 3; sample++) {
            kept.add(new KeptGroup.Kept(
                    completion(step, Optional.empty(), question, sample, reward, said),
                    step - 1,
                    OptionalDouble.of(-0.5),
                    OptionalDouble.of(0.3),
                    OptionalDouble.of(0.25),
                    Optional.empty()));
        }
        return new KeptGroup(new KeptGroup.Asked("What is 1+1?", Map.of("level", "easy")), kept);
    }

    static CompletionRecord completion(
            long step, Optional<String> benchmark, String question, int sample, double reward, String said) {
        return new CompletionRecord(
                step,
                benchmark,
                question,
                sample,
                benchmark.isPresent() ? 0 : 1,
                "What is 1+1? " + said,
                said,
                9 + sample,
                reward,
                true,
                reward >= 1 ? "correct" : "incorrect",
                "same text",
                Optional.of("2"),
                List.of("2"),
                "eos");
    }

    /** Adds an evaluation by two benchmarks; the question {@code hard} of the first is right where {@code share} is 0.5 or more. */
    static void evaluate(RunFolder run, long step, double share) {
        List<EvalRecord> scores = new ArrayList<>();
        List<CompletionRecord> completions = new ArrayList<>();
        for (String benchmark : List.of("first", "second")) {
            scores.add(new EvalRecord(
                    step,
                    benchmark,
                    100,
                    (int) (100 * share),
                    share,
                    Math.max(0, share - 0.1),
                    Math.min(1, share + 0.1),
                    4,
                    share,
                    Math.max(0, share - 0.05),
                    Math.min(1, share + 0.05),
                    1,
                    30,
                    0));
        }
        for (String question : List.of("easy", "hard")) {
            double reward = question.equals("easy") || share >= 0.5 ? 1 : 0;
            completions.add(completion(step, Optional.of("first"), question, 0, reward, "evaluated " + question));
        }
        try (RunStore store = RunStore.open(run.database())) {
            store.evaluation(
                    completion -> new KeptGroup.Asked("", Map.of("level", completion.questionId() + " ones")), sink -> {
                        sink.accept(completions);
                        return scores;
                    });
        }
    }
}
