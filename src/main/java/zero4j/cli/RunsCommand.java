package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Presets;
import zero4j.cli.console.Header;
import zero4j.cli.console.MetricColumns;
import zero4j.cli.console.StepLine;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.report.EvalTable;
import zero4j.report.Table;
import zero4j.run.EvalRecord;
import zero4j.run.LaunchRecord;
import zero4j.run.Metric;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;

/** {@code zero4j runs}: what has been trained. */
@Command(name = "runs", mixinStandardHelpOptions = true, description = "List and show training runs.")
final class RunsCommand {
    private static final int STEPS_SHOWN = 10;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(name = "list", mixinStandardHelpOptions = true, description = "List the runs in a folder, oldest first.")
    int list(
            @Option(
                            names = "--folder",
                            paramLabel = "DIR",
                            defaultValue = "runs",
                            description = "Folder of the runs (default: ${DEFAULT-VALUE}).")
                    Path folder,
            @Parameters(arity = "0..1", hidden = true) @Nullable Path stray) {
        if (stray != null) {
            throw new UserError("the folder of the runs is an option: --folder " + stray);
        }
        PrintWriter out = spec.commandLine().getOut();
        List<RunFolder> runs = RunFolder.list(folder);
        if (runs.isEmpty()) {
            out.println("no runs in " + folder);
            return 0;
        }
        Table table = Table.of("run", "state", "steps", "reward", "greedy before", "after");
        runs.forEach(run -> table.row(row(run)));
        out.println(table.text());
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show a run: what it was made with, its last steps, its evaluations.")
    int show(
            @Parameters(paramLabel = "RUN", description = "Folder of the run.") Path path,
            @Option(
                            names = "--steps",
                            paramLabel = "N",
                            defaultValue = "" + STEPS_SHOWN,
                            description = "Steps to show, the last ones (default: ${DEFAULT-VALUE}).")
                    int steps,
            @Option(
                            names = "--metric",
                            split = ",",
                            paramLabel = "NAME",
                            description = "Show only these metrics of those steps, with commas between them.")
                    @Nullable
                    List<String> names) {
        if (steps < 0) {
            throw new UserError("--steps is " + steps + "; it must be at least 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (names != null) {
            showMetrics(
                    out,
                    RunFolder.open(path),
                    names.stream().map(MetricName::parse).toList(),
                    steps);
            return 0;
        }
        RunFolder run = RunFolder.open(path);
        showOrigin(out, run);
        if (!Files.isRegularFile(run.database())) {
            out.println("nothing recorded yet");
            return 0;
        }
        try (RunReader reader = RunReader.open(run.database())) {
            out.println("state        " + state(run, reader.launches()));
            showSteps(out, reader.stepsAfter(0), steps);
            showScores(out, reader.evaluations());
        }
        return 0;
    }

    private static void showMetrics(PrintWriter out, RunFolder run, List<Metric> metrics, int shown) {
        if (!Files.isRegularFile(run.database())) {
            out.println("nothing recorded yet");
            return;
        }
        try (RunReader reader = RunReader.open(run.database())) {
            out.println(
                    MetricColumns.of(metrics, last(reader.stepsAfter(0), shown)).text());
        }
    }

    private static void showOrigin(PrintWriter out, RunFolder run) {
        out.println("run          " + run.path());
        out.println("recipe       " + run.recipe());
        showAlgorithm(out, run);
        if (Files.isRegularFile(run.provenance())) {
            Provenance made = Provenance.read(run.provenance());
            out.println(
                    "program      zero4j " + made.program() + ", JVM " + made.jvm() + ", LibTorch " + made.libtorch());
            out.println("machine      " + made.cpu() + "; device " + made.device());
            out.println("seed         " + made.seed());
        }
        List<Long> checkpoints = run.checkpointSteps();
        out.println("checkpoints  " + (checkpoints.isEmpty() ? "none" : "after steps " + checkpoints));
    }

    private static void showAlgorithm(PrintWriter out, RunFolder run) {
        try {
            TrainRecipe recipe = Recipes.train(run.recipe(), List.of());
            Algorithm algorithm =
                    Presets.of(recipe.algorithm(), recipe.rollout().maxNewTokens());
            out.println("algorithm    " + algorithm.name());
            out.println("objective    " + Header.objective(algorithm));
        } catch (UserError foreign) {
            out.println("algorithm    not known: this version does not understand the recipe");
        }
    }

    private static void showSteps(PrintWriter out, List<StepRecord> all, int shown) {
        if (all.isEmpty()) {
            return;
        }
        StepLine line = new StepLine(all.getLast().step());
        out.println();
        out.println(line.title());
        last(all, shown).forEach(step -> out.println(line.text(step, Double.NaN)));
    }

    private static List<StepRecord> last(List<StepRecord> all, int shown) {
        return all.subList(Math.max(0, all.size() - shown), all.size());
    }

    private static void showScores(PrintWriter out, List<EvalRecord> scores) {
        if (scores.isEmpty()) {
            return;
        }
        List<EvalRecord> before = at(scores, scores.getFirst().step());
        List<EvalRecord> after = at(scores, scores.getLast().step());
        out.println();
        out.println("evaluation after step " + scores.getLast().step());
        out.println(EvalTable.of(after).text());
        if (scores.getFirst().step() != scores.getLast().step()) {
            out.println();
            out.println(EvalTable.beforeAfter(before, after).text());
        }
    }

    private static List<String> row(RunFolder run) {
        try (RunReader reader = RunReader.open(run.database())) {
            List<EvalRecord> scores = reader.evaluations();
            boolean twice = !scores.isEmpty()
                    && scores.getFirst().step() != scores.getLast().step();
            return List.of(
                    run.name(),
                    inAWord(state(run, reader.launches())),
                    reader.lastStep().isPresent()
                            ? Long.toString(reader.lastStep().getAsLong())
                            : "0",
                    reward(reader),
                    scores.isEmpty()
                            ? "-"
                            : accuracy(at(scores, scores.getFirst().step())),
                    twice ? accuracy(at(scores, scores.getLast().step())) : "-");
        } catch (UserError unreadable) {
            return List.of(run.name(), "unreadable", "-", "-", "-", "-");
        }
    }

    private static String reward(RunReader reader) {
        List<RunReader.Point> curve = reader.metric(Metric.REWARD.key());
        return curve.isEmpty()
                ? "-"
                : String.format(Locale.ROOT, "%.3f", curve.getLast().value());
    }

    private static String accuracy(List<EvalRecord> scores) {
        double mean = scores.stream()
                .mapToDouble(EvalRecord::greedyAccuracy)
                .average()
                .orElse(Double.NaN);
        return String.format(Locale.ROOT, "%.1f%%", 100 * mean);
    }

    private static List<EvalRecord> at(List<EvalRecord> scores, long step) {
        return scores.stream().filter(score -> score.step() == step).toList();
    }

    /** Without the reason of a failure, which {@code runs show} tells. */
    private static String inAWord(String state) {
        return state.startsWith("failed") ? "failed" : state;
    }

    private static String state(RunFolder run, List<LaunchRecord> launches) {
        if (launches.isEmpty()) {
            return "not started";
        }
        Optional<String> outcome = launches.getLast().outcome();
        return outcome.orElseGet(() -> run.held() ? "running" : "killed");
    }
}
