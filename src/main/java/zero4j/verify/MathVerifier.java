package zero4j.verify;

import java.util.List;
import zero4j.verify.Reading.Failed;
import zero4j.verify.Reading.Read;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.expr.Budget;

/**
 * Compares short mathematical answers: normalised texts first, then exact values.
 *
 * <p>Read and compared by value: integers, decimals, thousands separators, fractions, mixed numbers, percentages,
 * scientific notation; sums, products, quotients, powers, roots and factorials of numbers and symbols; tuples, intervals
 * and lists in brackets (in order, with their kind of bracket); sets, unions and lists without brackets (in any order);
 * equations, inequalities and words. {@code x = 5} and {@code x \in S} answer {@code 5} and {@code S}. One side may lack
 * the unit; {@code 50\%} is {@code 50} as well as {@code 0.5}.
 *
 * <p>Numbers are equal only if they are exactly equal: no tolerance and no rounding is applied, so {@code 0.333} is not
 * a third. Functions, matrices, chained inequalities and {@code \pm} are compared as normalised texts only. Symbols stand
 * for any value at which both sides are defined; the imaginary unit is a symbol like any other.
 *
 * <p>The work is bounded by a count of steps, sizes and depths, not by time: beyond it the outcome is
 * {@link Outcome#OVER_BUDGET}. Thread-safe.
 */
public final class MathVerifier implements Verifier {
    private final VerifierSettings settings;

    /** A verifier with the default settings. */
    public MathVerifier() {
        this(VerifierSettings.DEFAULT);
    }

    /** A verifier with settings of its own. */
    public MathVerifier(VerifierSettings settings) {
        this.settings = settings;
    }

    /** The settings that it was made with. */
    public VerifierSettings settings() {
        return settings;
    }

    /** The verdict on {@code answer} against a single reference. */
    public Verdict verify(String answer, String reference) {
        return verify(answer, List.of(reference));
    }

    /** The best verdict over all references: one that could not be decided outranks one that is wrong. */
    @Override
    public Verdict verify(String answer, List<String> references) {
        Reading read = Reading.of(answer);
        Verdict best = new Verdict(Outcome.INCORRECT, "no reference");
        for (int i = 0; i < references.size() && !best.correct(); i++) {
            Verdict verdict = compare(read, references.get(i));
            boolean better = verdict.correct() || best.outcome() != Outcome.OVER_BUDGET;
            best = better ? verdict : best;
        }
        return best;
    }

    /** The verdict on {@code answer} and how both sides were read. */
    public Explanation explain(String answer, List<String> references) {
        return new Explanation(
                verify(answer, references),
                read(answer),
                references.stream().map(MathVerifier::read).toList());
    }

    private static String read(String text) {
        return switch (Reading.of(text).result()) {
            case Read(Expr expr) -> expr.toString();
            case Failed(Outcome _, String reason) -> "unreadable: " + reason;
        };
    }

    private static Verdict compare(Reading answer, String reference) {
        if (answer.text().isEmpty()) {
            return new Verdict(Outcome.UNPARSEABLE, "empty answer");
        }
        if (answer.text().equals(reference.strip())) {
            return new Verdict(Outcome.CORRECT, "same text");
        }
        Reading wanted = Reading.of(reference);
        if (answer.sameText(wanted)) {
            return new Verdict(Outcome.CORRECT, "same normalised text");
        }
        return switch (answer.result()) {
            case Failed(Outcome outcome, String reason) -> new Verdict(outcome, reason);
            case Read(Expr given) ->
                switch (wanted.result()) {
                    case Read(Expr expr) -> compare(given, expr);
                    case Failed(Outcome outcome, String reason)
                    when outcome == Outcome.OVER_BUDGET -> new Verdict(outcome, "reference: " + reason);
                    case Failed(Outcome _, String reason) ->
                        new Verdict(Outcome.INCORRECT, "texts differ and the reference cannot be read: " + reason);
                };
        };
    }

    private static Verdict compare(Expr given, Expr wanted) {
        try {
            return new Equality(new Budget()).same(given, wanted)
                    ? new Verdict(Outcome.CORRECT, "same value")
                    : new Verdict(Outcome.INCORRECT, "different value");
        } catch (Budget.Exhausted e) {
            return new Verdict(Outcome.OVER_BUDGET, e.reason());
        }
    }
}
