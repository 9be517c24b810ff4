package zero4j.verify.grade;

import java.util.List;
import java.util.Optional;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.Verifier;
import zero4j.verify.extract.Extracted;
import zero4j.verify.lenient.Prose;

/** Finds the answer of a text and compares it with the references. Total, and thread-safe where its verifier is. */
public record Grader(Verifier verifier, Extraction extraction) {
    /** As {@link #response(String, List, String)} where the question is not known. */
    public Graded response(String response, List<String> references) {
        return response(response, references, "");
    }

    /** As {@link #answer(String, List, String)} where the question is not known. */
    public Graded answer(String answer, List<String> references) {
        return answer(answer, references, "");
    }

    /** Grades a whole response: without an answer in it there is nothing to compare. */
    public Graded response(String response, List<String> references, String question) {
        if (extraction == Extraction.NONE) {
            return asItStands(response, references, question);
        }
        return extraction
                .find(response)
                .map(found -> extracted(found, references, question))
                .orElseGet(() -> new Graded(
                        new Verdict(Outcome.NO_ANSWER, extraction.missing()), "", references, Optional.empty()));
    }

    /**
     * Grades an answer. It is taken out of a box or tags, and where sentences may stand around it ({@link
     * Extraction#LENIENT}) out of these, unless it is right as it stands.
     */
    public Graded answer(String answer, List<String> references, String question) {
        if (extraction != Extraction.LENIENT) {
            return extraction
                    .find(answer)
                    .map(found -> extracted(found, references, question))
                    .orElseGet(() -> asItStands(answer, references, question));
        }
        Graded whole = asItStands(answer, references, question);
        return whole.verdict().correct() || !Prose.in(answer)
                ? whole
                : extraction
                        .find(answer)
                        .map(found -> extracted(found, references, question))
                        .orElse(whole);
    }

    private Graded asItStands(String answer, List<String> references, String question) {
        return new Graded(verifier.verify(answer, references, question), answer, references, Optional.empty());
    }

    private Graded extracted(Extracted found, List<String> references, String question) {
        Verdict verdict = verifier.verify(found.answer(), references, question);
        boolean again = extraction == Extraction.LENIENT && !verdict.correct() && Prose.in(found.answer());
        Extracted value = again ? extraction.find(found.answer()).orElse(found) : found;
        return new Graded(
                value.equals(found) ? verdict : verifier.verify(value.answer(), references, question),
                value.answer(),
                references,
                Optional.of(value));
    }
}
