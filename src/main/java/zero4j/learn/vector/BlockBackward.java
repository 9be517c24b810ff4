package zero4j.learn.vector;

import java.util.Arrays;
import zero4j.vector.Lanes;
import zero4j.vector.Layer;
import zero4j.vector.PackedMatrix;
import zero4j.vector.RotaryTable;
import zero4j.vector.RowMath;
import zero4j.weights.ModelConfig;

/** What happens on the way back to some rows before and behind attention. One thread's. */
final class BlockBackward {
    private static final int ROWS = BlockForward.ROWS;

    private final ModelConfig config;
    private final LearnWeights weights;
    private final Activations kept;
    private final NormSums sums;
    private final RotaryTable rotary;
    private final RowMath math = new RowMath();
    private final RowGradients back = new RowGradients();
    private final float eps;
    private final float queryScale;
    private final int width;
    private final int inner;
    private final float[] residual; // [ROWS, width]
    private final float[] normed; // [ROWS, width]
    private final float[] gradient; // [ROWS, width]
    private final float[] ofNormed; // [ROWS, width]
    private final float[] qkv; // [ROWS, queries + keys + values]
    private final float[] raw; // [ROWS, queries + keys]
    private final float[] ofHead; // [dim]
    private final float[] attended; // [ROWS, queries]
    private final float[] gated; // [ROWS, inner]
    private final float[] gateUp; // [ROWS, 2 inner]
    private final float[] exponentials; // [inner]

    BlockBackward(ModelConfig config, LearnWeights weights, Activations kept, NormSums sums, RotaryTable rotary) {
        this.config = config;
        this.weights = weights;
        this.kept = kept;
        this.sums = sums;
        this.rotary = rotary;
        Layer first = weights.blocks().getFirst().layer();
        eps = (float) config.rmsNormEps();
        queryScale = (float) (1 / Math.sqrt(config.headDim()));
        width = Lanes.padded(config.hiddenSize());
        inner = first.gate().stride();
        residual = new float[ROWS * width];
        normed = new float[ROWS * width];
        gradient = new float[ROWS * width];
        ofNormed = new float[ROWS * width];
        qkv = new float[ROWS * first.qkv().stride()];
        raw = new float[config.qkNorm() ? ROWS * (config.heads() + config.kvHeads()) * config.headDim() : 0];
        ofHead = new float[config.headDim()];
        attended = new float[ROWS * Lanes.padded(first.output().inputs())];
        exponentials = new float[inner];
        gated = new float[ROWS * inner];
        gateUp = new float[ROWS * 2 * inner];
    }

    /** From the gradient of the block's output to that of what attention gave. */
    void begin(LearnBatch batch, int index, int piece) {
        int first = piece * ROWS;
        int rows = BlockForward.rows(batch.rows(), piece);
        LearnWeights.Block block = weights.blocks().get(index);
        Activations.Inner found = kept.inner(index);
        kept.input(index + 1).load(first, rows, gradient);
        multiply(block.downBack(), gradient, width, rows, gated);
        found.gateUp().load(first, rows, gateUp);
        for (int row = 0; row < rows; row++) {
            RowGradients.gated(gateUp, row * 2 * inner, inner, gated, row * inner, exponentials);
        }
        kept.back().gated().store(first, rows, gated);
        found.gateUp().store(first, rows, gateUp);
        multiply(block.gateUpBack(), gateUp, 2 * inner, rows, ofNormed);
        found.middle().load(first, rows, residual);
        norm(block.layer().mlpNorm(), rows, sums.mlp(piece));
        kept.back().mlpInput().store(first, rows, normed);
        found.middle().store(first, rows, gradient);
        multiply(block.outputBack(), gradient, width, rows, attended);
        int dim = config.headDim();
        for (int head = 0; head < config.heads(); head++) {
            kept.back()
                    .attended()
                    .store(
                            head,
                            first,
                            rows,
                            attended,
                            head * dim,
                            block.outputBack().stride());
        }
    }

    /** From the gradients of queries, keys and values to that of the block's input. */
    void finish(LearnBatch batch, int index, int piece) {
        int first = piece * ROWS;
        int rows = BlockForward.rows(batch.rows(), piece);
        LearnWeights.Block block = weights.blocks().get(index);
        FlatRows ofQkv = kept.back().qkv();
        int dim = config.headDim();
        for (int head = 0; head < config.heads() + 2 * config.kvHeads(); head++) {
            kept.inner(index).qkv().load(head, first, rows, qkv, head * dim, ofQkv.stride());
        }
        unrotate(batch, index, first, rows, piece);
        ofQkv.store(first, rows, qkv);
        multiply(block.qkvBack(), qkv, ofQkv.stride(), rows, ofNormed);
        kept.input(index).load(first, rows, residual);
        kept.inner(index).middle().load(first, rows, gradient);
        norm(block.layer().attentionNorm(), rows, sums.attention(piece));
        kept.back().attentionInput().store(first, rows, normed);
        kept.input(index).store(first, rows, gradient);
    }

    private void unrotate(LearnBatch batch, int index, int first, int rows, int piece) {
        Layer layer = weights.blocks().get(index).layer();
        int dim = config.headDim();
        int heads = config.heads();
        int both = heads + config.kvHeads();
        int stride = layer.qkv().stride();
        if (config.qkNorm()) {
            kept.inner(index).raw().load(first, rows, raw);
            Arrays.fill(sums.query(piece), 0);
            Arrays.fill(sums.key(piece), 0);
        }
        for (int row = 0; row < rows; row++) {
            int angles = batch.position(first + row) * rotary.half();
            for (int head = 0; head < both; head++) {
                int at = row * stride + head * dim;
                boolean query = head < heads;
                RowGradients.rotate(qkv, at, rotary.cos(), rotary.sin(), angles, rotary.half(), query ? queryScale : 1);
                if (config.qkNorm()) {
                    Arrays.fill(ofHead, 0);
                    back.norm(
                            raw,
                            (row * both + head) * dim,
                            query ? layer.queryNorm() : layer.keyNorm(),
                            eps,
                            qkv,
                            at,
                            ofHead,
                            0,
                            query ? sums.query(piece) : sums.key(piece),
                            0);
                    System.arraycopy(ofHead, 0, qkv, at, dim);
                }
            }
        }
    }

    /** Norms the residual stream again, and adds its part to the gradient. */
    private void norm(float[] weight, int rows, float[] ofWeight) {
        Arrays.fill(ofWeight, 0);
        for (int row = 0; row < rows; row++) {
            int at = row * width;
            math.norm(residual, at, weight, eps, normed, at);
            back.norm(residual, at, weight, eps, ofNormed, at, gradient, at, ofWeight, 0);
        }
    }

    private static void multiply(PackedMatrix matrix, float[] x, int xStride, int rows, float[] y) {
        matrix.multiply(x, 0, xStride, rows, 0, matrix.panels(), y, 0, matrix.stride());
    }
}
