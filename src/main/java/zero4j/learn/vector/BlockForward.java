package zero4j.learn.vector;

import zero4j.vector.Lanes;
import zero4j.vector.Layer;
import zero4j.vector.PackedMatrix;
import zero4j.vector.RotaryTable;
import zero4j.vector.RowMath;
import zero4j.weights.ModelConfig;

/** What happens on the way forward to some rows between two attentions. One thread's. */
final class BlockForward {
    /** Rows that are taken at once: enough for a weight to be used often, and few enough to stay in the second-level cache. */
    static final int ROWS = 64;

    private final ModelConfig config;
    private final LearnWeights weights;
    private final Activations kept;
    private final RotaryTable rotary;
    private final RowMath math = new RowMath();
    private final float eps;
    private final float queryScale;
    private final int width;
    private final float[] residual; // [ROWS, width]
    private final float[] normed; // [ROWS, width]
    private final float[] added; // [ROWS, width]
    private final float[] qkv; // [ROWS, queries + keys + values]
    private final float[] attended; // [ROWS, queries]
    private final float[] gateUp; // [ROWS, 2 inner]
    private final float[] gated; // [ROWS, inner]

    BlockForward(ModelConfig config, LearnWeights weights, Activations kept, RotaryTable rotary) {
        this.config = config;
        this.weights = weights;
        this.kept = kept;
        this.rotary = rotary;
        Layer first = weights.blocks().getFirst().layer();
        eps = (float) config.rmsNormEps();
        queryScale = (float) (1 / Math.sqrt(config.headDim()));
        width = Lanes.padded(config.hiddenSize());
        residual = new float[ROWS * width];
        normed = new float[ROWS * width];
        added = new float[ROWS * width];
        qkv = new float[ROWS * first.qkv().stride()];
        attended = new float[ROWS * Lanes.padded(first.output().inputs())];
        gateUp = new float[ROWS * 2 * first.gate().stride()];
        gated = new float[ROWS * first.gate().stride()];
    }

    /** Pieces that so many rows are. */
    static int pieces(int rows) {
        return Math.ceilDiv(rows, ROWS);
    }

    /** Rows of a piece. */
    static int rows(int rows, int piece) {
        return Math.min(ROWS, rows - piece * ROWS);
    }

    /** From the tokens to what the first attention needs. */
    void begin(LearnBatch batch, int piece) {
        int first = piece * ROWS;
        int rows = rows(batch.rows(), piece);
        for (int row = 0; row < rows; row++) {
            weights.embed(batch.token(first + row), residual, row * width);
        }
        kept.input(0).store(first, rows, residual);
        project(batch, 0, first, rows);
    }

    /** What attention needs, from the input of a block that was kept. */
    void projectAgain(LearnBatch batch, int layer, int piece) {
        int rows = rows(batch.rows(), piece);
        kept.input(layer).load(piece * ROWS, rows, residual);
        project(batch, layer, piece * ROWS, rows);
    }

    private void project(LearnBatch batch, int index, int first, int rows) {
        Layer layer = weights.blocks().get(index).layer();
        Activations.Inner inner = kept.inner(index);
        norm(layer.attentionNorm(), rows);
        multiply(layer.qkv(), normed, width, rows, qkv);
        int dim = config.headDim();
        int heads = config.heads();
        int stride = layer.qkv().stride();
        for (int row = 0; row < rows; row++) {
            if (config.qkNorm()) {
                inner.raw().store(first + row, 0, inner.raw().stride(), 1, qkv, row * stride);
            }
            int angles = batch.position(first + row) * rotary.half();
            for (int head = 0; head < heads + config.kvHeads(); head++) {
                int at = row * stride + head * dim;
                boolean query = head < heads;
                if (config.qkNorm()) {
                    math.norm(qkv, at, query ? layer.queryNorm() : layer.keyNorm(), eps, qkv, at);
                }
                RowMath.rotate(qkv, at, rotary.cos(), rotary.sin(), angles, rotary.half(), query ? queryScale : 1);
            }
        }
        for (int head = 0; head < heads + 2 * config.kvHeads(); head++) {
            inner.qkv().store(head, first, rows, qkv, head * dim, stride);
        }
    }

    /** From what attention gave to the block's output, and to what the next attention needs if there is one. */
    void finish(LearnBatch batch, int index, int piece) {
        int first = piece * ROWS;
        int rows = rows(batch.rows(), piece);
        gateAndUp(index, first, rows);
        Layer layer = weights.blocks().get(index).layer();
        int inner = layer.gate().stride();
        for (int row = 0; row < rows; row++) {
            RowGradients.gated(gateUp, row * 2 * inner, inner, gated, row * inner);
        }
        multiply(layer.down(), gated, inner, rows, added);
        RowMath.add(residual, 0, added, 0, rows * width);
        kept.input(index + 1).store(first, rows, residual);
        if (index + 1 < config.layers()) {
            project(batch, index + 1, first, rows);
        }
    }

    /** What the way back needs of the MLP, from what attention gave. */
    void gateAndUpAgain(LearnBatch batch, int index, int piece) {
        gateAndUp(index, piece * ROWS, rows(batch.rows(), piece));
    }

    private void gateAndUp(int index, int first, int rows) {
        Layer layer = weights.blocks().get(index).layer();
        Activations.Inner inner = kept.inner(index);
        inner.attended().load(first, rows, attended);
        multiply(layer.output(), attended, inner.attended().stride(), rows, added);
        kept.input(index).load(first, rows, residual);
        RowMath.add(residual, 0, added, 0, rows * width);
        inner.middle().store(first, rows, residual);
        norm(layer.mlpNorm(), rows);
        int stride = inner.gateUp().stride();
        layer.gate().multiply(normed, 0, width, rows, 0, layer.gate().panels(), gateUp, 0, stride);
        layer.up().multiply(normed, 0, width, rows, 0, layer.up().panels(), gateUp, stride / 2, stride);
        inner.gateUp().store(first, rows, gateUp);
    }

    private void norm(float[] weight, int rows) {
        for (int row = 0; row < rows; row++) {
            math.norm(residual, row * width, weight, eps, normed, row * width);
        }
    }

    private static void multiply(PackedMatrix matrix, float[] x, int xStride, int rows, float[] y) {
        matrix.multiply(x, 0, xStride, rows, 0, matrix.panels(), y, 0, matrix.stride());
    }
}
