package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.PANEL;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import zero4j.learn.LearnBatch;
import zero4j.vector.Lanes;
import zero4j.vector.Layer;
import zero4j.vector.PanelRows;
import zero4j.vector.RotaryTable;
import zero4j.vector.RowMath;
import zero4j.weights.ModelConfig;

/**
 * Queries, keys and values of the rows of a piece between a product and attention, and the way back: norms, rotation, and the queries'
 * scale. In products heads lie without a gap; for attention each begins a panel. One thread's.
 */
final class PieceHeads {
    private static final int ROWS = BlockForward.ROWS;
    private static final int NEXT = ROWS * PANEL; // from a panel to the next one

    private final ModelConfig config;
    private final RotaryTable rotary;
    private final int dim;
    private final int panels; // of a head
    private final boolean whole;
    private final float queryScale;
    private final RowMath math = new RowMath();
    private final RowGradients back = new RowGradients();
    private final float[] spread; // [heads, panels, ROWS, PANEL], where heads are no whole panels
    private final float[] head; // [dim], as the next two
    private final float[] raw;
    private final float[] ofHead;

    PieceHeads(ModelConfig config, RotaryTable rotary) {
        this.config = config;
        this.rotary = rotary;
        dim = config.headDim();
        panels = panels(config);
        whole = areWhole(config);
        queryScale = (float) (1 / Math.sqrt(dim));
        spread = new float[whole ? 0 : all() * panels * NEXT];
        head = new float[dim];
        raw = new float[dim];
        ofHead = new float[dim];
    }

    /** Panels that a head has for attention. */
    static int panels(ModelConfig config) {
        return Lanes.padded(config.headDim()) / PANEL;
    }

    /** Whether heads lie in products as they do for attention. */
    static boolean areWhole(ModelConfig config) {
        return config.headDim() % PANEL == 0;
    }

    private int all() {
        return config.heads() + 2 * config.kvHeads();
    }

    /** Those that are normed and rotated: queries, then keys. */
    private int rotated() {
        return config.heads() + config.kvHeads();
    }

    /**
     * Stores what attention sees.
     *
     * @param qkv what the product gave, [panels, ROWS, PANEL]; its content is lost
     */
    void forward(LearnBatch batch, Layer layer, Activations.Inner inner, int first, int rows, float[] qkv) {
        float[] heads = spread(qkv, all(), rows);
        if (config.qkNorm()) {
            norm(layer, inner.raw(), first, rows, heads);
        }
        rotate(batch, first, rows, heads, 1);
        store(heads, all(), inner.qkv(), first, rows);
    }

    /**
     * From the gradients that attention has left in {@code inner.qkv()} to those of what the product gave.
     *
     * @param ofQuery overwritten with the gradient of the queries' norm, [dim] where there is one
     * @param ofKey the like of the keys'
     * @param qkv overwritten, [panels, ROWS, PANEL]
     */
    void back(
            LearnBatch batch,
            Layer layer,
            Activations.Inner inner,
            int first,
            int rows,
            float[] ofQuery,
            float[] ofKey,
            float[] qkv) {
        float[] heads = whole ? qkv : spread;
        inner.qkv().load(first, rows, heads, ROWS);
        rotate(batch, first, rows, heads, -1);
        if (config.qkNorm()) {
            normBack(layer, inner.raw(), first, rows, heads, ofQuery, ofKey);
        }
        if (!whole) {
            for (int h = 0; h < all(); h++) {
                for (int row = 0; row < rows; row++) {
                    load(heads, h, row);
                    BlockForward.scatter(head, dim, qkv, row, h * dim);
                }
            }
        }
    }

    /**
     * Stores the gradient for what attention gave.
     *
     * @param attended as in products, [panels, ROWS, PANEL]
     */
    void storeAttended(float[] attended, PanelRows target, int first, int rows) {
        store(spread(attended, config.heads(), rows), config.heads(), target, first, rows);
    }

