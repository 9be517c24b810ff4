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
     * What passes are made of.
     *
     * @param most tokens that are computed at a time
     * @param tokens of all sequences
     * @param scored how many of them are scored
     * @param longest tokens of the longest sequence
     */
    public record Work(int most, int tokens, int scored, int longest) {}

    /**
     * Of a learner, which may score first and learn then. Of a small model it learns from two passes at the same time, each of half of
     * the sequences, give or take half of one; but it scores with one of the two, which keeps the room for all that it scored.
     *
     * @param checkpointing whether blocks are computed again on the way back
     */
    public static PassMemory ofLearner(ModelConfig config, Work work, boolean checkpointing) {
        Keep keep = checkpointing ? Keep.INPUTS : Keep.ALL;
        long secondSum = secondSum(config);
        int scoring = largest(config, work);
        int learning = secondSum == 0 ? scoring : Math.min(scoring, half(work));
        int scored = Math.min(learning, work.scored());
        long activations = activations(config, scoring, Math.min(scoring, work.scored()), keep);
        long logits = VectorLogprobs.bytes(config.tokens(), scored);
        return secondSum == 0
                ? new PassMemory(weights(config), activations, logits, 0)
                : new PassMemory(
                        weights(config),
                        activations + activations(config, learning, scored, keep),
                        2 * logits,
                        secondSum);
    }

    /** Of a model that is only asked, about one pass after the other. */
    public static PassMemory ofScorer(ModelConfig config, Work work) {
        int tokens = largest(config, work);
        return new PassMemory(
                weights(config), activations(config, tokens, Math.min(tokens, work.scored()), Keep.NOTHING), 0, 0);
    }

    /** Tokens of the largest pass. */
    private static int largest(ModelConfig config, Work work) {
        int most = secondSum(config) == 0 ? work.most() : Math.ceilDiv(work.most(), 2);
        return Math.min(work.tokens(), Math.max(most, work.longest()));
    }

    /** Tokens of half of the sequences at most. */
    private static int half(Work work) {
        return (int) Math.max(work.longest(), Math.ceilDiv((long) work.tokens() + work.longest(), 2));
    }

    private static long secondSum(ModelConfig config) {
        return VectorPassSettings.secondSumBytes(config, VectorPassSettings.SMALL);
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
