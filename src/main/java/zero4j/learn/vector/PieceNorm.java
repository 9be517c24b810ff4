package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;
import static zero4j.vector.Lanes.PANEL;

import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import zero4j.vector.Lanes;
import zero4j.vector.PanelRows;
import zero4j.vector.ProductRows;

/** RMS norm (arXiv 1910.07467) of the rows of a piece, which lie in panels, and the way back through it. One thread's. */
final class PieceNorm {
    private static final int NEXT = BlockForward.ROWS * PANEL; // from a panel to the next one

    private final int count;
    private final int panels;
    private final float eps;
    private final float[] weight; // padded with zeros
    private final float[] sums; // as long
    private final float[] lanes = new float[COUNT];
    private final float[] others = new float[COUNT];

    /** @param count columns; those behind them are zero */
    PieceNorm(int count, float eps) {
        this.count = count;
        this.eps = eps;
        this.weight = new float[Lanes.padded(count)];
        this.sums = new float[weight.length];
        this.panels = weight.length / PANEL;
    }

    /**
     * {@code y = x / sqrt(mean(x^2) + eps) * weight}.
     *
     * @param x [panels, BlockForward.ROWS, PANEL]
     * @param weights [count]
     */
    void norm(float[] x, int rows, float[] weights, ProductRows y) {
        System.arraycopy(weights, 0, weight, 0, count);
        for (int row = 0; row < rows; row++) {
            float scale = scale(x, row * PANEL);
            for (int panel = 0; panel < panels; panel++) {
                int at = panel * NEXT + row * PANEL;
                int to = y.at(panel, row);
                FloatVector.fromArray(FLOATS, x, at)
                        .mul(scale)
                        .mul(FloatVector.fromArray(FLOATS, weight, panel * PANEL))
                        .intoArray(y.data(), to);
                FloatVector.fromArray(FLOATS, x, at + COUNT)
                        .mul(scale)
                        .mul(FloatVector.fromArray(FLOATS, weight, panel * PANEL + COUNT))
                        .intoArray(y.data(), to + COUNT);
            }
        }
    }

    private float scale(float[] x, int first) {
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector other = FloatVector.zero(FLOATS);
        for (int at = first; at < panels * NEXT; at += NEXT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, at);
            sum = v.fma(v, sum);
            v = FloatVector.fromArray(FLOATS, x, at + COUNT);
            other = v.fma(v, other);
        }
        sum.add(other).intoArray(lanes, 0);
        return (float) (1 / Math.sqrt(Lanes.sum(lanes) / count + eps));
    }

    /**
     * With {@code scale = 1 / sqrt(mean(x^2) + eps)}: {@code dx = scale * (weight * dy - x * scale^2 * mean(weight * dy * x))} and
     * {@code dWeight = dy * x * scale}.
     *
     * @param x as for {@link #norm}
     * @param dy the like
     * @param added the like, gets {@code dx} added
     * @param ofWeight [count], overwritten with {@code dWeight}
     * @param normed gets what the norm gave, in rows from {@code first} on
     */
    void back(
            float[] x,
            int rows,
            float[] weights,
            float[] dy,
            float[] added,
            float[] ofWeight,
            PanelRows normed,
            int first) {
        System.arraycopy(weights, 0, weight, 0, count);
        Arrays.fill(sums, 0);
        for (int row = 0; row < rows; row++) {
            float scale = scales(x, dy, row * PANEL);
            float back = -scale * scale * scale * Lanes.sum(others) / count;
            for (int panel = 0; panel < panels; panel++) {
                long to = normed.at(panel, first + row);
                for (int half = 0; half < PANEL; half += COUNT) {
                    int at = panel * NEXT + row * PANEL + half;
                    int column = panel * PANEL + half;
                    FloatVector input = FloatVector.fromArray(FLOATS, x, at);
                    FloatVector gradient = FloatVector.fromArray(FLOATS, dy, at);
                    FloatVector factor = FloatVector.fromArray(FLOATS, weight, column);
                    FloatVector scaled = input.mul(scale);
                    scaled.mul(factor).intoMemorySegment(normed.data(), to + (long) half * Float.BYTES, ORDER);
                    gradient.mul(factor)
                            .mul(scale)
                            .add(input.mul(back))
                            .add(FloatVector.fromArray(FLOATS, added, at))
                            .intoArray(added, at);
                    gradient.fma(scaled, FloatVector.fromArray(FLOATS, sums, column))
                            .intoArray(sums, column);
                }
            }
        }
        System.arraycopy(sums, 0, ofWeight, 0, count);
    }

    /** The scale, as {@link #scale} finds it; {@code weight * dy * x} goes into {@code others}, which are to be summed. */
    private float scales(float[] x, float[] dy, int first) {
        FloatVector squares = FloatVector.zero(FLOATS);
        FloatVector more = FloatVector.zero(FLOATS);
        FloatVector products = FloatVector.zero(FLOATS);
        for (int panel = 0; panel < panels; panel++) {
            int at = first + panel * NEXT;
            FloatVector v = FloatVector.fromArray(FLOATS, x, at);
            squares = v.fma(v, squares);
            products = FloatVector.fromArray(FLOATS, dy, at)
                    .mul(FloatVector.fromArray(FLOATS, weight, panel * PANEL))
                    .fma(v, products);
            v = FloatVector.fromArray(FLOATS, x, at + COUNT);
            more = v.fma(v, more);
            products = FloatVector.fromArray(FLOATS, dy, at + COUNT)
                    .mul(FloatVector.fromArray(FLOATS, weight, panel * PANEL + COUNT))
                    .fma(v, products);
        }
        squares.add(more).intoArray(lanes, 0);
        products.intoArray(others, 0);
        return (float) (1 / Math.sqrt(Lanes.sum(lanes) / count + eps));
    }
}
