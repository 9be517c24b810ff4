package zero4j.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import zero4j.AtomicFile;
import zero4j.eval.Evaluation;
import zero4j.recipe.Recipes;
import zero4j.report.Table;
import zero4j.run.Metric;
import zero4j.run.StepRecord;
import zero4j.session.TrainSession;
import zero4j.train.TrainListener;

/**
 * The same training with rollouts that take turns with the learner, and that run ahead of it: how long its steps take, who waits, and
 * what it learns.
 *
 * @param overrides of a training recipe, as {@code KEY=VALUE}
 * @param ahead values of {@code rollout.ahead}
 * @param seeds number of trainings of each
 * @param steps of each training
 * @param server settings of trainings that sample on a server, of which there is one for each in process; empty: there are none
 */
public record AheadBench(List<String> overrides, List<Integer> ahead, int seeds, int steps, List<String> server) {
    public AheadBench {
        overrides = List.copyOf(overrides);
        server = List.copyOf(server);
        ahead = List.copyOf(ahead);
    }

    /**
     * A training.
     *
     * @param served whether a server sampled
     * @param seconds of wall clock from the end of the evaluation before the first step to the end of the last step
     * @param records of all steps
     * @param before what the model scores before
     * @param after and after
     */
    public record Training(
            int ahead,
            boolean served,
            long seed,
            double seconds,
            List<StepRecord> records,
            Evaluation before,
            Evaluation after) {
        private double mean(Metric metric) {
            return records.stream()
                    .mapToDouble(step -> step.value(metric).orElse(0))
                    .average()
                    .orElse(0);
        }

        private double stepSeconds() {
            return seconds / records.size();
        }
    }

    /** Hears when what happens. */
    private static final class Clock implements TrainListener {
        private final List<Evaluation> evaluations = new ArrayList<>();
        private final List<StepRecord> records = new ArrayList<>();
        private final Consumer<String> warnings;
        private long begun;
        private long ended;

        private Clock(Consumer<String> warnings) {
            this.warnings = warnings;
        }

        @Override
        public void step(StepRecord record) {
            records.add(record);
            ended = System.nanoTime();
        }

        @Override
        public void evaluated(long step, Evaluation evaluation) {
            evaluations.add(evaluation);
            begun = step == 0 ? System.nanoTime() : begun;
        }

        @Override
        public void warning(String text) {
            warnings.accept(text);
        }
    }

    /**
     * Trains seed after seed, and with each seed by turns and ahead one after the other, so that a machine that becomes slower is so for all. Nothing
     * is kept.
     *
     * @param done told of each training
     */
    public List<Training> run(Consumer<String> warnings, Consumer<Training> done) {
        List<Training> trainings = new ArrayList<>();
        Path scratch = StepBench.scratchFolder();
        try {
            for (long seed = 1; seed <= seeds; seed++) {
                for (boolean served : kinds()) {
                    for (int k : ahead) {
                        Path run = scratch.resolve("ahead-" + k + (served ? "-served" : "") + "-seed-" + seed);
                        trainings.add(train(k, served, seed, run, warnings));
                        done.accept(trainings.getLast());
                    }
                }
            }
            return trainings;
        } finally {
            AtomicFile.deleteFolder(scratch);
        }
    }

    private List<Boolean> kinds() {
        return server.isEmpty() ? List.of(false) : List.of(false, true);
    }

    private Training train(int k, boolean served, long seed, Path run, Consumer<String> warnings) {
        List<String> settings = new ArrayList<>(List.of("metrics.tensorboard=false"));
        settings.addAll(overrides);
        settings.addAll(served ? server : List.of());
        settings.addAll(List.of(
                "rollout.ahead=" + k,
                "seed=" + seed,
                "train.steps=" + steps,
                "train.checkpoint_every=0",
                "eval.every=0",
                "report=false"));
        Clock clock = new Clock(warnings);
        var _ = TrainSession.of(Recipes.train(null, settings))
                .in(run)
                .listener(clock)
                .run();
        return new Training(
                k,
                served,
                seed,
                (clock.ended - clock.begun) / 1e9,
                clock.records,
                clock.evaluations.getFirst(),
                clock.evaluations.getLast());
    }

    /** A row for each value of {@code rollout.ahead}, in process and on a server: means over seeds, seconds and scores with the least and the largest. */
    public Table table(List<Training> trainings) {
        Table table = Table.of(
                "ahead",
                "sampler",
                "s of all steps",
                "s a step",
                "learner waits",
                "sampler waits",
                "age",
                "reward at the end",
                "greedy",
                "sampled");
        for (boolean served : kinds()) {
            for (int k : ahead) {
                table.row(row(
                        k,
                        served,
                        trainings.stream()
                                .filter(each -> each.ahead() == k && each.served() == served)
                                .toList()));
            }
        }
        return table;
    }

    private static List<String> row(int k, boolean served, List<Training> of) {
        return List.of(
                String.valueOf(k),
                served ? "server" : "in process",
                spread(of, Training::seconds, "%.1f"),
                mean(of, Training::stepSeconds, "%.3f"),
                mean(of, each -> each.mean(Metric.SECONDS_LEARNER_IDLE), "%.3f"),
                mean(of, each -> each.mean(Metric.SECONDS_SAMPLER_IDLE), "%.3f"),
                mean(of, each -> each.mean(Metric.ROLLOUT_AGE), "%.2f"),
                mean(of, AheadBench::lastReward, "%.3f"),
                spread(of, each -> 100 * each.after().meanGreedyAccuracy(), "%.1f"),
                spread(of, each -> 100 * each.after().meanAvgAtK(), "%.1f"));
    }

    /** What all trainings begin with, in percent. */
    public static String before(List<Training> trainings) {
        Evaluation first = trainings.getFirst().before();
        return String.format(
                Locale.ROOT,
                "before training: greedy %.1f, sampled %.1f",
                100 * first.meanGreedyAccuracy(),
                100 * first.meanAvgAtK());
    }

    private static double lastReward(Training training) {
        List<StepRecord> records = training.records();
        return records.subList(records.size() * 9 / 10, records.size()).stream()
                .mapToDouble(step -> step.value(Metric.REWARD).orElse(0))
                .average()
                .orElse(0);
    }

    private static String mean(List<Training> trainings, ToDoubleFunction<Training> value, String format) {
        return String.format(
                Locale.ROOT,
                format,
                trainings.stream().mapToDouble(value).average().orElse(0));
    }

    private static String spread(List<Training> trainings, ToDoubleFunction<Training> value, String format) {
        double[] sorted = trainings.stream().mapToDouble(value).sorted().toArray();
        String mean = mean(trainings, value, format);
        return sorted.length == 1
                ? mean
                : String.format(
                        Locale.ROOT,
                        "%s (" + format + " to " + format + ")",
                        mean,
                        sorted[0],
                        sorted[sorted.length - 1]);
    }
}
