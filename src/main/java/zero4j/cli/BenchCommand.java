package zero4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.bench.BenchModel;
import zero4j.cli.console.Header;
import zero4j.cli.console.TrainHeader;
import zero4j.recipe.RecipeReader;
import zero4j.report.TextTable;
import zero4j.run.Metric;
import zero4j.run.StepRecord;
import zero4j.session.TrainSession;
import zero4j.session.TrainSetup;

/** {@code zero4j bench}: how fast this machine is. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        subcommands = {BenchVerifyCommand.class, BenchRolloutCommand.class, BenchLearnCommand.class},
        description = "Measure the speed of this machine, and the verifier.")
final class BenchCommand {
    private static final List<Metric> SHOWN = List.of(
            Metric.SECONDS_ROLLOUT,
            Metric.SECONDS_REWARD,
            Metric.SECONDS_LOGPROBS,
            Metric.SECONDS_UPDATE,
            Metric.ROLLOUT_TOKENS_PER_SECOND,
            Metric.LEARN_TOKENS_PER_SECOND,
            Metric.LENGTH,
            Metric.NATIVE_MEMORY_MB);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "step",
            mixinStandardHelpOptions = true,
            description = "Time whole training steps of a random model: prompts x samples x new tokens, always the same"
                    + " work. Nothing is kept.")
    int step(
            @Option(
                            names = "--shape",
                            paramLabel = "NAME",
                            defaultValue = "nano",
                            description = "nano (0.87 M parameters) or micro (7.8 M) (default: ${DEFAULT-VALUE}).")
                    String shape,
            @Option(
                            names = "--set",
                            paramLabel = "KEY=VALUE",
                            description = "Override a training setting; may be repeated.")
                    @Nullable
                    List<String> overrides,
            @Option(
                            names = "--steps",
                            paramLabel = "N",
                            defaultValue = "10",
                            description = "Steps to measure (default: ${DEFAULT-VALUE}).")
                    int steps,
            @Option(
                            names = "--warmup",
                            paramLabel = "N",
                            defaultValue = "3",
                            description = "Steps before, not measured (default: ${DEFAULT-VALUE}).")
                    int warmup) {
        if (steps < 1 || warmup < 0) {
            throw new UserError("--steps must be at least 1 and --warmup at least 0");
        }
        Path scratch = scratchFolder();
        try {
            Path model = scratch.resolve("model");
            BenchModel.write(model, shape);
            List<String> settings = new ArrayList<>(List.of("rollout.max_new_tokens=64"));
            settings.addAll(overrides == null ? List.of() : overrides);
            settings.addAll(List.of(
                    "model=" + model,
                    "eval.suite=none",
                    "train.checkpoint_every=0",
                    "train.steps=" + (warmup + steps)));
            measure(settings, scratch, warmup);
        } finally {
            AtomicFile.deleteFolder(scratch);
        }
        return 0;
    }

    private void measure(List<String> settings, Path scratch, int warmup) {
        PrintWriter out = spec.commandLine().getOut();
        List<StepRecord> records = new ArrayList<>();
        TrainSession session = TrainSession.of(RecipeReader.train(null, settings))
                .in(scratch.resolve("run"))
                .reward(BenchModel::parity)
                .listener(records::add);
        try (TrainSetup setup = session.prepare()) {
            TrainHeader.print(out, setup);
            out.println();
            session.run(setup);
            print(out, records.subList(warmup, records.size()));
        }
    }

    private static Path scratchFolder() {
        try {
            return Files.createTempDirectory("zero4j-bench-");
        } catch (IOException e) {
            throw new UserError("cannot make a temporary folder: " + e, e);
        }
    }

    private static void print(PrintWriter out, List<StepRecord> steps) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("of " + Header.steps(steps.size()), "median", "fastest", "slowest", "unit"));
        double[] seconds = steps.stream()
                .mapToDouble(step -> Stream.of(
                                Metric.SECONDS_ROLLOUT,
                                Metric.SECONDS_REWARD,
                                Metric.SECONDS_LOGPROBS,
                                Metric.SECONDS_UPDATE)
                        .mapToDouble(metric -> step.value(metric).orElse(0))
                        .sum())
                .sorted()
                .toArray();
        rows.add(row("step", seconds, "s"));
        for (Metric metric : SHOWN) {
            double[] values = steps.stream()
                    .flatMapToDouble(step -> step.value(metric).stream())
                    .sorted()
                    .toArray();
            if (values.length > 0) {
                rows.add(row(metric.key(), values, metric.unit()));
            }
        }
        out.println(TextTable.of(rows));
    }

    private static List<String> row(String name, double[] sorted, String unit) {
        return List.of(
                name, number(sorted[sorted.length / 2]), number(sorted[0]), number(sorted[sorted.length - 1]), unit);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value < 100 ? "%.3f" : "%.0f", value);
    }
}
