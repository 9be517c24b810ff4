package zero4j.algorithm;

import java.util.Locale;

/**
 * The loss of single tokens: what the update would minimise if every token had weight 1. In the formulas the logarithm of a ratio
 * counts as at least -20 and at most 20 ({@link #ratio}).
 */
public sealed interface Surrogate {
    /**
     * The losses of one response's tokens.
     *
     * @param in a micro-batch
     * @param from the response's first token
     * @param to behind its last token
     * @param factors what the losses will be multiplied by, [to - from]
     */
    Losses losses(Objective.Inputs in, int from, int to, double[] factors);

    /**
     * Whether its ratio must lead from the sampler's log-probs as they were recorded, not from the learner's own before the
     * update.
     */
    default boolean comparesWithSampler() {
        return false;
    }

    /** In words, for the header of a run. */
    String inWords();

    /**
     * The losses of a response, [responseLength].
     *
     * @param gradient of the sum of all losses times their factors, for the log-prob of each token
     */
    record Losses(TokenLoss[] tokens, double[] gradient) {}

    /**
     * A token's loss and where the clip decided.
     *
     * @param loss before its factor
     * @param clippedLow the ratio was below the lower bound and the clip decided
     * @param clippedHigh the ratio was above the upper bound and the clip decided
     * @param clippedDual the dual clip decided
     * @param bounded the ratio's logarithm was bounded
     */
    record TokenLoss(Term loss, boolean clippedLow, boolean clippedHigh, boolean clippedDual, boolean bounded) {
        /** A loss that no clip decides. */
        TokenLoss(Term loss, boolean bounded) {
            this(loss, false, false, false, bounded);
        }
    }

    /** Surrogates by which the loss of a token depends on no other token. */
    sealed interface OfTokens extends Surrogate {
        /** The loss of a token, whose derivative is by its log-prob. */
        TokenLoss loss(Term logprob, double old, double advantage);

        @Override
        default Losses losses(Objective.Inputs in, int from, int to, double[] factors) {
            Losses all = new Losses(new TokenLoss[to - from], new double[to - from]);
            for (int t = from; t < to; t++) {
                TokenLoss token = loss(Term.variable(in.logprobs()[t]), in.old()[t], in.advantages()[t]);
                all.tokens[t - from] = token;
                all.gradient[t - from] = factors[t - from] * token.loss.slope();
            }
            return all;
        }
    }

    /** Surrogates by which all tokens of a response share one ratio. The mean of what each adds is its logarithm. */
    sealed interface OfResponses extends Surrogate {
        /** What a token adds to the mean, from the logarithm of its own ratio. */
        Term part(Term log, double advantage);

        /**
         * The loss of a token, whose derivative is by the mean.
         *
         * @param mean over the response's tokens
         * @param log logarithm of the token's own ratio
         */
        TokenLoss loss(Term mean, double log, double advantage);

        @Override
        default Losses losses(Objective.Inputs in, int from, int to, double[] factors) {
            int length = to - from;
            Term[] parts = new Term[length];
            double sum = 0;
            for (int i = 0; i < length; i++) {
                parts[i] = part(Term.variable(log(in, from + i)), in.advantages()[from + i]);
                sum += parts[i].value();
            }
            Losses all = new Losses(new TokenLoss[length], new double[length]);
            double slope = 0; // of all losses by the mean
            for (int i = 0; i < length; i++) {
                all.tokens[i] = loss(Term.variable(sum / length), log(in, from + i), in.advantages()[from + i]);
                slope += factors[i] * all.tokens[i].loss.slope();
            }
            for (int i = 0; i < length; i++) {
                all.gradient[i] = slope * parts[i].slope() / length;
            }
            return all;
        }

        private static double log(Objective.Inputs in, int token) {
            return (double) in.logprobs()[token] - in.old()[token];
        }
    }

