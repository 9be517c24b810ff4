package zero4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.cli.console.RunsConsole;
import zero4j.run.RunFolder;

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
        console().list(folder);
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
        RunFolder run = RunFolder.open(path);
        if (names == null) {
            console().show(run, steps);
        } else {
            console().metrics(run, names.stream().map(MetricName::parse).toList(), steps);
        }
        return 0;
    }

    private RunsConsole console() {
        return new RunsConsole(spec.commandLine().getOut());
    }
}
