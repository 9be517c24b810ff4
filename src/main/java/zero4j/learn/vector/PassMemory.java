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
 * @param activations of all tokens of a pass
 * @param logits gradients of a part of them, while the output layer is passed back
 */
public record PassMemory(long weights, long activations, long logits) {
    /**
     * Of a learner.
     *
     * @param tokens of the largest pass
     * @param scored how many of them are scored
     * @param checkpointing whether blocks are computed again on the way back
     */
    public static PassMemory ofLearner(ModelConfig config, int tokens, int scored, boolean checkpointing) {
        return new PassMemory(
                weights(config),
                activations(config, tokens, scored, checkpointing ? Keep.INPUTS : Keep.ALL),
                VectorLogprobs.bytes(config.tokens(), scored));
    }

    /** Of a model that is only asked. */
    public static PassMemory ofScorer(ModelConfig config, int tokens, int scored) {
        return new PassMemory(weights(config), activations(config, tokens, scored, Keep.NOTHING), 0);
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
        return weights + activations + logits;
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