    /** {@code -A log pi}: the policy gradient of samples of the policy itself (Williams 1992). There is no ratio. */
    record PolicyGradient() implements OfTokens {
        @Override
        public TokenLoss loss(Term logprob, double old, double advantage) {
            return new TokenLoss(logprob.times(-advantage), false);
        }

        @Override
        public String inWords() {
            return "plain policy gradient";
        }
    }

    /**
     * {@code -min(rho A, clip(rho, 1 - low, 1 + high) A)} with {@code rho = pi / pi_old}: PPO's clip (arXiv 1707.06347,
     * equation 7; arXiv 2503.20783, equation 3).
     *
     * @param dual for negative advantages the loss is at most {@code -dual A} (arXiv 1912.09729, equation 5); 0 for no bound
     */
    record Clipped(double low, double high, double dual) implements OfTokens {
        @Override
        public TokenLoss loss(Term logprob, double old, double advantage) {
            Term log = logprob.minus(old);
            return clipped(ratio(log), advantage, low, high, dual, bounded(log.value()));
        }

        @Override
        public String inWords() {
            return "clip " + low + "/" + high + (dual > 0 ? ", dual clip " + dual : "");
        }
    }

    /**
     * PPO's clip on the geometric mean of a response's ratios, {@code s = (pi(o) / pi_old(o))^(1/|o|)}: GSPO (arXiv
     * 2507.18071, equations 5 to 7). Every token of a response carries the response's loss.
     */
    record SequenceClipped(double low, double high) implements OfResponses {
        @Override
        public Term part(Term log, double advantage) {
            return log;
        }

        @Override
        public TokenLoss loss(Term mean, double log, double advantage) {
            return clipped(ratio(mean), advantage, low, high, 0, bounded(mean.value()));
        }

        @Override
        public String inWords() {
            return String.format(Locale.ROOT, "ratio of whole responses, clip %s/%s", low, high);
        }
    }

    /**
     * {@code -sg(clip(rho, 1 - low, 1 + high)) A log pi}: CISPO (arXiv 2506.13585, equations 4 and 5). The clip bounds a
     * token's weight and never takes its gradient away.
     */
    record ClippedWeight(double low, double high) implements OfTokens {
        @Override
        public TokenLoss loss(Term logprob, double old, double advantage) {
            double log = logprob.value() - old;
            Term ratio = ratio(Term.constant(log));
            double weight = ratio.clamp(1 - low, 1 + high).value();
            return new TokenLoss(
                    logprob.times(-weight * advantage),
                    ratio.value() < 1 - low,
                    ratio.value() > 1 + high,
                    false,
                    bounded(log));
        }

        @Override
        public String inWords() {
            return "log-probs weighted by the ratio, its clip " + low + "/" + high;
        }
    }

    /**
     * {@code -M rho A}, where M is 0 if the gradient would lead a probability out of a region around the sampler's: DPPO (arXiv
     * 2602.04879, appendix on the details of the stability analysis). M is 0 where A is above 0, rho above 1 and the divergence
     * above {@code high}, and where A is below 0, rho below 1 and the divergence above {@code low}. The divergence is that of two
     * outcomes, the sampled token or any other, a lower bound of the whole one.
     */
    record Divergence(Measure measure, double low, double high) implements OfTokens {
        /** Which divergence between the probabilities mu before and pi after of a token. */
        public enum Measure {
            /** {@code |mu - pi|}. */
            TOTAL_VARIATION,
            /** {@code mu log(mu / pi) + (1 - mu) log((1 - mu) / (1 - pi))}. */
            KL
        }

        /** 1 - p counts as at least this: of a probability that rounds to 1 it would have no logarithm. */
        private static final double LEAST_REST = 1e-7;

        @Override
        public boolean comparesWithSampler() {
            return true;
        }

        @Override
        public TokenLoss loss(Term logprob, double old, double advantage) {
            Term log = logprob.minus(old);
            double divergence = divergence(old, logprob.value());
            boolean falls = log.value() < 0 && advantage < 0 && divergence > low;
            boolean rises = log.value() > 0 && advantage > 0 && divergence > high;
            Term loss = falls || rises ? Term.constant(0) : ratio(log).times(-advantage);
            return new TokenLoss(loss, falls, rises, false, bounded(log.value()));
        }

