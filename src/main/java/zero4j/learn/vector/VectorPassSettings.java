package zero4j.learn.vector;

import zero4j.learn.PassPacker;
import zero4j.weights.ModelConfig;

/**
 * How passes are computed.
 *
 * @param tokens most that are computed at a time, a prompt that is shared counted once: those of a pass, or of a small model of two
 *     passes, which are computed at the same time. A sequence that is longer than a pass is one of its own
 * @param activationCheckpointing whether blocks are computed again on the way back instead of keeping what they computed
 * @param sharedPrompts whether a prompt that several sequences have is computed once
 * @param threads that compute together
 * @param small most bytes of a small model's gradient, which is then in memory twice
 */
public record VectorPassSettings(
        int tokens, boolean activationCheckpointing, boolean sharedPrompts, int threads, long small) {
    /** 64 MB: 16.8 million parameters. */
    static final long SMALL = 1 << 26;

    /** With the usual limit of small models. */
    public VectorPassSettings(int tokens, boolean activationCheckpointing, boolean sharedPrompts, int threads) {
        this(tokens, activationCheckpointing, sharedPrompts, threads, SMALL);
    }

    PassPacker packer(ModelConfig config) {
        return PassPacker.oneByOne(secondSumBytes(config) == 0 ? tokens : Math.ceilDiv(tokens, 2), sharedPrompts);
    }

    /** Bytes of the second sum of gradients that there is for a small model; 0 for others. */
    long secondSumBytes(ModelConfig config) {
        return secondSumBytes(config, small);
    }

    static long secondSumBytes(ModelConfig config, long small) {
        long bytes = config.parameterCount() * Float.BYTES;
        return bytes <= small ? bytes : 0;
    }
}
