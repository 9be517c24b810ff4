package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Presets;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.report.EvalTable;
import zero4j.report.Table;
import zero4j.reward.Rewards;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;
import zero4j.run.LaunchRecord;
import zero4j.run.Metric;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;

/** Shows what has been trained. */
public final class RunsConsole {
    private static final int LABEL = 12;
    private static final int SAMPLES = 3;

    private final Screen out;

    public RunsConsole(PrintWriter out) {
        this.out = Screen.of(out);
    }

    /** The runs in a folder, a line each, oldest first. */
    public void list(Path folder) {
        List<RunFolder> runs = RunFolder.list(folder);
        if (runs.isEmpty()) {
            out.println(PlainText.line("no runs in " + folder));
            return;
        }
        Table table = Table.of("run", "model", "algorithm", "state", "steps", "reward", "greedy before", "after")
                .grouped(2, 1, 1, 1, 2);
        runs.forEach(run -> table.row(row(run)));
        out.table(table);
    }

    /** What a run was made with, its last steps, its evaluations. */
    public void show(RunFolder run, int shown) {
        origin(run);
        if (nothingRecorded(run)) {
            return;
        }
        try (RunReader reader = RunReader.open(run.database())) {
            line("state", state(run, reader.launches()));
            steps(reader.lastSteps(shown), reader.lastStep());
            samples(reader);
            scores(reader);
        }
    }

    /** Some metrics of a run's last steps. */
    public void metrics(RunFolder run, List<Metric> metrics, int shown) {
        if (nothingRecorded(run)) {
            return;
        }
        try (RunReader reader = RunReader.open(run.database())) {
            List<StepRecord> steps = reader.lastSteps(shown);
            out.table(MetricColumns.of(metrics, steps));
            for (Metric metric : metrics) {
                if (!steps.isEmpty()
                        && steps.stream().allMatch(step -> step.value(metric).isEmpty())) {
                    out.println("none of these steps has " + metric.key() + ": the run does not compute it");
                }
            }
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
        line("run", run.path().toString());
        line("recipe", run.recipe().toString());
        algorithm(run);
        if (Files.isRegularFile(run.provenance())) {
            Provenance made = Provenance.read(run.provenance());
            line("program", "zero4j " + made.program() + ", JVM " + made.jvm() + ", LibTorch " + made.libtorch());
            line("machine", made.cpu() + "; device " + made.device());
            line("seed", Long.toString(made.seed()));
        }
        List<Long> checkpoints = run.checkpointSteps();
        line("checkpoints", checkpoints.isEmpty() ? "none" : "after steps " + checkpoints);
    }

    private void line(String what, String text) {
        out.line(String.format(Locale.ROOT, "%-" + LABEL + "s", what), text);
    }

    private void algorithm(RunFolder run) {
        Optional<TrainRecipe> known = recipe(run);
        if (known.isEmpty()) {
            line("algorithm", "not known: this version does not understand the recipe");
            return;
        }
        TrainRecipe recipe = known.get();
        Algorithm algorithm = Presets.of(recipe.algorithm(), recipe.rollout().maxNewTokens());
        line("model", recipe.model());
        line("algorithm", algorithm.name());
        line("objective", Header.objective(algorithm));
        Rewards.caution(recipe.reward()).ifPresent(words -> line("control", recipe.reward() + ": " + words));
    }

    /** None where another version wrote what this one does not understand. */
    private static Optional<TrainRecipe> recipe(RunFolder run) {
        try {
            return Optional.of(Recipes.train(run.recipe(), List.of()));
        } catch (UserError foreign) {
            return Optional.empty();
        }
    }

    /** The end of a model's path, and whether only an adapter beside it was trained. */
    private static String model(TrainRecipe recipe) {
        String name = String.valueOf(Path.of(recipe.model()).getFileName());
        return PlainText.line(name)
                + (recipe.lora().enabled() ? " + LoRA " + recipe.lora().rank() : "");
    }

    private void steps(List<StepRecord> shown, OptionalLong last) {
        if (last.isEmpty()) {
            return;
        }
        StepLine line = new StepLine(last.getAsLong(), out.columns());
        out.println();
        out.println(line.title());
        shown.forEach(step -> out.println(line.text(step, Double.NaN)));
    }

    /** What the model said at last. */
    private void samples(RunReader reader) {
        List<CompletionRecord> last = reader.lastStep().isPresent()
                ? reader.completions(reader.lastStep().getAsLong())
                : List.of();
        if (!last.isEmpty()) {
            out.println();
            out.println("completions (--completions shows them all)");
            new CompletionsConsole(out).samples(last, SAMPLES);
        }
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
        out.table(EvalTable.of(after));
        if (first != last) {
            out.println();
            out.table(EvalTable.beforeAfter(before, after));
        }
    }

    private static List<String> row(RunFolder run) {
        try (RunReader reader = RunReader.open(run.database())) {
            OptionalLong first = reader.firstEvaluation();
            OptionalLong last = reader.lastEvaluation();
            Optional<TrainRecipe> recipe = recipe(run);
            return List.of(
                    run.name(),
                    recipe.map(RunsConsole::model).orElse("-"),
                    recipe.map(known -> known.algorithm().preset()).orElse("-"),
                    inAWord(state(run, reader.launches())),
                    reader.lastStep().isPresent()
                            ? Long.toString(reader.lastStep().getAsLong())
                            : "0",
                    reward(reader),
                    first.isEmpty() ? "-" : accuracy(reader.evaluations(first.getAsLong())),
                    last.equals(first) ? "-" : accuracy(reader.evaluations(last.getAsLong())));
        } catch (UserError unreadable) {
            return List.of(run.name(), "-", "-", "unreadable", "-", "-", "-", "-");
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
