package zero4j.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zero4j.data.ColumnNames;
import zero4j.data.SpecialTokens;
import zero4j.session.AnalyzeSession;
import zero4j.session.Compute;
import zero4j.verify.VerifierSettings;

/** What an analysis is of, and how it is sampled: shared by all that read one pass of sampling. */
final class AnalyzeOptions {
    @Parameters(
            arity = "1..*",
            paramLabel = "MODEL",
            description =
                    "nano, Hugging Face folders, or folders of runs; NAME=MODEL gives one another name in tables. Or the"
                            + " folder of a stored pass alone.")
    private List<String> models = List.of();

    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "SUITE",
            description = "nano, question files, folders of them, or saved Hugging Face datasets, separated by commas"
                    + " (default: nano).")
    private @Nullable List<String> suite;

    @Option(
            names = "--question-column",
            paramLabel = "NAME",
            description = "Column of the question in the files of the suite (default: found by its name).")
    private String questionColumn = "";

    @Option(
            names = "--answer-column",
            paramLabel = "NAME",
            description = "Column of the reference answer (default: found by its name).")
    private String answerColumn = "";

    @Option(
            names = "--special-tokens",
            paramLabel = "WHAT",
            description =
                    "Of special tokens that questions contain: warn, escape (they are text), refuse (default: warn).")
    private @Nullable SpecialTokens specialTokens;

    @Option(
            names = "--template",
            split = ",",
            paramLabel = "NAME",
            completionCandidates = Choices.OfTemplates.class,
            description =
                    "${COMPLETION-CANDIDATES}, or .txt files with {question}, separated by commas (default: none, r1"
                            + " and qwen-math, as far as they fit the tokenizers).")
    private @Nullable List<String> templates;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description = "Completions per question at each temperature, besides a greedy one (default: 8).")
    private @Nullable Integer samples;

    @Option(
            names = "--temperatures",
            split = ",",
            paramLabel = "T",
            description = "Separated by commas (default: 0.1,0.2,…,1.0).")
    private @Nullable List<Double> temperatures;

    @Option(
            names = "--questions",
            paramLabel = "N",
            description = "Only the first N of each benchmark; 0 for all (default: 40 of nano, otherwise all).")
    private @Nullable Integer questions;

    @Option(
            names = "--max-new-tokens",
            paramLabel = "N",
            description = "Budget per completion (default: 112 for nano, as in training, otherwise 3000).")
    private @Nullable Integer maxNewTokens;

    @Option(names = "--seed", paramLabel = "S", description = "Seed of the samples (default: 1).")
    private @Nullable Long seed;

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Completions that decode at the same time (default: 128). Fewer need less memory.")
    private int slots = Compute.DEFAULT.slots();

    @Option(
            names = "--to",
            paramLabel = "DIR",
            description = "Folder of the pass: what is stored there is used, and what is missing is sampled (default:"
                    + " analyses/<models>).")
    private @Nullable Path to;

    @Mixin
    private VerifierOptions grading = new VerifierOptions();

    @Mixin
    private EngineOptions compute = new EngineOptions();

    /** What was said; what was not is the session's to choose. */
    AnalyzeSession session() {
        AnalyzeSession session = AnalyzeSession.of(models);
        if (!questionColumn.isEmpty() || !answerColumn.isEmpty()) {
            session.columns(new ColumnNames(questionColumn, answerColumn));
        }
        if (grading.given()) {
            session.verifier(grading.settings(VerifierSettings.DEFAULT));
        }
        if (compute.given() || slots != Compute.DEFAULT.slots()) {
            session.compute(usual -> compute.chosen(usual, slots));
        }
        set(suite, session::suite);
        set(specialTokens, session::specialTokens);
        set(templates, session::templates);
        set(temperatures, session::temperatures);
        set(samples, session::samples);
        set(questions, session::questions);
        set(maxNewTokens, session::maxNewTokens);
        set(seed, session::seed);
        set(to, session::folder);
        return session;
    }

    private static <T> void set(@Nullable T said, Consumer<T> setting) {
        if (said != null) {
            setting.accept(said);
        }
    }
}
