package zero4j.algorithm;

import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The loss of single tokens: what the update would minimise if every token had weight 1. In the formulas the logarithm of a ratio
 * counts as at least -20 and at most 20 ({@link #ratio}).
 */
public sealed interface Surrogate {
    /**
     * Losses of tokens.
     *
     * @param logprobs under the policy being trained, [scored], with autograd
     * @param old log-probs under the policy before the update, [scored]
     * @param advantages [scored]
     * @param segments which token belongs to which response
     */
    TokenLosses losses(Tensor logprobs, Tensor old, Tensor advantages, Objective.Segments segments);

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
     * Losses and where the clip decided.
     *
     * @param loss [scored], with autograd
     * @param clippedLow bool [scored], the ratio was below the lower bound and the clip decided
     * @param clippedHigh bool [scored], the ratio was above the upper bound and the clip decided
     * @param clippedDual bool [scored], the dual clip decided
     * @param bounded bool [scored], the ratio's logarithm was bounded
     */
    record TokenLosses(Tensor loss, Tensor clippedLow, Tensor clippedHigh, Tensor clippedDual, Tensor bounded) {}

    /** {@code -A log pi}: the policy gradient of samples of the policy itself (Williams 1992). There is no ratio. */
    record PolicyGradient() implements Surrogate {
        @Override
        public TokenLosses losses(Tensor logprobs, Tensor old, Tensor advantages, Objective.Segments segments) {
            Tensor never = never(advantages);
            return new TokenLosses(logprobs.mul(advantages).neg(), never, never, never, never);
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
    record Clipped(double low, double high, double dual) implements Surrogate {
        @Override
        public TokenLosses losses(Tensor logprobs, Tensor old, Tensor advantages, Objective.Segments segments) {
            Tensor logs = logprobs.sub(old); // [scored]
            return clipped(ratio(logs), advantages, low, high, dual, bounded(logs));
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
    record SequenceClipped(double low, double high) implements Surrogate {
        @Override
        public TokenLosses losses(Tensor logprobs, Tensor old, Tensor advantages, Objective.Segments segments) {
            Tensor logs = segments.means(logprobs.sub(old)); // [responses]
            return clipped(segments.spread(ratio(logs)), advantages, low, high, 0, segments.spread(bounded(logs)));
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
    record ClippedWeight(double low, double high) implements Surrogate {
        @Override
        public TokenLosses losses(Tensor logprobs, Tensor old, Tensor advantages, Objective.Segments segments) {
            Tensor logs = logprobs.detach().sub(old);
            Tensor ratio = ratio(logs);
            Tensor weight = within(ratio, low, high);
            return new TokenLosses(
                    weight.mul(logprobs).mul(advantages).neg(),
                    ratio.lt(new Scalar(1 - low)),
                    ratio.gt(new Scalar(1 + high)),
                    never(advantages),
                    bounded(logs));
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
    record Divergence(Measure measure, double low, double high) implements Surrogate {
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
        public TokenLosses losses(Tensor logprobs, Tensor old, Tensor advantages, Objective.Segments segments) {
            Scalar zero = new Scalar(0.0);
            Tensor logs = logprobs.sub(old); // [scored]
            Tensor moved = logs.detach();
            Tensor divergence = divergence(old, logprobs.detach()); // [scored]
            Tensor falls = moved.lt(zero).logical_and(advantages.lt(zero)).logical_and(divergence.gt(new Scalar(low)));
            Tensor rises = moved.gt(zero).logical_and(advantages.gt(zero)).logical_and(divergence.gt(new Scalar(high)));
            Tensor loss = ratio(logs).mul(advantages).neg().masked_fill(falls.logical_or(rises), zero);
            return new TokenLosses(loss, falls, rises, never(advantages), bounded(logs));
        }

        private Tensor divergence(Tensor old, Tensor now) {
            if (measure == Measure.TOTAL_VARIATION) {
                return old.exp().sub(now.exp()).abs();
            }
            ScalarOptional most = new ScalarOptional(new Scalar(-LEAST_REST));
            Tensor before = old.clamp(new ScalarOptional(), most);
            Tensor after = now.clamp(new ScalarOptional(), most);
            Tensor restBefore = before.expm1().neg();
            Tensor restAfter = after.expm1().neg();
            return before.exp()
                    .mul(before.sub(after))
                    .add(restBefore.mul(restBefore.log().sub(restAfter.log())));
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
    record SoftGate(double positive, double negative) implements Surrogate {
        @Override
        public TokenLosses losses(Tensor logprobs, Tensor old, Tensor advantages, Objective.Segments segments) {
            Tensor logs = logprobs.sub(old); // [scored]
            Tensor tau = torch.where(
                    advantages.gt(new Scalar(0.0)),
                    torch.full_like(advantages, new Scalar(positive)),
                    torch.full_like(advantages, new Scalar(negative)));
            Tensor gate = ratio(logs)
                    .sub(new Scalar(1.0))
                    .mul(tau)
                    .sigmoid()
                    .mul(new Scalar(4.0))
                    .div(tau);
            Tensor never = never(advantages);
            return new TokenLosses(gate.mul(advantages).neg(), never, never, never, bounded(logs));
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
    record GeometricMean(double low, double high) implements Surrogate {
        @Override
        public TokenLosses losses(Tensor logprobs, Tensor old, Tensor advantages, Objective.Segments segments) {
            Tensor logs = logprobs.sub(old); // [scored]
            Tensor within = logs.clamp(new ScalarOptional(new Scalar(-low)), new ScalarOptional(new Scalar(high)));
            Tensor negative = advantages.lt(new Scalar(0.0));
            Tensor positive = advantages.gt(new Scalar(0.0));
            Tensor clipped = torch.where(negative, torch.max(logs, within), torch.min(logs, within));
            Tensor means = segments.means(clipped); // [responses]
            Tensor seen = logs.detach();
            return new TokenLosses(
                    segments.spread(ratio(means)).mul(advantages).neg(),
                    seen.lt(new Scalar(-low)).logical_and(negative),
                    seen.gt(new Scalar(high)).logical_and(positive),
                    never(advantages),
                    segments.spread(bounded(means)));
        }

        @Override
        public String inWords() {
            return "geometric mean of ratios, their logarithms clipped to -" + low + "/" + high;
        }
    }

    private static TokenLosses clipped(
            Tensor ratio, Tensor advantages, double low, double high, double dual, Tensor bounded) {
        Scalar zero = new Scalar(0.0);
        Tensor gain = torch.min(ratio.mul(advantages), within(ratio, low, high).mul(advantages));
        Tensor seen = ratio.detach();
        Tensor below = seen.lt(new Scalar(1 - low)).logical_and(advantages.lt(zero));
        Tensor above = seen.gt(new Scalar(1 + high)).logical_and(advantages.gt(zero));
        Tensor dually = never(advantages);
        if (dual > 0) {
            Tensor negative = advantages.lt(zero);
            dually = seen.gt(new Scalar(dual)).logical_and(negative);
            gain = torch.where(negative, torch.max(gain, advantages.mul(new Scalar(dual))), gain);
        }
        return new TokenLosses(gain.neg(), below, above, dually, bounded);
    }

    private static Tensor never(Tensor like) {
        return torch.zeros_like(like).ne(new Scalar(0.0));
    }

    /** The logarithm of a ratio counts as at most this, and at least minus this, nats. */
    double MOST_LOG_RATIO = 20;

    /**
     * The exponential of {@code logs} between -20 and 20: where it would be infinite, a clip's gradient would not be a number.
     * Beyond the bounds there is no gradient.
     */
    static Tensor ratio(Tensor logs) {
        return logs.clamp(
                        new ScalarOptional(new Scalar(-MOST_LOG_RATIO)), new ScalarOptional(new Scalar(MOST_LOG_RATIO)))
                .exp();
    }

    /** Bool, of the shape of {@code logs}: where {@link #ratio} bounds them. */
    static Tensor bounded(Tensor logs) {
        return logs.abs().gt(new Scalar(MOST_LOG_RATIO));
    }

    private static Tensor within(Tensor ratio, double low, double high) {
        return ratio.clamp(new ScalarOptional(new Scalar(1 - low)), new ScalarOptional(new Scalar(1 + high)));
    }
}
