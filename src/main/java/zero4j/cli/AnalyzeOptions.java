package zero4j.cli;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import zero4j.session.AnalyzeSession;
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
            names = "--to",
            paramLabel = "DIR",
            description = "Folder of the pass: what is stored there is used, and what is missing is sampled (default:"
                    + " analyses/<models>).")
    private @Nullable Path to;

    @Mixin
    private AskingOptions asking = new AskingOptions();

    /** What was said; what was not is the session's to choose. */
    AnalyzeSession session() {
        AnalyzeSession session = AnalyzeSession.of(asking.located(models));
        asking.tell(session::suite, session::columns, session::specialTokens, session::maxNewTokens, session::seed);
        asking.verifier(VerifierSettings.DEFAULT, session::verifier);
        asking.compute(session::compute);
        AskingOptions.set(templates, session::templates);
        AskingOptions.set(temperatures, session::temperatures);
        AskingOptions.set(samples, session::samples);
        AskingOptions.set(questions, session::questions);
        AskingOptions.set(to, session::folder);
        return session;
    }
}
