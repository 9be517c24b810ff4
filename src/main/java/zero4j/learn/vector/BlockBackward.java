package zero4j.learn.vector;

import static zero4j.vector.Lanes.PANEL;

import zero4j.learn.LearnBatch;
import zero4j.vector.Lanes;
import zero4j.vector.Layer;
import zero4j.vector.PanelRows;
import zero4j.vector.ProductRows;
import zero4j.vector.RotaryTable;
import zero4j.weights.ModelConfig;

/** What happens on the way back to some rows before and behind attention. One thread's. */
final class BlockBackward {
    private static final int ROWS = BlockForward.ROWS;

    private final LearnWeights weights;
    private final Activations kept;
    private final NormSums sums;
    private final PieceNorm norm;
    private final PieceHeads heads;
    private final float[] residual; // [panels, ROWS, PANEL], as the next four
    private final float[] gradient;
    private final float[] ofNormed;
    private final float[] qkv;
    private final float[] attended;
    private final float[] gate = new float[ROWS * PANEL]; // [ROWS, PANEL], as the next three
    private final float[] up = new float[ROWS * PANEL];
    private final float[] product = new float[ROWS * PANEL];
    private final float[] exponentials = new float[ROWS * PANEL];
    private final ProductRows ofOutput;
    private final ProductRows ofGateUp;
    private final ProductRows ofQkv;

    BlockBackward(ModelConfig config, LearnWeights weights, Activations kept, NormSums sums, RotaryTable rotary) {
        this.weights = weights;
        this.kept = kept;
        this.sums = sums;
        Layer first = weights.blocks().getFirst().layer();
        norm = new PieceNorm(config.hiddenSize(), (float) config.rmsNormEps());
        heads = new PieceHeads(config, rotary);
        int width = Lanes.padded(config.hiddenSize());
        residual = new float[ROWS * width];
        gradient = new float[ROWS * width];
        ofNormed = new float[ROWS * width];
        qkv = new float[ROWS * first.qkv().stride()];
        attended = new float[ROWS * Lanes.padded(first.output().inputs())];
        ofOutput = new ProductRows(ROWS, width);
        ofGateUp = new ProductRows(ROWS, 2 * first.gate().stride());
        ofQkv = new ProductRows(ROWS, first.qkv().outputs());
    }

    /** From the gradient of the block's output to that of what attention gave. */
    void begin(LearnBatch batch, int index, int piece) {
        int first = piece * ROWS;
        int rows = BlockForward.rows(batch.rows(), piece);
        LearnWeights.Block block = weights.blocks().get(index);
        Activations.Inner inner = kept.inner(index);
        kept.input(index + 1).load(first, rows, gradient, ROWS);
        put(gradient, rows, ofOutput);
        for (int panel = 0; panel < kept.innerPanels(); panel++) {
            block.downBack().multiply(ofOutput, rows, panel, product, 0);
            gated(inner.gateUp(), panel, first, rows);
        }
        block.gateUpBack().multiply(ofGateUp, rows, ofNormed, ROWS);
        inner.middle().load(first, rows, residual, ROWS);
        norm.back(
                residual,
                rows,
                block.layer().mlpNorm(),
                ofNormed,
                gradient,
                sums.mlp(piece),
                kept.back().mlpInput(),
                first);
        inner.middle().store(first, rows, gradient, ROWS);
        put(gradient, rows, ofOutput);
        block.outputBack().multiply(ofOutput, rows, attended, ROWS);
        heads.storeAttended(attended, kept.back().attended(), first, rows);
    }

    /** From the gradient of a panel of the product of gate and up to those of both. */
    private void gated(PanelRows gateUp, int panel, int first, int rows) {
        int panels = kept.innerPanels();
        gateUp.loadPanel(panel, first, rows, gate, 0);
        gateUp.loadPanel(panels + panel, first, rows, up, 0);
        RowGradients.gated(gate, up, rows * PANEL, product, exponentials);
        kept.back().gated().storePanel(panel, first, rows, product, 0);
        gateUp.storePanel(panel, first, rows, gate, 0);
        gateUp.storePanel(panels + panel, first, rows, up, 0);
        ofGateUp.put(panel, rows, gate, 0);
        ofGateUp.put(panels + panel, rows, up, 0);
    }

    private static void put(float[] source, int rows, ProductRows target) {
        for (int at = 0, panel = 0; at < source.length; at += ROWS * PANEL, panel++) {
            target.put(panel, rows, source, at);
        }
    }

    /** From the gradients of queries, keys and values to that of the block's input. */
    void finish(LearnBatch batch, int index, int piece) {
        int first = piece * ROWS;
        int rows = BlockForward.rows(batch.rows(), piece);
        LearnWeights.Block block = weights.blocks().get(index);
        heads.back(batch, block.layer(), kept.inner(index), first, rows, sums.query(piece), sums.key(piece), qkv);
        kept.ofQkv(index).store(first, rows, qkv, ROWS);
        put(qkv, rows, ofQkv);
        block.qkvBack().multiply(ofQkv, rows, ofNormed, ROWS);
        kept.input(index).load(first, rows, residual, ROWS);
        kept.inner(index).middle().load(first, rows, gradient, ROWS);
        norm.back(
                residual,
                rows,
                block.layer().attentionNorm(),
                ofNormed,
                gradient,
                sums.attention(piece),
                kept.back().attentionInput(),
                first);
        kept.input(index).store(first, rows, gradient, ROWS);
    }
}
