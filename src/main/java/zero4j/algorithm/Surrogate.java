package zero4j.algorithm;

import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/** The loss of single tokens: what the update would minimise if every token had weight 1. */
public sealed interface Surrogate {
    /**
     * Losses of tokens.
     *
     * @param logprobs under the policy being trained, [scored], with autograd
     * @param oldLogprobs under the policy that sampled, [scored]
     * @param advantages of the tokens' responses, [scored]
     */
    TokenLosses losses(Tensor logprobs, Tensor oldLogprobs, Tensor advantages);

    /** In words, for the header of a run. */
    String inWords();

    /**
     * Losses and where the clip decided.
     *
     * @param loss [scored], with autograd
     * @param clippedLow bool [scored], the ratio was below the lower bound and the advantage negative: no gradient
     * @param clippedHigh bool [scored], the ratio was above the upper bound and the advantage positive: no gradient
     */
    record TokenLosses(Tensor loss, Tensor clippedLow, Tensor clippedHigh) {}

    /**
     * {@code -min(rho A, clip(rho, 1 - low, 1 + high) A)} with {@code rho = exp(logprob - oldLogprob)}: PPO's clip (arXiv
     * 1707.06347, equation 7; arXiv 2503.20783, equation 3).
     */
    record Clipped(double low, double high) implements Surrogate {
        @Override
        public TokenLosses losses(Tensor logprobs, Tensor oldLogprobs, Tensor advantages) {
            Tensor ratio = logprobs.sub(oldLogprobs).exp();
            Tensor clipped =
                    ratio.clamp(new ScalarOptional(new Scalar(1 - low)), new ScalarOptional(new Scalar(1 + high)));
            Tensor loss =
                    torch.min(ratio.mul(advantages), clipped.mul(advantages)).neg();
            Scalar zero = new Scalar(0.0);
            Tensor below = ratio.detach().lt(new Scalar(1 - low)).logical_and(advantages.lt(zero));
            Tensor above = ratio.detach().gt(new Scalar(1 + high)).logical_and(advantages.gt(zero));
            return new TokenLosses(loss, below, above);
        }

        @Override
        public String inWords() {
            return String.format(Locale.ROOT, "clip %s/%s", low, high);
        }
    }
}
