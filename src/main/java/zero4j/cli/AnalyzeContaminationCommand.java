package zero4j.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.analyze.Finding;
import zero4j.analyze.FindingFiles;
import zero4j.cli.console.AnalyzeConsole;
import zero4j.cli.console.EvalConsole;
import zero4j.data.ColumnNames;
import zero4j.session.Compute;
import zero4j.session.ContaminationSession;

/** {@code zero4j analyze contamination}: what training sets and models know of benchmarks. */
@Command(
        name = "contamination",
        mixinStandardHelpOptions = true,
        description = {
            "Look for the questions of benchmarks in training sets: the same text, and shared 13-grams of words.",
            "With --model: whether a model says the rest of a question word for word when it is given the first 60 %."
        })
final class AnalyzeContaminationCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "0..*",
            paramLabel = "TRAIN",
            description =
                    "Training sets: files of questions or texts, folders and patterns of them, downloaded data sets, runs"
                            + " (their questions), or nano (its first 10000 questions).")
    private List<String> training = List.of();

    @Option(
            names = "--suite",
            split = ",",
            required = true,
            paramLabel = "SUITE",
            description = "Benchmarks, as in eval: nano, question files, folders of them, separated by commas.")
    private List<String> suite = List.of();

    @Option(
            names = "--model",
            split = ",",
            paramLabel = "MODEL",
            description =
                    "Models to be asked: nano, Hugging Face folders, runs; separated by commas. NAME=MODEL gives one"
                            + " another name. Without TRAIN the questions of a run are compared, too.")
    private List<String> models = List.of();

    @Option(
            names = "--question-column",
            paramLabel = "NAME",
            description = "Column of the question in the files that have it (default: found by its name).")
    private String questionColumn = "";

    @Option(
            names = "--answer-column",
            paramLabel = "NAME",
            description = "Column of the answer in the files of the suite that have it (default: found by its name).")
    private String answerColumn = "";

    @Option(
            names = "--questions",
            paramLabel = "N",
            description = "Ask models only the first N questions of each benchmark.")
    private int questions;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            description = "Budget of what a model says (default: that of its run's evaluations; of other models 112 for"
                    + " nano, as in training, otherwise 1024).")
    private @Nullable Integer maxNewTokens;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description =
                    "Write what is found into this folder, too: JSON, CSV, SVG and PNG. What models say is kept there"
                            + " and used again.")
    private @Nullable Path to;

    @Mixin
    private EngineOptions compute = new EngineOptions();

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        Finding found = found(out);
        try (AnalyzeConsole console =
                new AnalyzeConsole(out, spec.commandLine().getErr(), text -> OptionWords.of(spec, text))) {
            console.found(found);
            if (to != null) {
                new FindingFiles(to, console::warning).write(found, Optional.empty());
                console.written(to.resolve(found.name() + ".json"));
            }
        }
    }

    private Finding found(PrintWriter out) {
        try (EvalConsole console =
                new EvalConsole(out, spec.commandLine().getErr(), text -> OptionWords.of(spec, text))) {
            return session().listener(console).run().finding();
        }
    }

    private ContaminationSession session() {
        ContaminationSession session = ContaminationSession.of(training, suite)
                .models(compute.located(models))
                .questions(questions)
                .columns(new ColumnNames(questionColumn, answerColumn));
        if (maxNewTokens != null) {
            session.maxNewTokens(maxNewTokens);
        }
        if (to != null) {
            session.folder(to);
        }
        return session.compute(usual -> compute.chosen(usual, Compute.DEFAULT.slots()));
    }
}
