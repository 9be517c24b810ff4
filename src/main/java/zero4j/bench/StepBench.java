package zero4j.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.dist.Rendezvous;
import zero4j.recipe.Recipes;
import zero4j.report.Table;
import zero4j.run.Metric;
import zero4j.run.StepRecord;
import zero4j.session.TrainSession;
import zero4j.session.TrainSetup;
import zero4j.train.TrainListener;

/**
 * Whole training steps of a random model, which are always the same work: prompts x samples x new tokens.
 *
 * @param shape nano or micro
 * @param overrides of a training recipe, as {@code KEY=VALUE}
 * @param warmup steps that are not counted
 * @param steps steps that are counted
 */
public record StepBench(String shape, List<String> overrides, int warmup, int steps) {
    private static final List<Metric> PARTS = List.of(
            Metric.SECONDS_LEARNER_IDLE,
            Metric.SECONDS_ROLLOUT,
            Metric.SECONDS_REWARD,
            Metric.SECONDS_LOGPROBS,
            Metric.SECONDS_UPDATE,
            Metric.SECONDS_HAND_OVER);
    private static final List<Metric> OTHERS = List.of(
            Metric.ROLLOUT_TOKENS_PER_SECOND, Metric.LEARN_TOKENS_PER_SECOND, Metric.LENGTH, Metric.NATIVE_MEMORY_MB);

    public StepBench {
        overrides = List.copyOf(overrides);
    }

    /**
     * Takes the steps in a temporary folder, of which nothing is kept.
     *
     * @param begins told what is going to be trained, before the first step
     * @return the counted steps, in order
     */
    public List<StepRecord> run(Consumer<String> warnings, Consumer<TrainSetup> begins) {
        return withModel(shape, (model, scratch) -> run(settings(model), scratch, Optional.empty(), warnings, begins));
    }

    /** Takes the steps together with other processes; the first one, which is alone in it, gets the counted steps. */
    List<StepRecord> run(Optional<Rendezvous> meeting, Path model, Path scratch) {
        return run(settings(model), scratch, meeting, _ -> {}, _ -> {});
    }

    /**
     * Does something with a model of a shape.
     *
     * @param work is given the model's folder, and one for what it writes; both go
     */
    static <T> T withModel(String shape, BiFunction<Path, Path, T> work) {
        Path scratch = scratchFolder();
        try {
            Path model = scratch.resolve("model");
            BenchModel.write(model, shape);
            return work.apply(model, scratch);
        } finally {
            AtomicFile.deleteFolder(scratch);
        }
    }

    private List<String> settings(Path model) {
        List<String> settings = new ArrayList<>(List.of("rollout.max_new_tokens=64"));
        settings.addAll(overrides);
        settings.addAll(List.of(
                "model=" + model, "eval.suite=none", "train.checkpoint_every=0", "train.steps=" + (warmup + steps)));
        return settings;
    }

    private List<StepRecord> run(
            List<String> settings,
            Path scratch,
            Optional<Rendezvous> meeting,
            Consumer<String> warnings,
            Consumer<TrainSetup> begins) {
        List<StepRecord> records = new ArrayList<>();
        TrainSession session = TrainSession.of(Recipes.train(null, settings))
                .in(scratch.resolve("run"))
                .joining(meeting)
                .reward(BenchModel::parity)
                .listener(new TrainListener() {
                    @Override
                    public void step(StepRecord record) {
                        records.add(record);
                    }

                    @Override
                    public void warning(String text) {
                        warnings.accept(text);
                    }
                });
        try (TrainSetup setup = session.prepare()) {
            begins.accept(setup);
            session.run(setup);
            return records.subList(Math.min(warmup, records.size()), records.size());
        }
    }

    static Path scratchFolder() {
        try {
            return Files.createTempDirectory("zero4j-bench-");
        } catch (IOException e) {
            throw new UserError("cannot make a temporary folder: " + e, e);
        }
    }

    /** Median, fastest and slowest of the steps' parts as a table. */
    public static Table table(List<StepRecord> steps) {
        String counted = steps.size() + (steps.size() == 1 ? " step" : " steps");
        Table table = Table.of("of " + counted, "median", "fastest", "slowest", "unit");
        double[] seconds =
                steps.stream().mapToDouble(StepBench::seconds).sorted().toArray();
        table.row(row("step", seconds, "s"));
        Stream.concat(PARTS.stream(), OTHERS.stream()).forEach(metric -> {
            double[] values = steps.stream()
                    .flatMapToDouble(step -> step.value(metric).stream())
                    .sorted()
                    .toArray();
            if (values.length > 0) {
                table.row(row(metric.key(), values, metric.unit()));
            }
        });
        return table;
    }

    /** Of all parts of a step. */
    static double seconds(StepRecord step) {
        return step.secondsOfPhases();
    }

    private static List<String> row(String name, double[] sorted, String unit) {
        return List.of(
                name, number(sorted[sorted.length / 2]), number(sorted[0]), number(sorted[sorted.length - 1]), unit);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.3f" : "%.0f", value);
    }
}
