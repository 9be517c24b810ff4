package zero4j.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;

/** What happens to a row of activations between the products. One thread's. */
public final class RowMath {
    private static final int PART = 1024;

    private final float[] lanes = new float[COUNT];
    private final float[] scratch = new float[PART];

    /** {@code target += added}. */
    public static void add(float[] target, int targetAt, float[] added, int addedAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, target, targetAt + i)
                    .add(FloatVector.fromArray(FLOATS, added, addedAt + i))
                    .intoArray(target, targetAt + i);
        }
        for (; i < count; i++) {
            target[targetAt + i] += added[addedAt + i];
        }
    }

    /** A copy of a few numbers: for so few that a call of the bulk copy takes longer. */
    public static void copy(float[] source, int sourceAt, float[] target, int targetAt, int count) {
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, source, sourceAt + i).intoArray(target, targetAt + i);
        }
        for (; i < count; i++) {
            target[targetAt + i] = source[sourceAt + i];
        }
    }

    /** RMS norm (arXiv 1910.07467): {@code y = x / sqrt(mean(x^2) + eps) * weight}. */
    public void norm(float[] x, int xAt, float[] weight, float eps, float[] y, int yAt) {
        int count = weight.length;
        float scale = (float) (1 / Math.sqrt(squares(x, xAt, count) / count + eps));
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, x, xAt + i)
                    .mul(scale)
                    .mul(FloatVector.fromArray(FLOATS, weight, i))
                    .intoArray(y, yAt + i);
        }
        for (; i < count; i++) {
            y[yAt + i] = x[xAt + i] * scale * weight[i];
        }
    }

    private float squares(float[] x, int xAt, int count) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector v = FloatVector.fromArray(FLOATS, x, xAt + i);
            sum = v.fma(v, sum);
        }
        sum.intoArray(lanes, 0);
        float total = Lanes.sum(lanes);
        for (; i < count; i++) {
            total = Math.fma(x[xAt + i], x[xAt + i], total);
        }
        return total;
    }

    /** SwiGLU (arXiv 2002.05202): {@code gate = gate * sigmoid(gate) * up}; count is a multiple of the lanes. */
    public void gate(float[] gate, float[] up, int at, int count) {
        for (int from = at; from < at + count; from += scratch.length) {
            int part = Math.min(scratch.length, at + count - from);
            Exponential.relative(gate, from, part, 0, -1, scratch, 0);
            for (int i = 0; i < part; i += COUNT) {
                FloatVector denominator =
                        FloatVector.fromArray(FLOATS, scratch, i).add(1f);
                FloatVector.fromArray(FLOATS, gate, from + i)
                        .div(denominator)
                        .mul(FloatVector.fromArray(FLOATS, up, from + i))
                        .intoArray(gate, from + i);
            }
        }
    }

    /** Rotates a head by its position (see {@link RotaryTable}) and scales it. */
    public static void rotate(float[] head, int at, float[] cos, float[] sin, int angles, int half, float scale) {
        int i = 0;
        for (; i <= half - COUNT; i += COUNT) {
            FloatVector c = FloatVector.fromArray(FLOATS, cos, angles + i);
            FloatVector s = FloatVector.fromArray(FLOATS, sin, angles + i);
            FloatVector first = FloatVector.fromArray(FLOATS, head, at + i);
            FloatVector second = FloatVector.fromArray(FLOATS, head, at + half + i);
            first.mul(c).sub(second.mul(s)).mul(scale).intoArray(head, at + i);
            second.mul(c).add(first.mul(s)).mul(scale).intoArray(head, at + half + i);
        }
        for (; i < half; i++) {
            float first = head[at + i];
            float second = head[at + half + i];
            float c = cos[angles + i];
            float s = sin[angles + i];
            head[at + i] = (first * c - second * s) * scale;
            head[at + half + i] = (second * c + first * s) * scale;
        }
    }
}
