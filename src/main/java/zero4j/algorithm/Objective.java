package zero4j.algorithm;

import java.util.Arrays;

/**
 * The loss of tokens, put together from its parts: surrogate times correction, plus KL, minus entropy bonus. It is computed in
 * double precision, with its gradient.
 *
 * @param entropyBonus nats of entropy count as so much reward; 0 for none
 */
public record Objective(Surrogate surrogate, Kl kl, ImportanceSampling correction, double entropyBonus) {
    /**
     * A micro-batch in the terms of the objective; all arrays [scored], none is modified.
     *
     * @param logprobs of the policy that is trained
     * @param entropies of its distributions
     * @param old log-probs of the policy before the update
     * @param sampler log-probs that the sampler saw
     * @param reference log-probs of the reference policy; anything if there is no KL
     */
    public record Inputs(
            float[] logprobs,
            float[] entropies,
            float[] old,
            float[] sampler,
            float[] reference,
            float[] advantages,
            Segments segments) {}

    /**
     * Losses, and what their weighted sum depends on.
     *
     * @param tokens [scored]
     * @param sum of the losses times their weights
     * @param logprobs gradient of the sum for each log-prob, [scored]
     * @param entropies gradient of the sum for each entropy, [scored]; empty without an entropy bonus
     */
    public record Losses(TokenLoss[] tokens, double sum, float[] logprobs, float[] entropies) {}

    /**
     * The loss of a token before it is weighted, and what is worth knowing of it.
     *
     * @param surrogate its part, and where the clips decided
     * @param correction its weight, and what became of it
     * @param kl estimate k3 of the divergence from the reference; 0 if there is none
     * @param bounded whether the logarithm of a ratio was bounded before its exponential was taken
     */
    public record TokenLoss(
            double loss,
            Surrogate.TokenLoss surrogate,
            ImportanceSampling.Weight correction,
            double kl,
            boolean bounded) {}

    /** Whether a response without an advantage has a gradient nevertheless. */
    public boolean reachesNeutral() {
        return kl.inLoss() || entropyBonus != 0;
    }

    /**
     * The losses of tokens, and the gradient of their weighted sum.
     *
     * @param weights of the tokens of each response, [responses]
     */
    public Losses losses(Inputs in, double[] weights) {
        int scored = in.logprobs().length;
        TokenLoss[] tokens = new TokenLoss[scored];
        float[] logprobs = new float[scored];
        float[] entropies = new float[entropyBonus == 0 ? 0 : scored];
        double sum = 0;
        for (int r = 0; r < weights.length; r++) {
            int from = in.segments().start(r);
            int to = in.segments().start(r + 1);
            ImportanceSampling.Weight[] corrections = correction.weights(in, from, to);
            double[] factors = Arrays.stream(corrections)
                    .mapToDouble(ImportanceSampling.Weight::applied)
                    .toArray();
            Surrogate.Losses surrogates = surrogate.losses(in, from, to, factors);
            for (int t = from; t < to; t++) {
                Term divergence = divergence(in, t);
                tokens[t] = token(in, t, surrogates.tokens()[t - from], corrections[t - from], divergence.value());
                sum += weights[r] * tokens[t].loss();
                if (entropyBonus != 0) {
                    entropies[t] = (float) (-weights[r] * entropyBonus);
                }
                logprobs[t] = (float) (weights[r] * (surrogates.gradient()[t - from] + divergence.slope()));
            }
        }
        return new Losses(tokens, sum, logprobs, entropies);
    }

    /** What is added to a token's loss for its divergence from the reference. */
    private Term divergence(Inputs in, int t) {
        return kl.inLoss()
                ? kl.loss(Term.variable(in.logprobs()[t]), in.old()[t], in.reference()[t])
                        .times(kl.coefficient())
                : Term.constant(0);
    }

    private TokenLoss token(
            Inputs in, int t, Surrogate.TokenLoss token, ImportanceSampling.Weight weight, double divergence) {
        double now = in.logprobs()[t];
        double loss = weight.applied() * token.loss().value() + divergence;
        boolean bounded = token.bounded() || weight.bounded();
        if (kl.inLoss()) {
            bounded |= kl.bounded(now, in.old()[t], in.reference()[t]);
        }
        return new TokenLoss(
                entropyBonus == 0 ? loss : loss - entropyBonus * in.entropies()[t],
                token,
                weight,
                kl.on() ? Kl.k3(now - in.reference()[t]) : 0,
                bounded);
    }

    /**
     * Which scored tokens belong to which response: the responses lie one after the other.
     *
     * @param starts index of the first token of each response, and at the end the number of all tokens, [responses + 1]
     */
    public record Segments(int[] starts) {
        /** Of the numbers of tokens of the responses. */
        public static Segments of(int... lengths) {
            int[] starts = new int[lengths.length + 1];
            for (int r = 0; r < lengths.length; r++) {
                starts[r + 1] = starts[r] + lengths[r];
            }
            return new Segments(starts);
        }

        /** The first token of a response, or what is behind the last one of all. */
        int start(int response) {
            return starts[response];
        }

        /** Number of tokens. */
        public int tokens() {
            return starts[starts.length - 1];
        }
    }
}
