package zero4j.algorithm;

import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/**
 * The loss of tokens, put together from its parts: surrogate times correction, plus KL, minus entropy bonus.
 *
 * @param entropyBonus nats of entropy count as so much reward; 0 for none
 */
public record Objective(Surrogate surrogate, Kl kl, ImportanceSampling correction, double entropyBonus) {
    /**
     * A micro-batch in the terms of the objective; all tensors float32 [scored].
     *
     * @param logprobs with autograd
     * @param entropy with autograd if there is an entropy bonus
     * @param old log-probs of the policy before the update
     * @param sampler log-probs that the sampler saw
     * @param reference log-probs of the reference policy; anything if there is no KL
     */
    public record Inputs(
            Tensor logprobs,
            Tensor entropy,
            Tensor old,
            Tensor sampler,
            Tensor reference,
            Tensor advantages,
            Segments segments) {}

    /**
     * Losses and what is worth knowing of them; all [scored].
     *
     * @param loss with autograd
     * @param surrogate its part, and where its clips decided
     * @param weights of the correction before they are bounded
     * @param capped bool, tokens whose weight the correction capped
     * @param masked bool, tokens that the correction left out
     * @param kl estimate k3 of the divergence from the reference; zeros if there is none
     * @param bounded bool, tokens in whose loss the logarithm of a ratio was bounded before its exponential was taken
     */
    public record Losses(
            Tensor loss,
            Surrogate.TokenLosses surrogate,
            Tensor weights,
            Tensor capped,
            Tensor masked,
            Tensor kl,
            Tensor bounded) {}

    /** Whether a response without an advantage has a gradient nevertheless. */
    public boolean reachesNeutral() {
        return kl.inLoss() || entropyBonus != 0;
    }

    /** The losses of tokens before they are weighted and summed. */
    public Losses losses(Inputs in) {
        Surrogate.TokenLosses tokens = surrogate.losses(in.logprobs(), in.old(), in.advantages(), in.segments());
        ImportanceSampling.Weights weights =
                ImportanceSampling.Weights.of(correction, in.old(), in.sampler(), in.segments());
        Tensor loss = correction.on() ? tokens.loss().mul(weights.applied()) : tokens.loss();
        Tensor bounded = tokens.bounded().logical_or(weights.bounded());
        Tensor divergence = weights.raw().new_zeros(weights.raw().sizes());
        if (kl.on()) {
            divergence = Kl.k3(in.logprobs().detach().sub(in.reference()));
        }
        if (kl.inLoss()) {
            loss = loss.add(kl.loss(in.logprobs(), in.old(), in.reference()).mul(new Scalar(kl.coefficient())));
            bounded = bounded.logical_or(kl.bounded(in.logprobs().detach(), in.old(), in.reference()));
        }
        if (entropyBonus != 0) {
            loss = loss.sub(in.entropy().mul(new Scalar(entropyBonus)));
        }
        return new Losses(loss, tokens, weights.raw(), weights.capped(), weights.masked(), divergence, bounded);
    }

    /**
     * Which response each scored token belongs to.
     *
     * @param index int64 [scored], number of the token's response in its micro-batch
     * @param lengths float32 [responses], tokens of each response
     */
    public record Segments(Tensor index, Tensor lengths) {
        /** Sums over responses, [responses], of numbers of tokens, [scored]; differentiable. */
        public Tensor sums(Tensor perToken) {
            return torch.zeros_like(lengths).index_add(0, index, perToken);
        }

        /** Means over the tokens of each response, [responses]; differentiable. */
        public Tensor means(Tensor perToken) {
            return sums(perToken).div(lengths);
        }

        /** A number of each response, [responses], for all its tokens, [scored]; differentiable. */
        public Tensor spread(Tensor perResponse) {
            return perResponse.index_select(0, index);
        }
    }
}
