package zero4j.cli;

import java.util.List;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import zero4j.data.ColumnNames;
import zero4j.data.SpecialTokens;
import zero4j.session.Compute;
import zero4j.verify.VerifierSettings;

/** Which questions models are asked, how their answers are compared, and what samples: what {@code eval} and analyses have in common. */
final class AskingOptions {
    @Option(
            names = "--suite",
            split = ",",
            paramLabel = "SUITE",
            description =
                    "nano, question files, folders of them, or saved Hugging Face datasets (folders of Arrow files),"
                            + " separated by commas (default: nano).")
    private @Nullable List<String> suite;

    @Option(
            names = "--question-column",
            paramLabel = "NAME",
            description = "Column of the question in the files of the suite (default: found by its name).")
    private String questionColumn = "";

    @Option(
            names = "--answer-column",
            paramLabel = "NAME",
            description =
                    "Column of the reference answer, such as reward_model.ground_truth (default: found by its name).")
    private String answerColumn = "";

    @Option(
            names = "--special-tokens",
            paramLabel = "WHAT",
            description =
                    "Of special tokens that questions contain: warn, escape (they are text), refuse (default: warn).")
    private @Nullable SpecialTokens specialTokens;

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

    @Mixin
    private VerifierOptions grading = new VerifierOptions();

    @Mixin
    private EngineOptions compute = new EngineOptions();

    /** Gives what was said of questions and samples to those who ask; what was not said is theirs to choose. */
    void tell(
            Consumer<List<String>> suites,
            Consumer<ColumnNames> columns,
            Consumer<SpecialTokens> tokens,
            Consumer<Integer> budget,
            Consumer<Long> seeds) {
        set(suite, suites);
        if (!questionColumn.isEmpty() || !answerColumn.isEmpty()) {
            columns.accept(new ColumnNames(questionColumn, answerColumn));
        }
        set(specialTokens, tokens);
        set(maxNewTokens, budget);
        set(seed, seeds);
    }

    /** Likewise of the verifier. */
    void verifier(VerifierSettings usual, Consumer<VerifierSettings> chosen) {
        if (grading.given()) {
            chosen.accept(grading.settings(usual));
        }
    }

    /** Models as they were named, with what was said of those that servers serve. */
    List<String> located(List<String> models) {
        return compute.located(models);
    }

    /** Likewise of what samples: makes of what is usual what was said. */
    void compute(Consumer<UnaryOperator<Compute>> chosen) {
        if (compute.given() || slots != Compute.DEFAULT.slots()) {
            chosen.accept(usual -> compute.chosen(usual, slots));
        }
    }

    /** Does nothing where nothing was said. */
    static <T> void set(@Nullable T said, Consumer<T> setting) {
        if (said != null) {
            setting.accept(said);
        }
    }
}
