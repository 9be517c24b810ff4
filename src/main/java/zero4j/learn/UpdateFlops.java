package zero4j.learn;

import zero4j.weights.ModelConfig;

/** Arithmetic that an update cannot do without: forward and backward, nothing computed twice, no padding. */
public final class UpdateFlops {
    /** Multiplications and additions of a parameter for a token: once forward, twice backward. */
    private static final double PER_PARAMETER = 6;
    /** Of a pair of positions, for each element of a layer's heads: scores and values, of which half are behind the token. */
    private static final double PER_PAIR = 6;

    private UpdateFlops() {}

    /**
     * What a sequence costs, to compare it with others of the same model: linear layers cost a token the same, attention more the
     * longer its sequence. The factor is measured.
     */
    public static long cost(ModelConfig config, long tokens) {
        return tokens * (4L * config.hiddenSize() + tokens);
    }

    /**
     * Floating-point operations.
     *
     * @param tokens of all sequences, prompts included
     * @param squaredLengths sum of the squares of the sequences' tokens
     */
    public static double count(ModelConfig config, double tokens, double squaredLengths) {
        double table = config.tieWordEmbeddings() ? 0 : (double) config.vocabSize() * config.hiddenSize();
        double width = (double) config.layers() * config.heads() * config.headDim();
        return PER_PARAMETER * (config.parameterCount() - table) * tokens + PER_PAIR * width * squaredLengths;
    }
}
