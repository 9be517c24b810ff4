package zero4j.weights;

/**
 * Dimensions of a model that is made from scratch.
 *
 * @param hiddenSize width of the residual stream, divisible by {@code heads}
 * @param intermediateSize width inside the MLP
 * @param layers number of transformer blocks
 * @param heads query heads
 * @param kvHeads key and value heads, a divisor of {@code heads}
 * @param contextLength longest sequence (tokens)
 * @param ropeTheta base of the rotary wavelengths
 * @param tieWordEmbeddings whether the output layer is the embedding matrix
 */
public record ModelShape(
        int hiddenSize,
        int intermediateSize,
        int layers,
        int heads,
        int kvHeads,
        int contextLength,
        double ropeTheta,
        boolean tieWordEmbeddings) {}
