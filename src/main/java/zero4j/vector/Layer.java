package zero4j.vector;

import java.lang.foreign.Arena;
import java.util.Arrays;
import zero4j.weights.ModelConfig;

/**
 * The weights of one transformer block.
 *
 * @param qkv queries, keys and values under each other
 * @param queryNorm [dim]; empty if heads are not normed
 * @param keyNorm [dim]; empty if heads are not normed
 */
public record Layer(
        float[] attentionNorm,
        PackedMatrix qkv,
        float[] queryNorm,
        float[] keyNorm,
        PackedMatrix output,
        float[] mlpNorm,
        PackedMatrix gate,
        PackedMatrix up,
        PackedMatrix down) {

    public static Layer of(ModelConfig c, boolean half, Arena arena) {
        int queries = c.heads() * c.headDim();
        int keys = c.kvHeads() * c.headDim();
        int normed = c.qkNorm() ? c.headDim() : 0;
        return new Layer(
                ones(c.hiddenSize()),
                new PackedMatrix(queries + 2 * keys, c.hiddenSize(), half, arena),
                ones(normed),
                ones(normed),
                new PackedMatrix(c.hiddenSize(), queries, half, arena),
                ones(c.hiddenSize()),
                new PackedMatrix(c.intermediateSize(), c.hiddenSize(), half, arena),
                new PackedMatrix(c.intermediateSize(), c.hiddenSize(), half, arena),
                new PackedMatrix(c.hiddenSize(), c.intermediateSize(), half, arena));
    }

    /** Bytes that the matrices of such a block take. */
    public static long bytes(ModelConfig c, boolean half) {
        long queries = (long) c.heads() * c.headDim();
        long keys = (long) c.kvHeads() * c.headDim();
        return PackedMatrix.bytes(queries + 2 * keys, c.hiddenSize(), half)
                + PackedMatrix.bytes(c.hiddenSize(), queries, half)
                + 2 * PackedMatrix.bytes(c.intermediateSize(), c.hiddenSize(), half)
                + PackedMatrix.bytes(c.hiddenSize(), c.intermediateSize(), half);
    }

    private static float[] ones(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1);
        return ones;
    }
}
