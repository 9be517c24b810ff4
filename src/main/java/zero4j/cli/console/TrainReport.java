package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import zero4j.PlainText;
import zero4j.Words;
import zero4j.recipe.TrainRecipe;
import zero4j.report.EvalTable;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.session.TrainResult;

/** What is said when training has ended: what has changed, and what to do next. */
public final class TrainReport {
    private static final String LOOK =
            " Look at the completions (runs show), the template, the token budget, and whether the"
                    + " model can answer such questions at all (eval with --samples).";

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
            out.println(PlainText.line(
                    "  " + Launcher.command() + " resume " + result.run().path()));
        }
        out.flush();
    }

    /** Goes by what moved the weights: only with some algorithms does a group of equal rewards teach nothing. */
    private static void warnIfNothingWasLearnt(PrintWriter err, RunFolder folder) {
        try (RunReader reader = RunReader.open(folder.database())) {
            List<StepRecord> steps = reader.stepsAfter(0);
            if (steps.isEmpty()) {
                return;
            }
            String when =
                    steps.size() == 1 ? "In the only step " : "In all " + Words.counted(steps.size(), "step") + " ";
            boolean dead = steps.stream().allMatch(step -> of(step, Metric.DEAD_GROUPS) == 1);
            if (none(steps, Metric.UPDATE_NORM)) {
                err.println("warning: nothing was learnt. " + when + whyNothing(steps, dead));
            } else if (dead) {
                err.println("warning: no reward was learnt from. " + when + "every group was dead (100 %): "
                        + equalRewards(steps) + ", so only what the loss has besides moved the weights." + LOOK);
            }
            err.flush();
        }
    }

    private static String whyNothing(List<StepRecord> steps, boolean dead) {
        if (!none(steps, Metric.SKIPPED_UPDATES)) {
            return "no update was applied, because loss or gradient were not finite (metric skipped_updates)"
                    + " or there was no gradient (metric idle_updates).";
        }
        if (!none(steps, Metric.GRAD_NORM)) {
            return "the weights stayed where they were, though there was a gradient: train.learning_rate is too small.";
        }
        return dead
                ? "every group was dead (100 %): " + equalRewards(steps) + ", so there was no gradient." + LOOK
                : "there was no gradient: "
                        + (none(steps, Metric.REWARD)
                                ? "no completion earned a reward."
                                : "no token that is learnt from had an advantage (metrics advantage_std, masked).")
                        + LOOK;
    }

    private static String equalRewards(List<StepRecord> steps) {
        return none(steps, Metric.REWARD)
                ? "no completion earned a reward"
                : "all completions of a question earned the same";
    }

    private static boolean none(List<StepRecord> steps, Metric metric) {
        return steps.stream().noneMatch(step -> of(step, metric) != 0);
    }

    private static double of(StepRecord step, Metric metric) {
        return step.value(metric).orElse(0);
    }

    private static void printEnd(PrintWriter out, RunFolder folder) {
        try (RunReader reader = RunReader.open(folder.database())) {
            OptionalLong last = reader.lastEvaluation();
            if (last.isPresent()) {
                long first = reader.firstEvaluation().orElseThrow();
                Screen.of(out)
                        .table(EvalTable.beforeAfter(reader.evaluations(first), reader.evaluations(last.getAsLong())));
                out.println();
            }
        }
        Optional<Path> model = folder.latestCheckpoint();
        model.ifPresent(path -> TrainHeader.line(out, "model", path.toString()));
        Screen.of(out).command("try it", Launcher.command() + " generate " + folder.path() + " --prompt '…'");
        Screen.of(out).command("read it", Launcher.command() + " runs show " + folder.path());
    }
}
