package zero4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.InvalidSettings;
import zero4j.UserError;
import zero4j.analyze.Analysis;
import zero4j.analyze.AnalysisPage;
import zero4j.analyze.Finding;
import zero4j.analyze.SampleFolder;
import zero4j.cli.console.AnalyzeConsole;
import zero4j.cli.console.Launcher;
import zero4j.session.AnalyzeSession;

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
            samples(options.session().listener(console), console).ifPresent(console::overview);
        }
    }

    @Command(
            name = "answering",
            mixinStandardHelpOptions = true,
            description =
                    "Which share of responses answers rather than continues the text, by model and template (figure 3,"
                            + " left).")
    void answering(@Mixin AnalyzeOptions options, @Mixin JudgeOptions judging) {
        analyze(options, judging, Analysis.ANSWERING);
    }

    @Command(
            name = "exploration",
            mixinStandardHelpOptions = true,
            description = "Whether several samples find what one does not: pass@k by temperature (figure 3, middle).")
    void exploration(@Mixin AnalyzeOptions options) {
        analyze(options, new JudgeOptions(), Analysis.EXPLORATION);
    }

    @Command(
            name = "reflection",
            mixinStandardHelpOptions = true,
            description = "How often models look back at what they wrote, by keyword and by judge, and whether it helps"
                    + " (figures 3, right, 9, 11 and 13).")
    void reflection(@Mixin AnalyzeOptions options, @Mixin JudgeOptions judging) {
        analyze(options, judging, Analysis.REFLECTION);
    }

    @Command(
            name = "categories",
            mixinStandardHelpOptions = true,
            description =
                    "What becomes of responses: correct, incorrect, unformatted, truncated, by level, and how long they"
                            + " are (figure 12, table 5).")
    void categories(@Mixin AnalyzeOptions options) {
        analyze(options, new JudgeOptions(), Analysis.CATEGORIES);
    }

    @Command(
            name = "templates",
            mixinStandardHelpOptions = true,
            description = "What models score in templates, as eval counts it (table 1).")
    void templates(@Mixin AnalyzeOptions options) {
        analyze(options, new JudgeOptions(), Analysis.TEMPLATES);
    }

    @Command(
            name = "all",
            mixinStandardHelpOptions = true,
            description = "All analyses, and a page of them to send: report.html in the folder of the pass.")
    void all(
            @Mixin AnalyzeOptions options,
            @Mixin JudgeOptions judging,
            @Option(
                            names = "--train",
                            split = ",",
                            paramLabel = "PATHS",
                            description =
                                    "Training sets to look for the questions in, separated by commas (default: what"
                                            + " runs among the models were trained on).")
                    @Nullable
                    List<String> training) {
        analyze(options, judging, training == null ? List.of() : training, Analysis.values());
    }

    /** One analysis, or all of them and a page. */
    private void analyze(AnalyzeOptions options, JudgeOptions judging, Analysis... named) {
        analyze(options, judging, List.of(), named);
    }

    private void analyze(AnalyzeOptions options, JudgeOptions judging, List<String> training, Analysis... named) {
        List<Analysis> analyses = List.of(named);
        try (AnalyzeConsole console = console()) {
            AnalyzeSession session =
                    options.session().judge(judging.chosen(System.getenv())).listener(console);
            if (judging.estimateOnly()) {
                session.estimate(analyses).ifPresent(console::judge);
                return;
            }
            Optional<SampleFolder> stored = samples(session, console);
            if (stored.isEmpty()) {
                return;
            }
            SampleFolder samples = stored.get();
            if (analyses.size() == 1) {
                session.find(samples, analyses);
                console.written(samples.path().resolve(analyses.getFirst().word() + ".json"));
            } else {
                List<Finding> findings = new ArrayList<>(session.find(samples, analyses));
                session.contamination(samples, training).ifPresent(findings::add);
                console.written(new AnalysisPage(samples, findings, List.of(sameCommand())).write());
            }
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
    private Optional<SampleFolder> samples(AnalyzeSession session, AnalyzeConsole console) {
        try (StopRequest stop = StopRequest.listen(
                chosen().getErr(),
                () -> "stopping: the completions that are being sampled are finished and saved first")) {
            Optional<SampleFolder> samples = session.stopWhen(stop).sample();
            if (samples.isEmpty()) {
                console.goOn(sameCommand());
            }
            return samples;
        } catch (InvalidSettings e) {
            throw new UserError(
                    e.problems().stream()
                            .map(problem -> "--" + problem.key().replace('_', '-') + " is " + problem.value() + "; "
                                    + problem.expected())
                            .collect(Collectors.joining("\n")),
                    e);
        }
    }

    private String sameCommand() {
        return Launcher.command(spec.root().commandLine().getParseResult().originalArgs());
    }
}
