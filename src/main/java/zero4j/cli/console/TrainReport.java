package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import zero4j.recipe.TrainRecipe;
import zero4j.report.EvalTable;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.session.TrainResult;

/** What is said when training has ended: what has changed, and what to do next. */
public final class TrainReport {
    private TrainReport() {}

    /** Prints it. */
    public static void print(PrintWriter out, PrintWriter err, TrainResult result, TrainRecipe recipe) {
        out.println();
        warnIfNothingWasLearnt(err, result.run());
        if (result.finished()) {
            printEnd(out, result.run());
        } else {
            out.println("stopped after step " + result.step() + " of "
                    + recipe.train().steps() + "; go on with:");
            out.println("  " + Launcher.command() + " resume " + result.run().path());
        }
        out.flush();
    }

    /** Says so if no question ever had both better and worse completions. */
    private static void warnIfNothingWasLearnt(PrintWriter err, RunFolder folder) {
        try (RunReader reader = RunReader.open(folder.database())) {
            List<StepRecord> steps = reader.stepsAfter(0);
            if (steps.isEmpty() || steps.stream().anyMatch(step -> of(step, Metric.DEAD_GROUPS) < 1)) {
                return;
            }
            double reward = steps.stream()
                    .mapToDouble(step -> of(step, Metric.REWARD))
                    .max()
                    .orElse(0);
            err.println("warning: nothing was learnt. In all " + steps.size() + " steps every group was dead (100 %): "
                    + (reward == 0 ? "no completion earned a reward" : "all completions of a question earned the same")
                    + ", so there was no gradient. Look at the completions (runs show), the template, the token budget,"
                    + " and whether the model can answer such questions at all (eval with --samples).");
            err.flush();
        }
    }

    private static double of(StepRecord step, Metric metric) {
        return step.value(metric).orElse(0);
    }

    private static void printEnd(PrintWriter out, RunFolder folder) {
        try (RunReader reader = RunReader.open(folder.database())) {
            OptionalLong last = reader.lastEvaluation();
            if (last.isPresent()) {
                long first = reader.firstEvaluation().orElseThrow();
                out.println(EvalTable.beforeAfter(reader.evaluations(first), reader.evaluations(last.getAsLong()))
                        .text());
                out.println();
            }
        }
        Optional<Path> model = folder.latestCheckpoint();
        model.ifPresent(path -> TrainHeader.line(out, "model", path.toString()));
        TrainHeader.line(out, "try it", Launcher.command() + " generate " + folder.path() + " --prompt '…'");
        TrainHeader.line(out, "read it", Launcher.command() + " runs show " + folder.path());
    }
}
