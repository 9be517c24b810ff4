package zero4j.learn;

import zero4j.weights.ModelConfig;

/** Arithmetic of an update, forward and backward, without padding and what is computed a second time. */
public final class UpdateFlops {
    /** Multiplications and additions of a parameter for a token: once forward, twice backward. */
    private static final double PER_PARAMETER = 6;
    /** The same of a pair for each element of a layer's heads: in scores and in what values give. */
    private static final double PER_PAIR = 12;

    private UpdateFlops() {}

    /**
     * What sequences cost, to compare them with others of the same model: linear layers cost a token the same, attention a pair of
     * tokens. The factor is measured.
     *
     * @param pairs of a token and one that it attends to
     */
    public static long cost(ModelConfig config, long tokens, long pairs) {
        return 4L * config.hiddenSize() * tokens + 2 * pairs;
    }

    /**
     * Floating-point operations.
     *
     * @param inputs tokens that the blocks computed
     * @param scored tokens that the output layer scored
     * @param pairs of a token and one that it attends to, as in {@link LearnerBackend.Passes}
     */
    public static double count(ModelConfig config, double inputs, double scored, double pairs) {
        double table = (double) config.vocabSize() * config.hiddenSize();
        double ofBlocks = config.parameterCount() - table * (config.tieWordEmbeddings() ? 1 : 2);
        double ofOutput = (double) config.tokens() * config.hiddenSize();
        double width = (double) config.layers() * config.heads() * config.headDim();
        return PER_PARAMETER * (ofBlocks * inputs + ofOutput * scored) + PER_PAIR * width * pairs;
    }

    /** Pairs of a token and one that it attends to, itself or one before it, in a sequence. */
    public static long pairs(long tokens) {
        return tokens * (tokens + 1) / 2;
    }
}
