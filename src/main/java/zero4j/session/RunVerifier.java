package zero4j.session;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import zero4j.recipe.Recipes;
import zero4j.run.CompletionRecord;
import zero4j.run.RunFolder;
import zero4j.run.StoredCompletion;
import zero4j.verify.Explanation;
import zero4j.verify.MathVerifier;

/**
 * Explains the verdicts that a run recorded: the verifier reads both sides again, with the run's own settings. What decided then is the
 * recorded rule; another version of the program may decide otherwise, and that is told.
 */
public final class RunVerifier {
    private final MathVerifier verifier;

    private RunVerifier(MathVerifier verifier) {
        this.verifier = verifier;
    }

    /**
     * How a verdict came about.
     *
     * @param explanation of the answer, as this version reads it
     * @param asRecorded whether this version decides as the run did, by the same rule
     */
    public record Explained(Explanation explanation, boolean asRecorded) {}

    /**
     * The verifier of a run.
     *
     * @throws zero4j.UserError if its recipe cannot be read
     */
    public static RunVerifier of(RunFolder run) {
        return new RunVerifier(
                new MathVerifier(Recipes.train(run.recipe(), List.of()).verifier()));
    }

    /**
     * How both sides of a completion were read, and which rule decided.
     *
     * @return empty where no verifier decided: without an answer, cut off, or scored by a program or a function
     */
    public Optional<Explained> explain(StoredCompletion completion) {
        CompletionRecord record = completion.record();
        if (record.answer().isEmpty() || record.truncated() || record.rule().startsWith("scored by ")) {
            return Optional.empty();
        }
        Explanation explanation = verifier.explain(
                record.answer().get(),
                record.references(),
                completion.question().text());
        boolean same =
                explanation.verdict().outcome().name().toLowerCase(Locale.ROOT).equals(record.outcome())
                        && explanation.verdict().rule().equals(record.rule());
        return Optional.of(new Explained(explanation, same));
    }
}
