package zero4j.learn.torch;

import java.util.Optional;
import java.util.function.LongConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.learn.LearnBatch;
import zero4j.learn.LearnerBackend.Passes;
import zero4j.learn.LearnerBackend.TokenLoss;
import zero4j.learn.PassPacker;
import zero4j.learn.TokenGradients;
import zero4j.learn.TokenScores;
import zero4j.model.CausalLm;
import zero4j.model.RecordedForward;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/** Forward and backward pass of one micro-batch: adds its part of an update's gradient to the gradient buffers. */
final class GradientPass {
    private static final float[] NONE = {};

    private final CausalLm lm;
    private final TokenLogprobs scorer;
    private final boolean checkpointing;

    /** @param checkpointing whether blocks are computed again on the way back instead of keeping what they computed */
    GradientPass(CausalLm lm, TokenLogprobs scorer, boolean checkpointing) {
        this.lm = lm;
        this.scorer = scorer;
        this.checkpointing = checkpointing;
    }

    /**
     * @param part number of the micro-batch
     * @param head of the values, [width + 1]; empty for none
     * @param complete told from which place on the gradient buffers get nothing more, if this is the last pass that adds to them
     */
    Passes run(int part, PassPacker.Pass pass, float[] head, TokenLoss loss, Optional<LongConsumer> complete) {
        try (var _ = new PointerScope()) {
            LearnBatch batch = pass.batch();
            MicroBatch tensors = MicroBatch.of(batch, lm.placement());
            RecordedForward forward = lm.record(tensors.inputs(), tensors.scored(), checkpointing, complete);
            Tensor states = forward.hidden(); // [scored, width]
            TokenLogprobs.Scores scores = scorer.scoreForBackward(states, tensors.targets());
            Tensor ofHead = lm.placement().floats(head); // [width + 1]
            TokenGradients gradients = loss.gradients(
                    part,
                    pass.sequences(),
                    new TokenScores(
                            DeviceAndDtype.toFloats(scores.logprobs()),
                            DeviceAndDtype.toFloats(scores.entropy()),
                            head.length == 0 ? NONE : DeviceAndDtype.toFloats(TorchScorer.values(states, ofHead))));
            Tensor gradient = scorer.backward(
                    scores,
                    lm.placement().floats(gradients.logprobs()),
                    gradients.entropies().length == 0 ? null : lm.placement().floats(gradients.entropies()));
            float[] found = NONE;
            if (head.length > 0) {
                Tensor ofValues = lm.placement().floats(gradients.values()); // [scored]
                found = DeviceAndDtype.toFloats(ofHead(states, ofValues));
                gradient = gradient.add(ofValues.unsqueeze(1)
                        .mul(ofHead.narrow(0, 0, states.size(1)))
                        .to(states.scalar_type()));
            }
            forward.backward(gradient);
            return new Passes(
                    batch.rows(),
                    tensors.inputs().attendedTokens(),
                    tensors.inputs().padding(),
                    batch.pairs(),
                    found);
        }
    }

    /** The value head's gradient, [width + 1]. */
    private static Tensor ofHead(Tensor states, Tensor ofValues) {
        try (var _ = new NoGrad()) {
            Tensor weights = states.to(ScalarType.Float).t().matmul(ofValues); // [width]
            return torch.cat(new TensorVector(weights, ofValues.sum().view(1)), 0);
        }
    }
}
