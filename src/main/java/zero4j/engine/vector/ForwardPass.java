package zero4j.engine.vector;

import zero4j.vector.Barrier;
import zero4j.vector.Lanes;
import zero4j.vector.Layer;
import zero4j.vector.PackedMatrix;
import zero4j.vector.RotaryTable;
import zero4j.vector.RowMath;
import zero4j.vector.VectorModel;
import zero4j.weights.ModelConfig;

/**
 * The model over a batch of rows, computed by a team of threads: every member calls {@link #run} and does its share. Products
 * are shared by columns, everything else by rows, so a weight is read by one member only.
 */
final class ForwardPass {
    private final VectorModel model;
    private final ModelConfig config;
    private final BlockPool pool;
    private final RotaryTable rotary;
    private final Barrier barrier;
    private final Attention[] attentions;
    private final RowMath[] math;
    private final float eps;
    private final float queryScale;
    private final int width;
    private final float[] residual; // [rows, width]
    private final float[] normed; // [rows, width]
    private final float[] added; // [rows, width]
    private final float[] qkv; // [rows, queries + keys + values]
    private final float[] attended; // [rows, queries]
    private final float[] gate; // [rows, inner]
    private final float[] up; // [rows, inner]

    /** @param rows most rows of a batch */
    ForwardPass(VectorModel model, BlockPool pool, RotaryTable rotary, Barrier barrier, int rows) {
        this.model = model;
        this.config = model.config();
        this.pool = pool;
        this.rotary = rotary;
        this.barrier = barrier;
        int members = barrier.members();
        attentions = new Attention[members];
        math = new RowMath[members];
        for (int i = 0; i < members; i++) {
            attentions[i] = new Attention(pool, config.headDim());
            math[i] = new RowMath();
        }
        eps = (float) config.rmsNormEps();
        queryScale = (float) (1 / Math.sqrt(config.headDim()));
        width = Lanes.padded(config.hiddenSize());
        residual = new float[rows * width];
        normed = new float[rows * width];
        added = new float[rows * width];
        Layer first = model.layers().getFirst();
        qkv = new float[rows * first.qkv().stride()];
        attended = new float[rows * config.heads() * config.headDim()];
        gate = new float[rows * first.gate().stride()];
        up = new float[rows * first.up().stride()];
    }

    /** Final normed hidden states, [rows, {@link #width}]; valid after {@link #run} until its next call. */
    float[] hidden() {
        return normed;
    }

    /** Stride of {@link #hidden}. */
    int width() {
        return width;
    }

    /** Does a member's share; when all have returned from it, hidden states are complete. */
    void run(RowBatch batch, int member) {
        int rows = batch.rows();
        int from = share(rows, member);
        int to = share(rows, member + 1);
        for (int row = from; row < to; row++) {
            model.embed(batch.token(row), residual, row * width);
            norm(row, model.layers().getFirst().attentionNorm(), member);
        }
        int layers = config.layers();
        for (int i = 0; i < layers; i++) {
            Layer layer = model.layers().get(i);
            attend(batch, layer, i, member);
            barrier.await();
            multiply(layer.output(), attended, config.heads() * config.headDim(), rows, added, member);
            barrier.await();
            addAndNorm(from, to, layer.mlpNorm(), member);
            barrier.await();
            mlp(layer, rows, member);
            barrier.await();
            addAndNorm(
                    from, to, i + 1 < layers ? model.layers().get(i + 1).attentionNorm() : model.finalNorm(), member);
        }
        barrier.await();
    }

    private void attend(RowBatch batch, Layer layer, int index, int member) {
        int rows = batch.rows();
        barrier.await();
        multiply(layer.qkv(), normed, width, rows, qkv, member);
        barrier.await();
        int from = share(rows, member);
        int to = share(rows, member + 1);
        for (int row = from; row < to; row++) {
            rotateAndStore(batch, row, layer, index, member);
        }
        if (batch.isLinked()) {
            barrier.await();
        }
        // One head of all rows, then the next: a prompt's keys and values stay in the core's cache from sample to
        // sample.
        for (int head = 0; head < config.kvHeads(); head++) {
            for (int row = from; row < to; row++) {
                attendGroup(batch, row, head, layer, index, member);
            }
        }
    }

    /** The query heads that share a key-value head. */
    private void attendGroup(RowBatch batch, int row, int kvHead, Layer layer, int index, int member) {
        int dim = config.headDim();
        int heads = config.heads();
        int group = heads / config.kvHeads();
        Attention attention = attentions[member];
        attention.look(batch.table(row), batch.position(row) + 1, index);
        for (int head = kvHead * group; head < (kvHead + 1) * group; head++) {
            attention.attend(
                    qkv, row * layer.qkv().stride() + head * dim, kvHead, attended, (row * heads + head) * dim);
        }
    }

    private void rotateAndStore(RowBatch batch, int row, Layer layer, int index, int member) {
        int dim = config.headDim();
        int heads = config.heads();
        int kvHeads = config.kvHeads();
        int start = row * layer.qkv().stride();
        int angles = batch.position(row) * rotary.half();
        for (int head = 0; head < heads + kvHeads; head++) {
            int at = start + head * dim;
            boolean query = head < heads;
            if (config.qkNorm()) {
                math[member].norm(qkv, at, query ? layer.queryNorm() : layer.keyNorm(), eps, qkv, at);
            }
            RowMath.rotate(qkv, at, rotary.cos(), rotary.sin(), angles, rotary.half(), query ? queryScale : 1);
        }
        BlockTable table = batch.table(row);
        int block = table.block(batch.position(row));
        int slot = table.slot(batch.position(row));
        for (int head = 0; head < kvHeads; head++) {
            int key = start + (heads + head) * dim;
            pool.write(block, slot, index, head, qkv, key, qkv, key + kvHeads * dim);
        }
    }

    private void mlp(Layer layer, int rows, int member) {
        int stride = layer.gate().stride();
        int from = share(layer.gate().panels(), member);
        int to = share(layer.gate().panels(), member + 1);
        layer.gate().multiply(normed, 0, width, rows, from, to, gate, 0, stride);
        layer.up().multiply(normed, 0, width, rows, from, to, up, 0, stride);
        for (int row = 0; row < rows; row++) {
            math[member].gate(gate, up, row * stride + from * Lanes.PANEL, (to - from) * Lanes.PANEL);
        }
        barrier.await();
        multiply(layer.down(), gate, stride, rows, added, member);
    }

    private void multiply(PackedMatrix matrix, float[] x, int xStride, int rows, float[] y, int member) {
        matrix.multiply(
                x,
                0,
                xStride,
                rows,
                share(matrix.panels(), member),
                share(matrix.panels(), member + 1),
                y,
                0,
                matrix.stride());
    }

    private void addAndNorm(int from, int to, float[] weight, int member) {
        for (int row = from; row < to; row++) {
            RowMath.add(residual, row * width, added, row * width, width);
            norm(row, weight, member);
        }
    }

    private void norm(int row, float[] weight, int member) {
        math[member].norm(residual, row * width, weight, eps, normed, row * width);
    }

    /** Where a member's share of {@code count} things begins. */
    private int share(int count, int member) {
        return (int) ((long) count * member / barrier.members());
    }
}
