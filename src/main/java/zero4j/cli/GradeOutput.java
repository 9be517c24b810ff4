package zero4j.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zero4j.OneLine;
import zero4j.Words;
import zero4j.cli.console.JsonText;
import zero4j.verify.Explanation;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.extract.Extracted;
import zero4j.verify.grade.CaseGrader;
import zero4j.verify.grade.GradeCase;
import zero4j.verify.grade.Graded;
import zero4j.verify.grade.GradedCase;

/** What {@code grade} prints. */
record GradeOutput(PrintWriter out, boolean json, boolean explain) {
    private static final int WIDTH = 400;
    private static final int CASE_WIDTH = 100;
    private static final String REFERENCE_MARK = "####";

    /** One answer, graded on its own. */
    void answer(String answer, List<String> references, Graded graded, Verdict paid, Explanation explanation) {
        if (json) {
            out.println(JsonText.of(asJson(answer, references, graded, paid, explanation)));
            return;
        }
        out.println(
                graded.verdict().outcome().inWords() + ": " + graded.verdict().rule());
        if (graded.verdict().correct() || paid.isNotEvaluated()) {
            out.println("training pays: " + (paid.correct() ? "yes" : "nothing, " + paid.rule()));
        }
        if (!graded.verdict().correct() && answer.contains(REFERENCE_MARK)) {
            out.println("hint: " + REFERENCE_MARK
                    + " marks the reference in the data of GSM8K, where it is read. An answer is"
                    + " what a response has in its box or tags: give what is behind the mark");
        }
        if (explain) {
            explain(graded, explanation);
        }
    }

    private Map<String, @Nullable Object> asJson(
            String answer, List<String> references, Graded graded, Verdict paid, Explanation explanation) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        object.put("answer", answer);
        object.put("references", references);
        object.put("correct", graded.verdict().correct());
        object.put("outcome", key(graded.verdict().outcome()));
        object.put("rule", graded.verdict().rule());
        object.put("paid", paid.correct());
        object.put("paid_rule", paid.rule());
        object.put("extracted", graded.extracted().map(Extracted::answer).orElse(null));
        object.put("extracted_by", graded.extracted().map(Extracted::rule).orElse(null));
        if (explain) {
            object.put("form", explanation.form().orElse(null));
            object.put("answer_read", explanation.answerRead());
            object.put("references_read", explanation.referencesRead());
        }
        return object;
    }

    private void explain(Graded graded, Explanation explanation) {
        boolean none = graded.verdict().outcome() == Outcome.NO_ANSWER;
        out.println("extracted: "
                + graded.extracted()
                        .map(found -> OneLine.of(found.answer(), WIDTH) + "  by " + found.rule())
                        .orElse(none ? "nothing" : "nothing; the answer is compared as it stands"));
        if (!none) {
            out.println("answer read as: " + OneLine.of(explanation.answerRead(), WIDTH));
        }
        for (int i = 0; i < graded.references().size(); i++) {
            out.println("reference " + OneLine.of(graded.references().get(i), WIDTH) + " read as: "
                    + OneLine.of(explanation.referencesRead().get(i), WIDTH));
        }
        if (graded.verdict().correct()
                && percent(explanation.answerRead())
                        != explanation.referencesRead().stream().anyMatch(GradeOutput::percent)) {
            out.println("percent: the sign is on one side only; its number and a hundredth of it count both");
        }
        explanation.form().ifPresent(form -> out.println("left undone: " + OneLine.of(form, WIDTH)));
        out.println("decided by: " + graded.verdict().rule());
    }

    private static boolean percent(String read) {
        return read.contains("[%]");
    }

    /** A case: always as JSON, otherwise only where it disagrees. */
    void graded(GradedCase graded, CaseGrader grader) {
        if (json) {
            out.println(JsonText.of(asJson(graded.given(), graded.graded(), graded.paid())));
        } else if (!graded.agrees()) {
            out.println(disagreement(graded.given(), graded.graded()));
            if (explain) {
                Explanation explanation = grader.explain(graded);
                out.println("    answer read as     " + OneLine.of(explanation.answerRead(), CASE_WIDTH));
                explanation
                        .referencesRead()
                        .forEach(read -> out.println("    reference read as  " + OneLine.of(read, CASE_WIDTH)));
            }
        }
    }

    private static Map<String, @Nullable Object> asJson(GradeCase given, Graded graded, Verdict paid) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        boolean correct = graded.verdict().correct();
        object.put("line", given.line());
        object.put("outcome", key(graded.verdict().outcome()));
        object.put("correct", correct);
        object.put("expected", given.expected().orElse(null));
        object.put("paid", paid.correct());
        object.put("paid_rule", paid.rule());
        object.put("agrees", given.expected().map(e -> e == correct).orElse(null));
        object.put("extracted", graded.extracted().map(Extracted::answer).orElse(null));
        object.put("extracted_by", graded.extracted().map(Extracted::rule).orElse(null));
        object.put("rule", graded.verdict().rule());
        return object;
    }

    private static String disagreement(GradeCase given, Graded graded) {
        String references = given.references().size() == 1
                ? given.references().getFirst()
                : given.references().toString();
        return "line " + given.line() + ": expected "
                + (given.expected().orElse(false) ? "correct" : "not correct") + ", got "
                + graded.verdict().outcome().inWords() + " ("
                + OneLine.of(graded.verdict().rule(), CASE_WIDTH)
                + ")  " + (given.whole() ? "response: " : "answer: ") + OneLine.of(given.text(), CASE_WIDTH)
                + "  reference: " + OneLine.of(references, CASE_WIDTH)
                + graded.extracted()
                        .map(found ->
                                "  extracted: " + OneLine.of(found.answer(), CASE_WIDTH) + " (" + found.rule() + ")")
                        .orElse("");
    }

    /** The counts. */
    void summary(CaseGrader grader) {
        if (json) {
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("cases", grader.cases());
            grader.outcomes().forEach((outcome, count) -> summary.put(key(outcome), count));
            summary.put("right_value_not_evaluated", grader.notEvaluated());
            summary.put("cases_per_second", Math.round(grader.perSecond()));
            summary.put("agreed", grader.agreed());
            summary.put("with_expected", grader.expected());
            out.println(JsonText.of(summary));
            return;
        }
        List<String> counts = grader.outcomes().entrySet().stream()
                .map(count -> count.getValue() + " " + count.getKey().inWords())
                .toList();
        out.println("verdicts: " + String.join(", ", counts));
        out.println("training pays: " + grader.paid() + "; of " + Words.counted(grader.notEvaluated(), "right value")
                + " not evaluated, nothing");
        out.println("throughput: " + String.format(Locale.ROOT, "%,.0f", grader.perSecond())
                + " cases per second, the verdicts alone");
        out.println("agreement: " + grader.agreed() + "/" + grader.expected());
    }

    private static String key(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
