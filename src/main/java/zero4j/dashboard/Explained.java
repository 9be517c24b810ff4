package zero4j.dashboard;

import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.recipe.Recipes;
import zero4j.run.CompletionRecord;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StoredCompletion;
import zero4j.verify.Explanation;
import zero4j.verify.MathVerifier;
import zero4j.verify.VerifierSettings;

/** A whole completion, and how its answer and the references are read. */
record Explained(String text, Reading reading) {
    /** @param form what the answer leaves undone; null if nothing */
    record Reading(
            @Nullable String answerRead,
            List<String> referencesRead,
            @Nullable String form) {}

    static Explained of(RunFolder run, RunReader reader, Query query) {
        StoredCompletion stored = reader.completion(query.needNumber("id"))
                .orElseThrow(() -> new UserError("there is no completion of this number"));
        CompletionRecord record = stored.record();
        if (record.answer().isEmpty()) {
            return new Explained(record.text(), new Reading(null, List.of(), null));
        }
        Explanation explanation = new MathVerifier(verifier(run))
                .explain(
                        record.answer().get(),
                        record.references(),
                        stored.question().text());
        return new Explained(
                record.text(),
                new Reading(
                        explanation.answerRead(),
                        explanation.referencesRead(),
                        explanation.form().orElse(null)));
    }

    private static VerifierSettings verifier(RunFolder run) {
        try {
            return Recipes.train(run.recipe(), List.of()).verifier();
        } catch (UserError foreign) {
            return Recipes.train().verifier(); // a recipe of another version: the rules of this one
        }
    }
}
