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
