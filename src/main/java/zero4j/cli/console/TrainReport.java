package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import zero4j.PlainText;
import zero4j.recipe.TrainRecipe;
import zero4j.report.EvalTable;
import zero4j.report.NothingLearnt;
import zero4j.report.RunReport;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
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
            out.println(PlainText.line(
                    "  " + Launcher.command() + " resume " + result.run().path()));
            out.println(PlainText.line("see its page with:"));
            out.println(PlainText.line("  " + Launcher.command() + " dashboard" + argument(result.run())));
        }
        out.flush();
    }

    /** The folder of the runs, which need not be named where it is the usual one. */
    private static String argument(RunFolder run) {
        Path runs = run.path().getParent();
        return runs == null || runs.equals(Path.of("runs")) ? "" : " " + runs;
    }

    private static void warnIfNothingWasLearnt(PrintWriter err, RunFolder folder) {
        try (RunReader reader = RunReader.open(folder.database())) {
            NothingLearnt.of(reader).ifPresent(why -> err.println("warning: " + why));
            err.flush();
        }
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
        Path report = folder.path().resolve(RunReport.PAGE);
        if (Files.exists(report)) {
            TrainHeader.line(out, "report", report.toString());
        }
        Screen.of(out).command("try it", Launcher.command() + " generate " + folder.path() + " --prompt '…'");
        Screen.of(out).command("read it", Launcher.command() + " runs show " + folder.path());
        Screen.of(out).command("see it", Launcher.command() + " dashboard" + argument(folder));
    }
}
