package zero4j.verify.grade;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.Verifier;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.Extracted;
import zero4j.verify.lenient.LenientRules;
import zero4j.verify.lenient.Prose;

/** Finds the answer of a text and compares it with the references. Total, and thread-safe where its verifier is. */
public record Grader(Verifier verifier, Extraction extraction) {
    // No numbers: "there are 3 of them" is not 3.
    private static final AnswerExtractor IN_REFERENCES =
            LenientRules.firstOf(LenientRules.joinedBoxes(), LenientRules.phrase(), LenientRules.formula());

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
            return asItStands(response, accepted(references), question);
        }
        List<String> accepted = accepted(references);
        return extraction
                .find(response)
                .map(found -> extracted(found, accepted, question))
                .orElseGet(() -> new Graded(
                        new Verdict(Outcome.NO_ANSWER, extraction.missing()), "", accepted, Optional.empty()));
    }

    /**
     * Grades an answer. It is taken out of a box or tags, and where sentences may stand around it ({@link
     * Extraction#LENIENT}) out of these, unless it is right as it stands.
     */
    public Graded answer(String answer, List<String> references, String question) {
        List<String> accepted = accepted(references);
        if (extraction != Extraction.LENIENT) {
            return extraction
                    .find(answer)
                    .map(found -> extracted(found, accepted, question))
                    .orElseGet(() -> asItStands(answer, accepted, question));
        }
        Graded whole = asItStands(answer, accepted, question);
        return whole.verdict().correct() || !Prose.in(answer)
                ? whole
                : extraction
                        .find(answer)
                        .map(found -> extracted(found, accepted, question))
                        .orElse(whole);
    }

    private Graded asItStands(String answer, List<String> accepted, String question) {
        return new Graded(verifier.verify(answer, accepted, question), answer, accepted, Optional.empty());
    }

    private Graded extracted(Extracted found, List<String> accepted, String question) {
        Verdict verdict = verifier.verify(found.answer(), accepted, question);
        boolean again = extraction == Extraction.LENIENT && !verdict.correct() && Prose.in(found.answer());
        Extracted value = again ? extraction.find(found.answer()).orElse(found) : found;
        return new Graded(
                value.equals(found) ? verdict : verifier.verify(value.answer(), accepted, question),
                value.answer(),
                accepted,
                Optional.of(value));
    }

    /** The references, and what those say that are sentences with a box or formula. */
    private List<String> accepted(List<String> references) {
        List<String> accepted = new ArrayList<>(references);
        for (String reference : references) {
            if (extraction != Extraction.NONE && Prose.in(reference)) {
                IN_REFERENCES.extract(reference).ifPresent(accepted::add);
            }
        }
        return accepted;
    }
}