    /** Puts the first heads of products where attention has them. */
    private float[] spread(float[] product, int heads, int rows) {
        if (whole) {
            return product;
        }
        for (int h = 0; h < heads; h++) {
            for (int row = 0; row < rows; row++) {
                BlockForward.gather(product, row, h * dim, dim, head);
                store(head, spread, h, row);
            }
        }
        return spread;
    }

    private void store(float[] source, int heads, PanelRows target, int first, int rows) {
        for (int panel = 0; panel < heads * panels; panel++) {
            target.storePanel(panel, first, rows, source, panel * NEXT);
        }
    }

    /** Copies a row of a head into {@link #head}. */
    private void load(float[] heads, int of, int row) {
        BlockForward.gather(heads, row, of * panels * PANEL, dim, head);
    }

    private void store(float[] source, float[] heads, int of, int row) {
        BlockForward.scatter(source, dim, heads, row, of * panels * PANEL);
    }

    private void norm(Layer layer, PanelRows kept, int first, int rows, float[] heads) {
        for (int h = 0; h < rotated(); h++) {
            float[] weight = h < config.heads() ? layer.queryNorm() : layer.keyNorm();
            for (int row = 0; row < rows; row++) {
                load(heads, h, row);
                kept.store(first + row, h * dim, dim, 1, head, 0);
                math.norm(head, 0, weight, (float) config.rmsNormEps(), head, 0);
                store(head, heads, h, row);
            }
        }
    }

    private void normBack(
            Layer layer, PanelRows kept, int first, int rows, float[] heads, float[] ofQuery, float[] ofKey) {
        Arrays.fill(ofQuery, 0);
        Arrays.fill(ofKey, 0);
        for (int h = 0; h < rotated(); h++) {
            boolean query = h < config.heads();
            float[] weight = query ? layer.queryNorm() : layer.keyNorm();
            for (int row = 0; row < rows; row++) {
                load(heads, h, row);
                kept.load(first + row, h * dim, dim, raw, 0);
                Arrays.fill(ofHead, 0);
                float eps = (float) config.rmsNormEps();
                back.norm(raw, 0, weight, eps, head, 0, ofHead, 0, query ? ofQuery : ofKey, 0);
                store(ofHead, heads, h, row);
            }
        }
    }

    /** @param direction 1: by its position; -1: back */
    private void rotate(LearnBatch batch, int first, int rows, float[] heads, float direction) {
        for (int h = 0; h < rotated(); h++) {
            float scale = h < config.heads() ? queryScale : 1;
            for (int row = 0; row < rows; row++) {
                int angles = batch.position(first + row) * rotary.half();
                rotate(heads, h * panels * NEXT + row * PANEL, rotary.cos(), rotary.sin(), angles, scale, direction);
            }
        }
    }

    /** What {@link RowMath#rotate} does, to a row of a head in panels. */
    private void rotate(float[] heads, int at, float[] cos, float[] sin, int angles, float scale, float direction) {
        int half = rotary.half();
        int i = 0;
        for (; whole && i < half; i += COUNT) {
            FloatVector c = FloatVector.fromArray(FLOATS, cos, angles + i);
            FloatVector s = FloatVector.fromArray(FLOATS, sin, angles + i).mul(direction);
            FloatVector a = FloatVector.fromArray(FLOATS, heads, at + place(i));
            FloatVector b = FloatVector.fromArray(FLOATS, heads, at + place(half + i));
            a.mul(c).sub(b.mul(s)).mul(scale).intoArray(heads, at + place(i));
            b.mul(c).add(a.mul(s)).mul(scale).intoArray(heads, at + place(half + i));
        }
        for (; i < half; i++) { // halves may end within a register
            float c = cos[angles + i];
            float s = sin[angles + i] * direction;
            float a = heads[at + place(i)];
            float b = heads[at + place(half + i)];
            heads[at + place(i)] = (a * c - b * s) * scale;
            heads[at + place(half + i)] = (b * c + a * s) * scale;
        }
    }

    private static int place(int column) {
        return column / PANEL * NEXT + column % PANEL;
    }
}
