package zero4j.learn;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.CriticSettings;
import zero4j.algorithm.Kl;
import zero4j.algorithm.Objective;
import zero4j.algorithm.Response;
import zero4j.algorithm.Surrogate;
import zero4j.algorithm.TrainBatch;
import zero4j.learn.TokenSums.Quantity;
import zero4j.model.CausalLm;
import zero4j.model.RecordedForward;

/**
 * Forward and backward pass of one micro-batch: adds its part of an update's gradient to the gradient buffers.
 *
 * <p>The loss is the sum over learnt tokens of the objective's loss times the aggregation's weight, whose divisors count
 * the whole update. Log-probs and entropies are computed without autograd, and their gradient is handed back.
 */
final class GradientPass {
    private final CausalLm lm;
    private final Algorithm algorithm;
    private final TokenLogprobs scorer;
    private final Optional<Critic.Head> head;
    private final boolean checkpointing;

    /**
     * @param head the critic, if the algorithm has one
     * @param checkpointing whether blocks are computed again on the way back instead of keeping what they computed
     */
    GradientPass(
            CausalLm lm, Algorithm algorithm, TokenLogprobs scorer, Optional<Critic.Head> head, boolean checkpointing) {
        this.lm = lm;
        this.algorithm = algorithm;
        this.scorer = scorer;
        this.head = head;
        this.checkpointing = checkpointing;
    }

    /**
     * @param part the responses of the micro-batch
     * @param counts of the whole update
     * @param complete told from which place on the gradient buffers get nothing more, if this is the last pass that adds to them
     */
    TokenSums run(TrainBatch part, Aggregation.Counts counts, Optional<LongConsumer> complete) {
        TokenSums sums = new TokenSums();
        try (var _ = new PointerScope()) {
            MicroBatch batch = MicroBatch.learnt(part.responses(), lm.placement());
            RecordedForward forward = lm.record(batch.inputs(), batch.scored(), checkpointing, complete);
            Tensor states = forward.hidden(); // [scored, width]
            Tensor gradient = policy(part, batch, states, counts, sums); // [scored, width]
            if (head.isPresent() && algorithm.critic().isPresent()) {
                gradient = gradient.add(
                        critic(part, states, head.get(), algorithm.critic().get(), counts, sums));
            }
            forward.backward(gradient);
            for (Response response : part.responses()) {
                double length = response.tokens().length;
                sums.add(Quantity.TOKENS, length);
                sums.add(Quantity.SQUARED_LENGTHS, length * length);
            }
            sums.add(Quantity.ATTENDED, (double) batch.inputs().attendedTokens());
            sums.add(Quantity.INPUTS, (double) batch.inputs().tokens().size(0));
            sums.add(Quantity.SCORED, (double) batch.targets().size(0));
        }
        return sums;
    }

    /** The objective's gradient for the hidden states, [scored, width]; the output layer's is added to its own. */
    private Tensor policy(TrainBatch part, MicroBatch batch, Tensor states, Aggregation.Counts counts, TokenSums sums) {
        TokenLogprobs.Scores scores = scorer.scoreForBackward(states, batch.targets());
        Tensor logprobs = scores.logprobs().detach();
        logprobs.set_requires_grad(true);
        Tensor entropy = scores.entropy().detach();
        boolean ofEntropy = algorithm.objective().entropyBonus() != 0;
        entropy.set_requires_grad(ofEntropy);
        Objective.Inputs inputs = inputs(part, batch, logprobs, entropy);
        Objective.Losses losses = algorithm.objective().losses(inputs);
        Tensor weighted = losses.loss().mul(weights(part, counts)); // [scored]
        weighted.sum().backward();
        measure(inputs, losses, weighted, sums);
        return scorer.backward(scores, logprobs.grad(), ofEntropy ? entropy.grad() : null);
    }

