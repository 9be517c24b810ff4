package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import zero4j.learn.vector.Activations.Keep;
import zero4j.weights.ModelConfig;

/**
 * Memory that passes in Java take outside the heap beside the parameters themselves, in bytes. It is counted by the code that
 * allocates it.
 *
 * @param weights packed for both directions
 * @param activations of all tokens that are computed at a time
 * @param logits gradients of a part of them, for the way back through the output layer
 * @param secondSum of gradients, where half of the threads have their own
 */
public record PassMemory(long weights, long activations, long logits, long secondSum) {
    /**
     * Of a learner.
     *
     * @param tokens of the largest pass
     * @param scored how many of them are scored
     * @param checkpointing whether blocks are computed again on the way back
     */
    public static PassMemory ofLearner(ModelConfig config, int tokens, int scored, boolean checkpointing) {
        Keep keep = checkpointing ? Keep.INPUTS : Keep.ALL;
        long secondSum = GradientSums.secondSumBytes(config);
        if (secondSum == 0) {
            return new PassMemory(
                    weights(config),
                    activations(config, tokens, scored, keep),
                    VectorLogprobs.bytes(config.tokens(), scored),
                    0);
        }
        int half = Math.ceilDiv(tokens, 2);
        int scoredHalf = Math.ceilDiv(scored, 2);
        return new PassMemory(
                weights(config),
                2 * activations(config, half, scoredHalf, keep) + activations(config, tokens, scored, Keep.NOTHING),
                2 * VectorLogprobs.bytes(config.tokens(), scoredHalf),
                secondSum);
    }

    /** Of a model that is only asked. */
    public static PassMemory ofScorer(ModelConfig config, int tokens, int scored) {
        return new PassMemory(weights(config), activations(config, tokens, scored, Keep.NOTHING), 0, 0);
    }

    private static long weights(ModelConfig config) {
        Counting arena = new Counting();
        try (var _ = new LearnWeights(config, MemorySegment.NULL, arena)) {
            return arena.bytes;
        }
    }

    private static long activations(ModelConfig config, int tokens, int scored, Keep keep) {
        Counting arena = new Counting();
        try (Activations activations = new Activations(config, () -> arena)) {
            activations.prepare(tokens, keep);
            return arena.bytes + OutputLayer.bytes(config, scored);
        }
    }

    public long total() {
        return weights + activations + logits + secondSum;
    }

    /** Adds up what would be allocated, and allocates nothing. */
    private static final class Counting implements Arena {
        private long bytes;

        @Override
        public MemorySegment allocate(long byteSize, long byteAlignment) {
            bytes += byteSize;
            return MemorySegment.NULL;
        }

        @Override
        public MemorySegment.Scope scope() {
            return MemorySegment.NULL.scope();
        }

        @Override
        public void close() {}
    }
}
