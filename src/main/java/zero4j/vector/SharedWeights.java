package zero4j.vector;

import java.util.List;
import java.util.function.Consumer;
import zero4j.rollout.PolicyWeights;
import zero4j.weights.ModelConfig;

/**
 * A model's weights that somebody else has packed and changes in place. Who computes with them has none of its own, and may not compute
 * while they change.
 *
 * @param head the output layer; what is no token scores minus infinity
 * @param check told of weights that were handed over: they must be these, and finite, or it throws
 */
public record SharedWeights(
        ModelConfig config,
        List<Layer> layers,
        Embedding embedding,
        PackedMatrix head,
        float[] finalNorm,
        Consumer<PolicyWeights> check) {
    /** How tokens become vectors. */
    @FunctionalInterface
    public interface Embedding {
        /** Copies the vector of a token to a place, [width]. */
        void copy(int token, float[] target, int targetAt);
    }
}
