package zero4j.algorithm;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import zero4j.Words;

/**
 * A policy-gradient algorithm as a composition of named parts.
 *
 * @param name of the preset
 * @param advantage from rewards to advantages
 * @param whitening of the advantages over the batch
 * @param advantageClip advantages are bounded to plus and minus this; 0 for no bound
 * @param objective loss of a token
 * @param aggregation weight of a token
 * @param maskTruncated whether responses cut off by the budget are left out of the update
 * @param overlong punishment of responses near the budget
 * @param critic the value head, for algorithms that have one
 * @param mostBatches batches sampled at most in search of groups with unequal rewards; 1 takes every batch as it comes
 */
public record Algorithm(
        String name,
        Advantage advantage,
        Optional<Whitening> whitening,
        double advantageClip,
        Objective objective,
        Aggregation aggregation,
        boolean maskTruncated,
        Optional<Overlong> overlong,
        Optional<CriticSettings> critic,
        int mostBatches) {
    /**
     * The responses of a rollout batch with the advantages of their tokens.
     *
     * @param responses those of one question follow each other
     * @param old log-probs under the policy before the update, [responseLength] each; empty: those of the first pass
     * @param policy log-probs of the learner before the update; empty unless {@link #rewardsDivergence}
     * @param reference log-probs under the reference policy; empty without KL
     * @param values of the critic; empty without one
     */
    public TrainBatch advantages(
            List<Response> responses,
            List<float[]> old,
            List<float[]> policy,
            List<float[]> reference,
            List<float[]> values) {
        double[][] rewards = new double[responses.size()][];
        for (int i = 0; i < rewards.length; i++) {
            rewards[i] = tokenRewards(responses.get(i), policy.get(i), reference.get(i));
        }
        List<Response> learnt = responses.stream()
                .map(response -> maskTruncated && response.truncated() ? response.leftOut() : response)
                .toList();
        double[][] estimated = advantage.estimate(learnt, rewards, values);
        double[][] advantages = estimated;
        OptionalDouble spread = advantage.batchStd(rewards);
        if (whitening.isPresent()) {
            Moments moments = Whitening.moments(learnt, estimated);
            advantages = whitening.get().whiten(estimated, moments);
            spread = OptionalDouble.of(moments.std(whitening.get().ddof()));
        }
        return new TrainBatch(
                learnt,
                old,
                reference,
                values,
                floats(advantages, advantageClip > 0 ? advantageClip : Double.POSITIVE_INFINITY),
                floats(returns(estimated, values), Double.POSITIVE_INFINITY),
                spread);
    }

    /** The response's reward on its last token, and what KL takes from each. */
    private double[] tokenRewards(Response response, float[] policy, float[] reference) {
        double[] rewards = new double[response.length()];
        if (rewardsDivergence()) {
            for (int t = 0; t < rewards.length; t++) {
                rewards[t] =
                        response.learnt()[t] ? -objective.kl().coefficient() * ((double) policy[t] - reference[t]) : 0;
            }
        }
        rewards[rewards.length - 1] += response.reward()
                - overlong.map(budget -> budget.punishment(response.length())).orElse(0.0);
        return rewards;
    }

    /** What the critic should have expected at each token; empty without one. */
    private double[][] returns(double[][] advantages, List<float[]> values) {
        double[][] returns = new double[advantages.length][];
        for (int i = 0; i < returns.length; i++) {
            returns[i] = new double[critic.isPresent() ? advantages[i].length : 0];
            for (int t = 0; t < returns[i].length; t++) {
                returns[i][t] = advantages[i][t] + values.get(i)[t];
            }
        }
        return returns;
    }

    private static List<float[]> floats(double[][] values, double bound) {
        return Arrays.stream(values).map(perToken -> floats(perToken, bound)).toList();
    }

    private static float[] floats(double[] values, double bound) {
        float[] floats = new float[values.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) (Double.isNaN(values[i]) ? values[i] : Math.clamp(values[i], -bound, bound));
        }
        return floats;
    }

    /**
     * Whether the divergence from the reference is taken from the rewards. Both sides must then come from the same kernels: the
     * difference between sampler and learner is noise, which a division by a deviation can make as large as a signal.
     */
    public boolean rewardsDivergence() {
        return objective.kl().estimator() == Kl.Estimator.K1_REWARD;
    }

    /** Whether advantages are divided by a deviation over the whole batch. */
    public boolean dividesByBatch() {
        return whitening.isPresent() || advantage instanceof Advantage.BatchScaled;
    }

    /** Whether a response without an advantage takes part in the update nevertheless. */
    public boolean reachesNeutral() {
        return objective.reachesNeutral() || critic.isPresent();
    }

    /** The objective in one line, with its divisor. */
    public String inWords() {
        return advantage.inWords()
                + whitening.map(Whitening::inWords).orElse("")
                + (advantageClip > 0 ? ", bounded to +-" + advantageClip : "")
                + "; " + objective.surrogate().inWords()
                + "; " + aggregation.inWords()
                + objective.correction().inWords()
                + "; " + objective.kl().inWords()
                + (objective.entropyBonus() == 0 ? "" : "; entropy bonus " + objective.entropyBonus())
                + critic.map(own ->
                                "; value loss x " + own.coefficient() + (own.clip() > 0 ? ", clip " + own.clip() : ""))
                        .orElse("")
                + overlong.map(o -> "; overlong: up to -" + o.penalty() + " in the last "
                                + Words.counted(o.buffer(), "token"))
                        .orElse("")
                + (maskTruncated ? "; truncated responses left out" : "")
                + (mostBatches > 1
                        ? "; dynamic sampling, at most " + Words.counted(mostBatches, "batch", "batches")
                        : "");
    }

    /**
     * A punishment for responses that come near the budget: DAPO (arXiv 2503.14476, equation 13). Nothing up to {@code budget -
     * buffer} tokens, then growing linearly to {@code penalty} at the budget.
     *
     * @param budget longest response in tokens
     * @param buffer tokens before the budget where the punishment grows, 1 or more
     * @param penalty taken from the reward of a response of {@code budget} tokens
     */
    public record Overlong(int budget, int buffer, double penalty) {
        /** What is taken from the reward of a response, 0 or more. */
        public double punishment(int length) {
            return penalty * Math.clamp((length - (budget - buffer)) / (double) buffer, 0, 1);
        }
    }
}
