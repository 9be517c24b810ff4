package zero4j.verify.grade;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import zero4j.verify.Explanation;
import zero4j.verify.Form;
import zero4j.verify.Grade;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.VerifierSettings;

/** Grades cases one by one, and counts. Not thread-safe. */
public final class CaseGrader {
    private final VerifierSettings settings;
    private final Extraction extraction;
    private final Map<Grade, MathVerifier> verifiers = new EnumMap<>(Grade.class);
    private final Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    private long nanos;
    private int cases;
    private int expected;
    private int agreed;
    private int paid;
    private int notEvaluated;

    /**
     * A grader that has counted nothing yet.
     *
     * @param settings for cases that do not name a grade
     * @param extraction for cases that do not name one
     */
    public CaseGrader(VerifierSettings settings, Extraction extraction) {
        this.settings = settings;
        this.extraction = extraction;
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(outcome, 0);
        }
    }

    /** Grades a case and counts it. */
    public GradedCase grade(GradeCase given) {
        Grader grader = new Grader(verifier(given), given.extraction().orElse(extraction));
        long start = System.nanoTime();
        Graded graded = given.whole()
                ? grader.response(given.text(), given.references(), given.question())
                : grader.answer(given.text(), given.references(), given.question());
        nanos += System.nanoTime() - start;
        boolean agrees =
                given.expected().map(e -> e == graded.verdict().correct()).orElse(true);
        cases++;
        outcomes.merge(graded.verdict().outcome(), 1, Integer::sum);
        expected += given.expected().isPresent() ? 1 : 0;
        agreed += given.expected().isPresent() && agrees ? 1 : 0;
        Verdict training = training(given, graded);
        paid += training.correct() ? 1 : 0;
        notEvaluated += training.isNotEvaluated() ? 1 : 0;
        return new GradedCase(given, graded, training, agrees);
    }

    private Verdict training(GradeCase given, Graded graded) {
        return graded.verdict().correct()
                ? new MathVerifier(settings.with(given.grade().orElse(settings.grade()))
                                .with(Form.REQUIRED))
                        .verify(graded.compared(), graded.references(), given.question())
                : graded.verdict();
    }

    private MathVerifier verifier(GradeCase given) {
        return verifiers.computeIfAbsent(
                given.grade().orElse(settings.grade()), grade -> new MathVerifier(settings.with(grade)));
    }

    /** How both sides of a case were read. */
    public Explanation explain(GradedCase graded) {
        return verifier(graded.given())
                .explain(
                        graded.graded().compared(),
                        graded.graded().references(),
                        graded.given().question());
    }

    /** Number of cases so far. */
    public int cases() {
        return cases;
    }

    /** Number of cases that say what is expected. */
    public int expected() {
        return expected;
    }

    /** Number of cases whose verdict is the expected one. */
    public int agreed() {
        return agreed;
    }

    /** Number of cases that training would pay for. */
    public int paid() {
        return paid;
    }

    /** Number of cases whose value is right and whose form is not that of the reference. */
    public int notEvaluated() {
        return notEvaluated;
    }

    /** Number of cases of each outcome, none left out. */
    public Map<Outcome, Integer> outcomes() {
        return Collections.unmodifiableMap(outcomes);
    }

    /** Cases per second, the verdicts alone; 0 before the first. */
    public double perSecond() {
        return nanos == 0 ? 0 : cases * 1e9 / nanos;
    }
}
