package zero4j.algorithm;

/**
 * What keeps the policy near a reference policy. With {@code d = log pi - log pi_ref} of a sampled token the estimators of
 * the divergence KL(pi || pi_ref) are k1 = d, k2 = d^2 / 2 and k3 = exp(-d) - 1 + d (Schulman, "Approximating KL Divergence",
 * 2020). In k3 d counts as at least -10, so that one token which the reference holds for e^10 times as likely as the policy, or
 * more, cannot drown or void an update: beyond that it has no gradient. OpenRLHF bounds it so, too.
 *
 * @param coefficient beta, 0 or more
 */
public record Kl(Estimator estimator, double coefficient) {
    /** No reference policy. */
    public static final Kl OFF = new Kl(Estimator.NONE, 0);

    private static final double LEAST_DIFFERENCE = -10;

    /** Where the divergence enters. */
    public enum Estimator {
        /** Nowhere. */
        NONE,
        /** k1 of the policy before the update is taken from the tokens' rewards: an unbiased gradient of the divergence. */
        K1_REWARD,
        /** k2 in the loss: its gradient is that of the divergence for samples of the policy itself. */
        K2,
        /** k3 in the loss, as GRPO has it (arXiv 2402.03300, equation 4): its gradient is biased, and zero weight far away. */
        K3,
        /** k3 times the ratio pi / pi_old in the loss: unbiased also off the policy (arXiv 2512.02556, section 3.1). */
        K3_RATIO
    }

    /** Whether a reference policy is needed. */
    public boolean on() {
        return estimator != Estimator.NONE;
    }

    /** Whether the loss has a term for it. */
    boolean inLoss() {
        return on() && estimator != Estimator.K1_REWARD;
    }

    /** A token's term of the loss before the coefficient, with its derivative by the log-prob; only if {@link #inLoss}. */
    Term loss(Term logprob, double old, double reference) {
        Term difference = logprob.minus(reference);
        return switch (estimator) {
            case K2 -> difference.square().times(0.5);
            case K3 -> k3(difference);
            case K3_RATIO -> Surrogate.ratio(logprob.minus(old)).times(k3(difference));
            case NONE, K1_REWARD -> throw new IllegalStateException(estimator + " has no term in the loss");
        };
    }

    private static Term k3(Term difference) {
        Term atLeast = difference.atLeast(LEAST_DIFFERENCE);
        return atLeast.negative().expm1().plus(atLeast);
    }

    /** The estimator k3, never negative, of {@code log pi - log pi_ref}, which counts as at least -10 nats. */
    public static double k3(double difference) {
        return k3(Term.constant(difference)).value();
    }

    /** Whether an exponential in a token's term of the loss was bounded. */
    boolean bounded(double logprob, double old, double reference) {
        boolean below = logprob - reference < LEAST_DIFFERENCE;
        return switch (estimator) {
            case K3 -> below;
            case K3_RATIO -> below || Surrogate.bounded(logprob - old);
            case NONE, K1_REWARD, K2 -> false;
        };
    }

    /** In words, for the header of a run. */
    String inWords() {
        return switch (estimator) {
            case NONE -> "no KL";
            case K1_REWARD -> "KL k1 in the reward x " + coefficient;
            case K2 -> "KL k2 in the loss x " + coefficient;
            case K3 -> "KL k3 in the loss x " + coefficient;
            case K3_RATIO -> "KL k3 with the ratio in the loss x " + coefficient;
        };
    }
}
