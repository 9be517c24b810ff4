package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import zero4j.cli.Launcher;
import zero4j.cli.StopRequest;
import zero4j.report.EvalTable;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.session.TrainSession;
import zero4j.session.TrainSetup;
import zero4j.train.TrainState;

/** Trains under the user's eyes: steps as they come, and at the end what has changed and what to do next. */
public final class TrainReport {
    private TrainReport() {}

    /** Trains or goes on training in the folder of a run. Ctrl-C finishes the step and saves. */
    public static void train(PrintWriter out, PrintWriter err, TrainSetup setup, RunFolder folder) {
        int steps = setup.recipe().train().steps();
        TrainConsole console = new TrainConsole(out, err, steps, Terminal.present(), System::nanoTime);
        out.flush();
        try (StopRequest stop = StopRequest.listen(err)) {
            TrainState end = new TrainSession(setup, folder).run(console, stop);
            out.println();
            warnIfNothingWasLearnt(err, folder);
            if (end.step() < steps) {
                out.println("stopped after step " + end.step() + " of " + steps + "; go on with:");
                out.println("  " + Launcher.command() + " resume " + folder.path());
            } else {
                printEnd(out, folder);
            }
            out.flush();
        }
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
            List<EvalRecord> scores = reader.evaluations();
            if (!scores.isEmpty()) {
                long first = scores.getFirst().step();
                long last = scores.getLast().step();
                out.print(EvalTable.beforeAfter(
                        scores.stream().filter(score -> score.step() == first).toList(),
                        scores.stream().filter(score -> score.step() == last).toList()));
                out.println();
            }
        }
        Optional<Path> model = folder.latestCheckpoint();
        model.ifPresent(path -> TrainHeader.line(out, "model", path.toString()));
        TrainHeader.line(out, "try it", Launcher.command() + " generate " + folder.path() + " --prompt '…'");
        TrainHeader.line(out, "read it", Launcher.command() + " runs show " + folder.path());
    }
}
