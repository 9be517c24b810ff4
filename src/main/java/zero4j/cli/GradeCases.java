package zero4j.cli;

import java.io.PrintWriter;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zero4j.cli.console.OneLine;
import zero4j.verify.Explanation;
import zero4j.verify.Grade;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.VerifierSettings;
import zero4j.verify.extract.Extracted;

/** Grades the cases of a file one by one, tells of each disagreement, and counts. Not thread-safe. */
final class GradeCases {
    private static final int WIDTH = 100;

    private final PrintWriter out;
    private final boolean json;
    private final boolean explain;
    private final VerifierSettings settings;
    private final Extraction extraction;
    private final Map<Grade, MathVerifier> verifiers = new EnumMap<>(Grade.class);
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private long nanos;
    private int cases;
    private int expected;
    private int agreed;

    /**
     * @param settings for cases that do not name a grade
     * @param extraction for cases that do not name one
     */
    GradeCases(PrintWriter out, boolean json, boolean explain, VerifierSettings settings, Extraction extraction) {
        this.out = out;
        this.json = json;
        this.explain = explain;
        this.settings = settings;
        this.extraction = extraction;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, 0);
        }
    }

    /** Grades a case and prints what is to be said of it. */
    void grade(GradeCase given) {
        MathVerifier verifier = verifiers.computeIfAbsent(
                given.grade().orElse(settings.grade()),
                grade -> new MathVerifier(new VerifierSettings(grade, settings.decimals())));
        AnswerGrading grading = new AnswerGrading(verifier, given.extraction().orElse(extraction));
        long start = System.nanoTime();
        Graded graded = given.whole()
                ? grading.response(given.text(), given.references())
                : grading.answer(given.text(), given.references());
        nanos += System.nanoTime() - start;
        boolean agrees =
                given.expected().map(e -> e == graded.verdict().correct()).orElse(true);
        count(given, graded, agrees);
        if (json) {
            out.println(JsonText.of(asJson(given, graded)));
        } else if (!agrees) {
            out.println(disagreement(given, graded));
            if (explain) {
                explain(verifier.explain(graded.compared(), graded.references()));
            }
        }
    }

    private void count(GradeCase given, Graded graded, boolean agrees) {
        cases++;
        outcomes.merge(graded.verdict().outcome(), 1, Integer::sum);
        expected += given.expected().isPresent() ? 1 : 0;
        agreed += given.expected().isPresent() && agrees ? 1 : 0;
    }

    private static Map<String, @Nullable Object> asJson(GradeCase given, Graded graded) {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        boolean correct = graded.verdict().correct();
        object.put("line", given.line());
        object.put("outcome", key(graded.verdict().outcome()));
        object.put("correct", correct);
        object.put("expected", given.expected().orElse(null));
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
                + OneLine.of(graded.verdict().rule(), WIDTH)
                + ")  " + (given.whole() ? "response: " : "answer: ") + OneLine.of(given.text(), WIDTH)
                + "  reference: " + OneLine.of(references, WIDTH)
                + graded.extracted()
                        .map(found -> "  extracted: " + OneLine.of(found.answer(), WIDTH) + " (" + found.rule() + ")")
                        .orElse("");
    }

    private void explain(Explanation explanation) {
        out.println("    answer read as     " + OneLine.of(explanation.answerRead(), WIDTH));
        explanation.referencesRead().forEach(read -> out.println("    reference read as  " + OneLine.of(read, WIDTH)));
    }

    /**
     * Prints the counts.
     *
     * @return the exit code: 1 after a disagreement, else 0
     */
    int finish() {
        double perSecond = nanos == 0 ? 0 : cases * 1e9 / nanos;
        if (json) {
            Map<String, Object> summary = new LinkedHashMap<>();
            summary.put("cases", cases);
            outcomes.forEach((outcome, count) -> summary.put(key(outcome), count));
            summary.put("cases_per_second", Math.round(perSecond));
            summary.put("agreed", agreed);
            summary.put("with_expected", expected);
            out.println(JsonText.of(summary));
        } else {
            List<String> counts = outcomes.entrySet().stream()
                    .map(count -> count.getValue() + " " + count.getKey().inWords())
                    .toList();
            out.println("verdicts: " + String.join(", ", counts));
            out.println("throughput: " + String.format(Locale.ROOT, "%,.0f", perSecond)
                    + " cases per second, the verdicts alone");
            out.println("agreement: " + agreed + "/" + expected);
        }
        return agreed < expected ? 1 : 0;
    }

    static String key(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
