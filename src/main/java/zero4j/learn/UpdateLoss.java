package zero4j.learn;

import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.CriticSettings;
import zero4j.algorithm.Kl;
import zero4j.algorithm.Objective;
import zero4j.algorithm.Response;
import zero4j.algorithm.Surrogate;
import zero4j.algorithm.TrainBatch;
import zero4j.algorithm.ValueLoss;
import zero4j.learn.TokenSums.Quantity;

/**
 * The loss of an update: the sum over learnt tokens of the objective's loss times the aggregation's weight, and of the critic's, whose
 * divisors count the whole update. So the gradients of its parts add up. Used by several threads at the same time.
 */
final class UpdateLoss {
    private static final float[] NONE = {};

    private final Algorithm algorithm;
    private final Aggregation.Counts counts;

    /** @param counts of the whole update */
    UpdateLoss(Algorithm algorithm, Aggregation.Counts counts) {
        this.algorithm = algorithm;
        this.counts = counts;
    }

    /**
     * The loss's gradient for what the model says of some responses.
     *
     * @param part the responses, of each of which a token is learnt
     * @param scores of their learnt tokens
     * @param sums gets what is measured of the tokens
     */
    TokenGradients gradients(TrainBatch part, TokenScores scores, TokenSums sums) {
        Objective.Inputs in = inputs(part, scores);
        double[] weights = part.responses().stream()
                .mapToDouble(response -> algorithm.aggregation().tokenWeight(response.learntTokens(), counts))
                .toArray();
        Objective.Losses losses = algorithm.objective().losses(in, weights);
        sums.add(Quantity.LOSS, losses.sum());
        measure(part, sums);
        measure(in, losses.tokens(), sums);
        float[] ofValues = algorithm
                .critic()
                .map(critic -> values(part, scores.values(), critic, sums))
                .orElse(NONE);
        return new TokenGradients(losses.logprobs(), losses.entropies(), ofValues);
    }

    private Objective.Inputs inputs(TrainBatch part, TokenScores scores) {
        boolean oldIsKnown = part.old().getFirst().length > 0;
        return new Objective.Inputs(
                scores.logprobs(),
                scores.entropies(),
                oldIsKnown ? part.learnt(part.old()) : scores.logprobs(),
                part.learnt(
                        part.responses().stream().map(Response::samplerLogprobs).toList()),
                algorithm.objective().kl().on() ? part.learnt(part.reference()) : NONE,
                part.learnt(part.advantages()),
                part.segments());
    }

    /** The gradient of the critic's loss for the values, [scored]. */
    private float[] values(TrainBatch part, float[] values, CriticSettings critic, TokenSums sums) {
        float[] returns = part.learnt(part.returns()); // [scored]
        float[] before = part.learnt(part.values()); // [scored]
        ValueLoss.Losses losses =
                new ValueLoss(critic.clip()).losses(values, before, returns, critic.coefficient() / counts.tokens());
        int scored = values.length;
        sums.add(Quantity.VALUE_LOSS, scored, t -> losses.tokens()[t]);
        sums.addSquared(
                Quantity.RETURN_ERROR, Quantity.SQUARED_RETURN_ERROR, scored, t -> (double) returns[t] - before[t]);
        sums.addSquared(Quantity.RETURN, Quantity.SQUARED_RETURN, scored, t -> returns[t]);
        return losses.values();
    }

    private static void measure(TrainBatch part, TokenSums sums) {
        for (Response response : part.responses()) {
            sums.add(Quantity.TOKENS, (double) response.tokens().length);
        }
    }

    private void measure(Objective.Inputs in, Objective.TokenLoss[] tokens, TokenSums sums) {
        int scored = tokens.length;
        sums.add(Quantity.SCORED, scored);
        sums.add(Quantity.ENTROPY, scored, t -> in.entropies()[t]);
        sums.count(Quantity.CLIPPED_LOW, scored, t -> tokens[t].surrogate().clippedLow());
        sums.count(Quantity.CLIPPED_HIGH, scored, t -> tokens[t].surrogate().clippedHigh());
        sums.count(Quantity.CLIPPED_DUAL, scored, t -> tokens[t].surrogate().clippedDual());
        sums.addSquared(Quantity.ADVANTAGE, Quantity.SQUARED_ADVANTAGE, scored, t -> in.advantages()[t]);
        if (algorithm.objective().kl().on()) {
            sums.add(Quantity.KL, scored, t -> tokens[t].kl());
        }
        sums.add(Quantity.MISMATCH, scored, t -> Math.abs(mismatch(in, t)));
        sums.add(Quantity.MISMATCH_KL, scored, t -> Kl.k3(-mismatch(in, t)));
        sums.addSquared(
                Quantity.WEIGHT,
                Quantity.SQUARED_WEIGHT,
                scored,
                t -> tokens[t].correction().raw());
        sums.count(Quantity.CAPPED, scored, t -> tokens[t].correction().capped());
        sums.count(Quantity.LEFT_OUT, scored, t -> tokens[t].correction().masked());
        sums.count(Quantity.BOUNDED, scored, t -> tokens[t].bounded());
        float[] ratios = new float[scored];
        for (int t = 0; t < scored; t++) {
            ratios[t] = (float) Surrogate.ratio((double) in.logprobs()[t] - in.old()[t]);
            sums.mismatchUpTo(Math.abs(mismatch(in, t)));
        }
        sums.ratios(ratios);
        sums.entropies(in.entropies());
    }

    /** By how much a log-prob is above what the sampler saw. */
    private static double mismatch(Objective.Inputs in, int token) {
        return (double) in.logprobs()[token] - in.sampler()[token];
    }
}
