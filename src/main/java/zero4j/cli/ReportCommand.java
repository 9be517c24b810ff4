package zero4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.Words;
import zero4j.report.RunReport;
import zero4j.run.RunFolder;

/** {@code zero4j report}: runs as a page to send. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = {
            "Write what a run did as one HTML file: in words, curves, scores, completions, settings.",
            "Of several runs: their curves and scores beside each other, and what differs in their settings."
        })
final class ReportCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "RUN",
            description = "Folder of a run, or its name in runs; also one that is going on.")
    private List<Path> paths = List.of();

    @Option(
            names = "--to",
            paramLabel = "FILE",
            description = "The HTML file (default: " + RunReport.PAGE + " in the folder of the run).")
    private @Nullable Path to;

    @Option(
            names = "--png",
            paramLabel = "DIR",
            description = "Write the charts as PNG pictures into this folder, too.")
    private @Nullable Path pictures;

    @Override
    public void run() {
        List<RunFolder> runs =
                paths.stream().map(RunFolder::named).map(RunFolder::open).toList();
        Path file = file();
        RunReport report = RunReport.of(runs);
        report.write(file);
        tell("written " + file);
        if (pictures != null) {
            tell("written " + Words.counted(report.writePictures(pictures).size(), "picture") + " into " + pictures);
        }
    }

    private Path file() {
        if (to == null) {
            if (paths.size() > 1) {
                throw new UserError("the report of " + Words.counted(paths.size(), "run")
                        + " belongs to none of their folders; say where it is to be written: --to FILE.html");
            }
            return RunFolder.named(paths.getFirst()).resolve(RunReport.PAGE);
        }
        if (Files.isDirectory(to)) {
            throw new UserError("--to " + to + " is a folder; name the file in it: --to " + to.resolve(RunReport.PAGE));
        }
        return to;
    }

    private void tell(String line) {
        spec.commandLine().getOut().println(PlainText.line(line));
        spec.commandLine().getOut().flush();
    }
}