    private Objective.Inputs inputs(TrainBatch part, MicroBatch batch, Tensor logprobs, Tensor entropy) {
        boolean oldIsKnown = part.old().getFirst().length > 0;
        Tensor now = logprobs.detach();
        return new Objective.Inputs(
                logprobs,
                entropy,
                oldIsKnown ? learnt(part, part.old()) : now,
                learnt(
                        part,
                        part.responses().stream().map(Response::samplerLogprobs).toList()),
                algorithm.objective().kl().on() ? learnt(part, part.reference()) : now,
                learnt(part, part.advantages()),
                batch.segments());
    }

    private Tensor weights(TrainBatch part, Aggregation.Counts counts) {
        return learnt(
                part,
                part.responses().stream()
                        .map(response -> {
                            float[] weights = new float[response.length()];
                            int length = response.learntTokens();
                            Arrays.fill(weights, (float) algorithm.aggregation().tokenWeight(length, counts));
                            return weights;
                        })
                        .toList());
    }

    /** The value loss's gradient for the hidden states, [scored, width]; the head's is added to its own. */
    private Tensor critic(
            TrainBatch part,
            Tensor states,
            Critic.Head values,
            CriticSettings settings,
            Aggregation.Counts counts,
            TokenSums sums) {
        Tensor input = states.detach();
        input.set_requires_grad(true);
        Tensor returns = learnt(part, part.returns()); // [scored]
        Tensor before = learnt(part, part.values()); // [scored]
        Tensor losses = Critic.losses(values.values(input), before, returns, settings.clip()); // [scored]
        losses.sum().mul(new Scalar(settings.coefficient() / counts.tokens())).backward();
        Map<Quantity, Tensor> found = new EnumMap<>(Quantity.class);
        found.put(Quantity.VALUE_LOSS, losses.detach());
        Tensor error = returns.sub(before); // [scored], before the update
        found.put(Quantity.RETURN_ERROR, error);
        found.put(Quantity.SQUARED_RETURN_ERROR, squared(error));
        found.put(Quantity.RETURN, returns);
        found.put(Quantity.SQUARED_RETURN, squared(returns));
        add(found, sums);
        return input.grad();
    }

    private void measure(Objective.Inputs in, Objective.Losses losses, Tensor weighted, TokenSums sums) {
        Tensor now = in.logprobs().detach();
        Tensor mismatch = now.sub(in.sampler()); // [scored]
        Map<Quantity, Tensor> found = new EnumMap<>(Quantity.class);
        found.put(Quantity.LOSS, weighted.detach());
        found.put(Quantity.ENTROPY, in.entropy().detach());
        found.put(Quantity.CLIPPED_LOW, losses.surrogate().clippedLow());
        found.put(Quantity.CLIPPED_HIGH, losses.surrogate().clippedHigh());
        found.put(Quantity.CLIPPED_DUAL, losses.surrogate().clippedDual());
        found.put(Quantity.ADVANTAGE, in.advantages());
        found.put(Quantity.SQUARED_ADVANTAGE, squared(in.advantages()));
        if (algorithm.objective().kl().on()) {
            found.put(Quantity.KL, losses.kl());
        }
        found.put(Quantity.MISMATCH, mismatch.abs());
        found.put(Quantity.MISMATCH_KL, Kl.k3(mismatch.neg()));
        found.put(Quantity.WEIGHT, losses.weights());
        found.put(Quantity.SQUARED_WEIGHT, squared(losses.weights()));
        found.put(Quantity.CAPPED, losses.capped());
        found.put(Quantity.LEFT_OUT, losses.masked());
        found.put(Quantity.BOUNDED, losses.bounded());
        add(found, sums);
        sums.ratios(Surrogate.ratio(now.sub(in.old())));
        sums.entropies(in.entropy().detach());
        sums.mismatchUpTo(mismatch.abs().max().item_double());
    }

    /** In double precision: a variance is the difference of two such sums. */
    private static Tensor squared(Tensor perToken) {
        return perToken.to(ScalarType.Double).square();
    }

    private static void add(Map<Quantity, Tensor> tensors, TokenSums sums) {
        sums.add(
                List.copyOf(tensors.keySet()), new TensorVector(tensors.values().toArray(Tensor[]::new)));
    }

    private Tensor learnt(TrainBatch part, List<float[]> perToken) {
        return MicroBatch.learnt(part.responses(), perToken, lm.placement());
    }
}
