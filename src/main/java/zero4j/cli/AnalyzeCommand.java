package zero4j.cli;

import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import zero4j.InvalidSettings;
import zero4j.UserError;
import zero4j.analyze.SampleFolder;
import zero4j.cli.console.AnalyzeConsole;
import zero4j.cli.console.Launcher;

/** {@code zero4j analyze}: what base models can already do. */
@Command(
        name = "analyze",
        mixinStandardHelpOptions = true,
        subcommands = AnalyzeContaminationCommand.class,
        description = {
            "Find out what models can do before any training: the analyses of arXiv 2503.20783, all of one stored pass of sampling.",
            "What is stored is used, only what is missing is sampled. Each prints a table and writes JSON, CSV, SVG and PNG into"
                    + " the folder of the pass."
        })
final class AnalyzeCommand {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "sample",
            mixinStandardHelpOptions = true,
            description =
                    "Sample models by templates and temperatures, once for all analyses; one that was stopped goes on.")
    void sample(@Mixin AnalyzeOptions options) {
        try (AnalyzeConsole console = console()) {
            samples(options, console).ifPresent(console::overview);
        }
    }

    private AnalyzeConsole console() {
        CommandLine chosen = chosen();
        return new AnalyzeConsole(
                chosen.getOut(), chosen.getErr(), text -> OptionWords.of(chosen.getCommandSpec(), text));
    }

    /** The sub-command that was given. */
    private CommandLine chosen() {
        CommandLine line = spec.root().commandLine();
        CommandLine.ParseResult parsed = line.getParseResult();
        while (parsed.hasSubcommand()) {
            parsed = parsed.subcommand();
        }
        return parsed.commandSpec().commandLine();
    }

    /** All that was asked for; Ctrl-C finishes what the engine samples, and saves. */
    private Optional<SampleFolder> samples(AnalyzeOptions options, AnalyzeConsole console) {
        try (StopRequest stop = StopRequest.listen(
                chosen().getErr(),
                () -> "stopping: the completions that are being sampled are finished and saved first")) {
            Optional<SampleFolder> samples =
                    options.session().listener(console).stopWhen(stop).sample();
            if (samples.isEmpty()) {
                console.goOn(sameCommand());
            }
            return samples;
        } catch (InvalidSettings e) {
            throw new UserError(
                    e.problems().stream().map(InvalidSettings.Problem::toString).collect(Collectors.joining("\n")), e);
        }
    }

    private String sameCommand() {
        return Launcher.command(spec.root().commandLine().getParseResult().originalArgs());
    }
}
