package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import zero4j.UserError;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Presets;
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

/** Shows what has been trained. */
public final class RunsConsole {
    private final PrintWriter out;

    public RunsConsole(PrintWriter out) {
        this.out = out;
    }

    /** The runs in a folder, a line each, oldest first. */
    public void list(Path folder) {
        List<RunFolder> runs = RunFolder.list(folder);
        if (runs.isEmpty()) {
            out.println("no runs in " + folder);
            return;
        }
        Table table = Table.of("run", "state", "steps", "reward", "greedy before", "after");
        runs.forEach(run -> table.row(row(run)));
        out.println(table.text());
    }

    /** What a run was made with, its last steps, its evaluations. */
    public void show(RunFolder run, int shown) {
        origin(run);
        if (nothingRecorded(run)) {
            return;
        }
        try (RunReader reader = RunReader.open(run.database())) {
            out.println("state        " + state(run, reader.launches()));
            steps(reader.lastSteps(shown), reader.lastStep());
            scores(reader);
        }
    }

    /** Some metrics of a run's last steps. */
    public void metrics(RunFolder run, List<Metric> metrics, int shown) {
        if (nothingRecorded(run)) {
            return;
        }
        try (RunReader reader = RunReader.open(run.database())) {
            out.println(MetricColumns.of(metrics, reader.lastSteps(shown)).text());
        }
    }

    private boolean nothingRecorded(RunFolder run) {
        boolean nothing = !Files.isRegularFile(run.database());
        if (nothing) {
            out.println("nothing recorded yet");
        }
        return nothing;
    }

    private void origin(RunFolder run) {
        out.println("run          " + run.path());
        out.println("recipe       " + run.recipe());
        algorithm(run);
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

    private void algorithm(RunFolder run) {
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

    private void steps(List<StepRecord> shown, OptionalLong last) {
        if (last.isEmpty()) {
            return;
        }
        StepLine line = new StepLine(last.getAsLong());
        out.println();
        out.println(line.title());
        shown.forEach(step -> out.println(line.text(step, Double.NaN)));
    }

    private void scores(RunReader reader) {
        if (reader.lastEvaluation().isEmpty()) {
            return;
        }
        long first = reader.firstEvaluation().orElseThrow();
        long last = reader.lastEvaluation().orElseThrow();
        List<EvalRecord> before = reader.evaluations(first);
        List<EvalRecord> after = reader.evaluations(last);
        out.println();
        out.println("evaluation after step " + last);
        out.println(EvalTable.of(after).text());
        if (first != last) {
            out.println();
            out.println(EvalTable.beforeAfter(before, after).text());
        }
    }

    private static List<String> row(RunFolder run) {
        try (RunReader reader = RunReader.open(run.database())) {
            OptionalLong first = reader.firstEvaluation();
            OptionalLong last = reader.lastEvaluation();
            return List.of(
                    run.name(),
                    inAWord(state(run, reader.launches())),
                    reader.lastStep().isPresent()
                            ? Long.toString(reader.lastStep().getAsLong())
                            : "0",
                    reward(reader),
                    first.isEmpty() ? "-" : accuracy(reader.evaluations(first.getAsLong())),
                    last.equals(first) ? "-" : accuracy(reader.evaluations(last.getAsLong())));
        } catch (UserError unreadable) {
            return List.of(run.name(), "unreadable", "-", "-", "-", "-");
        }
    }

    private static String reward(RunReader reader) {
        OptionalDouble last = reader.last(Metric.REWARD.key());
        return last.isEmpty() ? "-" : String.format(Locale.ROOT, "%.3f", last.getAsDouble());
    }

    private static String accuracy(List<EvalRecord> scores) {
        double mean = scores.stream()
                .mapToDouble(EvalRecord::greedyAccuracy)
                .average()
                .orElse(Double.NaN);
        return String.format(Locale.ROOT, "%.1f%%", 100 * mean);
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
