package zero4j.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.equality.Equality;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;

/**
 * Compares mathematical answers in LaTeX or plain text: normalised texts first, then exact values, then values at sample
 * points in high precision, arrangements (lists, sets, tuples, intervals, relations, matrices) part by part.
 *
 * <p>What is read how, which forms are equal and where the rules differ from other graders is told in
 * {@code docs/verifier.md}. The work is bounded by a count of steps, sizes and depths, not by time: beyond it the outcome
 * is {@link Outcome#OVER_BUDGET}. Thread-safe.
 */
public final class MathVerifier implements Verifier {
    private final VerifierSettings settings;

    /** A verifier with the default settings. */
    public MathVerifier() {
        this(VerifierSettings.DEFAULT);
    }

    /** A verifier of a grade and a tolerance. */
    public MathVerifier(VerifierSettings settings) {
        this.settings = settings;
    }

    /** The verdict on {@code answer} against a single reference. */
    public Verdict verify(String answer, String reference) {
        return verify(answer, List.of(reference));
    }

    /**
     * The best verdict over all references: one that could not be decided outranks one that is wrong.
     *
     * @throws NullPointerException that names the argument, where one is null: a mistake of the caller is no verdict
     */
    @Override
    public Verdict verify(String answer, List<String> references) {
        Objects.requireNonNull(answer, "answer is null");
        Objects.requireNonNull(references, "references are null");
        for (String reference : references) {
            Objects.requireNonNull(reference, "a reference is null");
        }
        try {
            return best(answer, references);
        } catch (RuntimeException | StackOverflowError e) {
            // No case is known; but a mistake here must not end a training that has run for days.
            return Verdict.defect(e);
        }
    }

    private Verdict best(String answer, List<String> references) {
        Reading read = Reading.of(answer);
        Verdict best = new Verdict(Outcome.INCORRECT, "no reference");
        for (int i = 0; i < references.size() && !best.correct(); i++) {
            Verdict verdict = compare(read, Reading.of(references.get(i)));
            boolean better = verdict.correct() || best.outcome() != Outcome.OVER_BUDGET;
            best = better ? verdict : best;
        }
        return best;
    }

    /** The verdict, and how each side was read. */
    public Explanation explain(String answer, List<String> references) {
        List<String> read = new ArrayList<>();
        references.forEach(reference -> read.add(Reading.of(reference).describe()));
        return new Explanation(verify(answer, references), Reading.of(answer).describe(), read);
    }

    private Verdict compare(Reading answer, Reading reference) {
        if (answer.isEmpty()) {
            return new Verdict(Outcome.UNPARSEABLE, "empty answer");
        }
        if (answer.sameText(reference)) {
            return new Verdict(Outcome.CORRECT, "same text");
        }
        return switch (answer.result()) {
            case Reading.Failed(Outcome outcome, String reason) -> new Verdict(outcome, reason);
            case Reading.Read(Expr given) ->
                switch (reference.result()) {
                    case Reading.Read(Expr wanted) -> compare(given, wanted);
                    case Reading.Failed(Outcome outcome, String reason)
                    when outcome == Outcome.OVER_BUDGET -> new Verdict(outcome, "reference: " + reason);
                    case Reading.Failed(Outcome _, String reason) ->
                        new Verdict(Outcome.INCORRECT, "texts differ and the reference cannot be read: " + reason);
                };
        };
    }

    private Verdict compare(Expr given, Expr wanted) {
        try {
            Optional<String> rule = new Equality(new Budget(), settings.decimals(), settings.grade() == Grade.FULL)
                    .agreement(given, wanted);
            return rule.map(r -> new Verdict(Outcome.CORRECT, r))
                    .orElseGet(() -> new Verdict(Outcome.INCORRECT, different()));
        } catch (Budget.Exhausted e) {
            return new Verdict(Outcome.OVER_BUDGET, e.reason());
        }
    }

    private String different() {
        return settings.grade() == Grade.FULL ? "not found equal" : "not found equal by grade fast";
    }
}
