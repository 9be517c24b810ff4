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
     * Of a learner, which computes two passes of a small model at the same time.
     *
     * @param tokens that are computed at a time
     * @param scored how many of them are scored
     * @param longest tokens of the longest sequence, which may be a pass of its own
     * @param checkpointing whether blocks are computed again on the way back
     */
    public static PassMemory ofLearner(ModelConfig config, int tokens, int scored, int longest, boolean checkpointing) {
        long secondSum = VectorPassSettings.secondSumBytes(config, VectorPassSettings.SMALL);
        int passes = secondSum == 0 ? 1 : 2;
        int each = tokens(config, tokens, longest);
        int scoredEach = Math.min(each, scored);
        return new PassMemory(
                weights(config),
                passes * activations(config, each, scoredEach, checkpointing ? Keep.INPUTS : Keep.ALL),
                passes * VectorLogprobs.bytes(config.tokens(), scoredEach),
                secondSum);
    }

    /** Of a model that is only asked, about one pass after the other. */
    public static PassMemory ofScorer(ModelConfig config, int tokens, int scored, int longest) {
        int each = tokens(config, tokens, longest);
        return new PassMemory(weights(config), activations(config, each, Math.min(each, scored), Keep.NOTHING), 0, 0);
    }

    /** Tokens of a pass. */
    private static int tokens(ModelConfig config, int tokens, int longest) {
        return VectorPassSettings.secondSumBytes(config, VectorPassSettings.SMALL) == 0
                ? tokens
                : Math.min(tokens, Math.max(Math.ceilDiv(tokens, 2), longest));
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
