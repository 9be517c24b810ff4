package zero4j.verify;

import java.util.Locale;

/**
 * What a verifier says about an answer.
 *
 * @param outcome only {@link Outcome#CORRECT} earns reward
 * @param rule short name of the rule that decided, or why no decision was possible
 */
public record Verdict(Outcome outcome, String rule) {
    /** The possible outcomes; all are counted apart. */
    public enum Outcome {
        /** Equal to an accepted reference. */
        CORRECT,
        /** Read, and equal to no accepted reference. */
        INCORRECT,
        /** The answer could not be read as mathematics and is not the same text. */
        UNPARSEABLE,
        /** Deciding would take more work than the step budget allows. */
        OVER_BUDGET,
        /** The response holds no answer in the required format. */
        NO_ANSWER;

        /** The name in small letters, as in {@code over budget}. */
        public String inWords() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Of a response that the token budget cut off: whatever it holds does not count. */
    public static final Verdict TRUNCATED = new Verdict(Outcome.NO_ANSWER, "truncated by the budget");

    private static final String NOT_EVALUATED = "right value, not evaluated";

    private static final String DEFECT = "defect of the verifier: ";

    /** The verdict on an answer of the right value that leaves to be done what was asked for; see {@link Form#REQUIRED}. */
    static Verdict notEvaluated() {
        return new Verdict(Outcome.INCORRECT, NOT_EVALUATED);
    }

    /** Whether only the form of the answer is wrong. */
    public boolean isNotEvaluated() {
        return rule.equals(NOT_EVALUATED);
    }

    /** The verdict where the verifier itself failed, which is a mistake in the verifier to be mended. */
    static Verdict defect(Throwable failure) {
        return new Verdict(Outcome.UNPARSEABLE, DEFECT + failure);
    }

    /** Whether the verifier itself failed. */
    public boolean isDefect() {
        return rule.startsWith(DEFECT);
    }

    /** Whether the answer is right. */
    public boolean correct() {
        return outcome == Outcome.CORRECT;
    }
}
