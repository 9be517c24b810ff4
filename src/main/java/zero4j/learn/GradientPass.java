package zero4j.learn;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.TrainBatch;
import zero4j.learn.TokenSums.Quantity;
import zero4j.model.CausalLm;
import zero4j.model.RecordedForward;
import zero4j.torch.DeviceAndDtype;

/**
 * Forward and backward pass of one micro-batch: adds its part of an update's gradient to the gradient buffers.
 *
 * <p>Log-probs, entropies and values are computed without autograd; {@link UpdateLoss} gives their gradient.
 */
final class GradientPass {
    private static final float[] NONE = {};

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
            Tensor gradient = gradient(part, batch.targets(), states, new UpdateLoss(algorithm, counts), sums);
            forward.backward(gradient);
            sums.add(Quantity.ATTENDED, (double) batch.inputs().attendedTokens());
            sums.add(Quantity.INPUTS, (double) batch.inputs().tokens().size(0));
        }
        return sums;
    }

    /** The loss's gradient for the hidden states, [scored, width]; those of the output layer and the critic are added to their own. */
    private Tensor gradient(TrainBatch part, Tensor targets, Tensor states, UpdateLoss loss, TokenSums sums) {
        TokenLogprobs.Scores scores = scorer.scoreForBackward(states, targets);
        float[] values = head.map(critic -> DeviceAndDtype.toFloats(critic.values(states)))
                .orElse(NONE);
        TokenGradients found = loss.gradients(
                part,
                new TokenScores(
                        DeviceAndDtype.toFloats(scores.logprobs()), DeviceAndDtype.toFloats(scores.entropy()), values),
                sums);
        boolean ofEntropies = found.entropies().length > 0;
        Tensor gradient = scorer.backward(
                scores, floats(found.logprobs()), ofEntropies ? floats(found.entropies()) : null); // [scored, width]
        return head.map(critic -> gradient.add(critic.backward(states, floats(found.values()))))
                .orElse(gradient);
    }

    private Tensor floats(float[] perToken) {
        return lm.placement().floats(perToken);
    }
}
