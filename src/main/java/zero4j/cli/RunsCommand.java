package zero4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.cli.console.CompletionsConsole;
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
            throw new ParameterException(spec.commandLine(), "the folder of the runs is an option: --folder " + stray);
        }
        console().list(folder);
        return 0;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Show a run: what it was made with, its last steps, some completions, its evaluations.")
    int show(
            @Parameters(paramLabel = "RUN", description = "Folder of the run, or its name in runs.") Path path,
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
                    List<String> names,
            @ArgGroup(exclusive = false, heading = "%nWhat the model said:%n") @Nullable Said said) {
        if (steps < 0) {
            throw new UserError("--steps is " + steps + "; it must be at least 0");
        }
        RunFolder run = RunFolder.open(RunFolder.named(path));
        if (said != null) {
            new CompletionsConsole(spec.commandLine().getOut()).show(run, said.choice());
        } else if (names == null) {
            console().show(run, steps);
        } else {
            console().metrics(run, names.stream().map(MetricName::parse).toList(), steps);
        }
        return 0;
    }

    /** Which completions to show. */
    static final class Said {
        private static final int SHOWN = 10;

        @Option(
                names = "--completions",
                description = "Show completions, those of the last step; the options below do so, too.")
        @SuppressWarnings("UnusedVariable") // that it is given is all
        private boolean completions;

        @Option(names = "--step", paramLabel = "N", description = "Those of this step.")
        private @Nullable Long step;

        @Option(names = "--benchmark", paramLabel = "NAME", description = "Those of an evaluation by this benchmark.")
        private @Nullable String benchmark;

        @Option(names = "--question", paramLabel = "ID", description = "Those of this question, of all steps.")
        private @Nullable String question;

        @Option(names = "--wrong", description = "Only those that are not correct.")
        private boolean wrong;

        @Option(
                names = "--after",
                paramLabel = "PLACE",
                description = "Go on where an earlier showing ended, which says where.")
        private @Nullable String after;

        @Option(
                names = "--limit",
                paramLabel = "N",
                description = "How many; 0 for all (default: ${DEFAULT-VALUE}).",
                defaultValue = "" + SHOWN)
        private int limit = SHOWN;

        CompletionsConsole.Choice choice() {
            if (limit < 0) {
                throw new UserError("--limit is " + limit + "; it must be at least 0");
            }
            return new CompletionsConsole.Choice(
                    step == null ? OptionalLong.empty() : OptionalLong.of(step),
                    Optional.ofNullable(benchmark),
                    Optional.ofNullable(question),
                    wrong,
                    Optional.ofNullable(after),
                    limit);
        }
    }

    private RunsConsole console() {
        return new RunsConsole(spec.commandLine().getOut());
    }
}
