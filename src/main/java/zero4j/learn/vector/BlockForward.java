package zero4j.learn.vector;

import static zero4j.vector.Lanes.PANEL;

import java.util.Arrays;
import zero4j.learn.LearnBatch;
import zero4j.vector.Lanes;
import zero4j.vector.Layer;
import zero4j.vector.PackedMatrix;
import zero4j.vector.ProductRows;
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
    private final PieceNorm norm;
    private final PieceHeads heads;
    private final int width;
    private final float[] residual; // [panels, ROWS, PANEL], as the next two
    private final float[] added;
    private final float[] qkv;
    private final float[] gate = new float[ROWS * PANEL]; // [ROWS, PANEL], as the next two
    private final float[] up = new float[ROWS * PANEL];
    private final float[] product = new float[ROWS * PANEL];
    private final float[] row; // [width]
    private final ProductRows normed;
    private final ProductRows attended;
    private final ProductRows gated;

    BlockForward(ModelConfig config, LearnWeights weights, Activations kept, RotaryTable rotary) {
        this.config = config;
        this.weights = weights;
        this.kept = kept;
        Layer first = weights.blocks().getFirst().layer();
        width = Lanes.padded(config.hiddenSize());
        norm = new PieceNorm(config.hiddenSize(), (float) config.rmsNormEps());
        heads = new PieceHeads(config, rotary);
        residual = new float[ROWS * width];
        added = new float[ROWS * width];
        qkv = new float[ROWS * first.qkv().stride()];
        row = new float[width];
        normed = new ProductRows(ROWS, width);
        attended = new ProductRows(ROWS, first.output().inputs());
        gated = new ProductRows(ROWS, first.gate().stride());
    }

    /** Pieces that so many rows are. */
    static int pieces(int rows) {
        return Math.ceilDiv(rows, ROWS);
    }

    /** Rows of a piece. */
    static int rows(int rows, int piece) {
        return Math.min(ROWS, rows - piece * ROWS);
    }

    /** Copies a piece of a row out of panels. */
    static void gather(float[] panels, int row, int column, int count, float[] target) {
        for (int done = 0; done < count; ) {
            int inPanel = (column + done) % PANEL;
            int run = Math.min(PANEL - inPanel, count - done);
            int from = ((column + done) / PANEL * ROWS + row) * PANEL + inPanel;
            RowMath.copy(panels, from, target, done, run);
            done += run;
        }
    }

    /** The other way round. */
    static void scatter(float[] source, int count, float[] panels, int row, int column) {
        for (int done = 0; done < count; ) {
            int inPanel = (column + done) % PANEL;
            int run = Math.min(PANEL - inPanel, count - done);
            int to = ((column + done) / PANEL * ROWS + row) * PANEL + inPanel;
            RowMath.copy(source, done, panels, to, run);
            done += run;
        }
    }

    /** From the tokens to what the first attention needs. */
    void begin(LearnBatch batch, int piece) {
        int first = piece * ROWS;
        int rows = rows(batch.rows(), piece);
        Arrays.fill(row, 0);
        for (int i = 0; i < rows; i++) {
            weights.embed(batch.token(first + i), row, 0);
            scatter(row, width, residual, i, 0);
        }
        kept.input(0).store(first, rows, residual, ROWS);
        project(batch, 0, first, rows);
    }

    /** What attention needs, from the input of a block that was kept. */
    void projectAgain(LearnBatch batch, int layer, int piece) {
        int rows = rows(batch.rows(), piece);
        kept.input(layer).load(piece * ROWS, rows, residual, ROWS);
        project(batch, layer, piece * ROWS, rows);
    }

    private void project(LearnBatch batch, int index, int first, int rows) {
        Layer layer = weights.blocks().get(index).layer();
        Activations.Inner inner = kept.inner(index);
        norm.norm(residual, rows, layer.attentionNorm(), normed);
        layer.qkv().multiply(normed, rows, qkv, ROWS);
        heads.forward(batch, layer, inner, first, rows, qkv);
    }

    /** From what attention gave to the block's output, and to what the next attention needs if there is one. */
    void finish(LearnBatch batch, int index, int piece) {
        int first = piece * ROWS;
        int rows = rows(batch.rows(), piece);
        middle(index, first, rows);
        PackedMatrix down = weights.blocks().get(index).layer().down();
        int panels = kept.innerPanels();
        for (int panel = 0; panel < panels; panel++) {
            gateAndUp(index, first, rows, panel);
            RowGradients.gated(gate, up, rows * PANEL, product);
            gated.put(panel, rows, product, 0);
        }
        down.multiply(gated, rows, added, ROWS);
        RowMath.add(residual, 0, added, 0, ROWS * width);
        kept.input(index + 1).store(first, rows, residual, ROWS);
        if (index + 1 < config.layers()) {
            project(batch, index + 1, first, rows);
        }
    }

    /** What the way back needs of the MLP, from what attention gave. */
    void gateAndUpAgain(LearnBatch batch, int index, int piece) {
        int first = piece * ROWS;
        int rows = rows(batch.rows(), piece);
        middle(index, first, rows);
        for (int panel = 0; panel < kept.innerPanels(); panel++) {
            gateAndUp(index, first, rows, panel);
        }
    }

    /** The residual stream behind attention, and the normed input of the MLP. */
    private void middle(int index, int first, int rows) {
        Layer layer = weights.blocks().get(index).layer();
        attended.load(kept.inner(index).attended(), first, rows);
        layer.output().multiply(attended, rows, added, ROWS);
        kept.input(index).load(first, rows, residual, ROWS);
        RowMath.add(residual, 0, added, 0, ROWS * width);
        kept.inner(index).middle().store(first, rows, residual, ROWS);
        norm.norm(residual, rows, layer.mlpNorm(), normed);
    }

    private void gateAndUp(int index, int first, int rows, int panel) {
        Layer layer = weights.blocks().get(index).layer();
        layer.gate().multiply(normed, rows, panel, gate, 0);
        layer.up().multiply(normed, rows, panel, up, 0);
        kept.inner(index).gateUp().storePanel(panel, first, rows, gate, 0);
        kept.inner(index).gateUp().storePanel(kept.innerPanels() + panel, first, rows, up, 0);
    }
}