        private double divergence(double old, double now) {
            if (measure == Measure.TOTAL_VARIATION) {
                return Math.abs(Math.exp(old) - Math.exp(now));
            }
            double before = Math.min(old, -LEAST_REST);
            double after = Math.min(now, -LEAST_REST);
            double restBefore = -Math.expm1(before);
            double restAfter = -Math.expm1(after);
            return Math.exp(before) * (before - after) + restBefore * Math.log(restBefore / restAfter);
        }

        @Override
        public String inWords() {
            return "ratio within a " + (measure == Measure.KL ? "KL divergence" : "difference of probabilities")
                    + " of " + low + "/" + high + " from the sampler";
        }
    }

    /**
     * {@code -4 / tau sigmoid(tau (rho - 1)) A}: SAPO (arXiv 2511.20347, section on soft adaptive policy optimization). Its
     * gradient at rho = 1 is the policy gradient's whatever tau is, and fades smoothly on both sides.
     *
     * @param positive tau for advantages above 0
     * @param negative tau for all others
     */
    record SoftGate(double positive, double negative) implements OfTokens {
        @Override
        public TokenLoss loss(Term logprob, double old, double advantage) {
            Term log = logprob.minus(old);
            double tau = advantage > 0 ? positive : negative;
            Term gate = ratio(log).minus(1).times(tau).sigmoid().times(4 / tau);
            return new TokenLoss(gate.times(-advantage), bounded(log.value()));
        }

        @Override
        public String inWords() {
            return "soft gate, tau " + positive + "/" + negative;
        }
    }

    /**
     * {@code -s A} with the geometric mean {@code s} of a response's ratios, each clipped to exp(-low) to exp(high) on the side
     * that the sign of A gives: GMPO (arXiv 2507.20673, algorithm in section 3). Every token of a response carries the response's
     * loss.
     */
    record GeometricMean(double low, double high) implements OfResponses {
        @Override
        public Term part(Term log, double advantage) {
            Term within = log.clamp(-low, high);
            return advantage < 0 ? Term.max(log, within) : Term.min(log, within);
        }

        @Override
        public TokenLoss loss(Term mean, double log, double advantage) {
            return new TokenLoss(
                    ratio(mean).times(-advantage),
                    log < -low && advantage < 0,
                    log > high && advantage > 0,
                    false,
                    bounded(mean.value()));
        }

        @Override
        public String inWords() {
            return "geometric mean of ratios, their logarithms clipped to -" + low + "/" + high;
        }
    }

    private static TokenLoss clipped(
            Term ratio, double advantage, double low, double high, double dual, boolean bounded) {
        Term gain =
                Term.min(ratio.times(advantage), ratio.clamp(1 - low, 1 + high).times(advantage));
        boolean dually = dual > 0 && advantage < 0;
        if (dually) {
            gain = Term.max(gain, Term.constant(dual * advantage));
        }
        return new TokenLoss(
                gain.negative(),
                ratio.value() < 1 - low && advantage < 0,
                ratio.value() > 1 + high && advantage > 0,
                dually && ratio.value() > dual,
                bounded);
    }

    /** The logarithm of a ratio counts as at most this, and at least minus this, nats. */
    double MOST_LOG_RATIO = 20;

    /**
     * The exponential of {@code log} between -20 and 20: where it would be infinite, a clip's gradient would not be a number.
     * Beyond the bounds there is no gradient.
     */
    static Term ratio(Term log) {
        return log.clamp(-MOST_LOG_RATIO, MOST_LOG_RATIO).exp();
    }

    /** The same of a number. */
    static double ratio(double log) {
        return ratio(Term.constant(log)).value();
    }

    /** Where {@link #ratio} bounds it. */
    static boolean bounded(double log) {
        return Math.abs(log) > MOST_LOG_RATIO;
    }
}
