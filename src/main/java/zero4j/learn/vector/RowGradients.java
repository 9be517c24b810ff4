package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;

import jdk.incubator.vector.FloatVector;
import zero4j.vector.Exponential;
import zero4j.vector.Lanes;
import zero4j.vector.RowMath;

/** The way back through what {@link RowMath} does to a row. One thread's. */
final class RowGradients {
    private final float[] lanes = new float[COUNT];

    /**
     * Through {@code y = x * scale * weight} with {@code scale = 1 / sqrt(mean(x^2) + eps)}:
     * {@code dx = scale * (weight * dy - x * scale^2 * mean(weight * dy * x))} and {@code dWeight = dy * x * scale}.
     *
     * @param added gets {@code dx} added
     * @param weights gets {@code dWeight} added
     */
    void norm(
            float[] x,
            int xAt,
            float[] weight,
            float eps,
            float[] dy,
            int dyAt,
            float[] added,
            int addedAt,
            float[] weights,
            int weightsAt) {
        int count = weight.length;
        float scale = (float) (1 / Math.sqrt(squares(x, xAt, count) / count + eps));
        float back = -scale * scale * scale * weightedSum(weight, dy, dyAt, x, xAt) / count;
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector input = FloatVector.fromArray(FLOATS, x, xAt + i);
            FloatVector gradient = FloatVector.fromArray(FLOATS, dy, dyAt + i);
            gradient.mul(FloatVector.fromArray(FLOATS, weight, i))
                    .mul(scale)
                    .add(input.mul(back))
                    .add(FloatVector.fromArray(FLOATS, added, addedAt + i))
                    .intoArray(added, addedAt + i);
            gradient.mul(input)
                    .mul(scale)
                    .add(FloatVector.fromArray(FLOATS, weights, weightsAt + i))
                    .intoArray(weights, weightsAt + i);
        }
        for (; i < count; i++) {
            float gradient = dy[dyAt + i];
            added[addedAt + i] += gradient * weight[i] * scale + x[xAt + i] * back;
            weights[weightsAt + i] += gradient * x[xAt + i] * scale;
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

    private float weightedSum(float[] weight, float[] dy, int dyAt, float[] x, int xAt) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= weight.length - COUNT; i += COUNT) {
            sum = FloatVector.fromArray(FLOATS, dy, dyAt + i)
                    .mul(FloatVector.fromArray(FLOATS, weight, i))
                    .fma(FloatVector.fromArray(FLOATS, x, xAt + i), sum);
        }
        sum.intoArray(lanes, 0);
        float total = Lanes.sum(lanes);
        for (; i < weight.length; i++) {
            total = Math.fma(dy[dyAt + i] * weight[i], x[xAt + i], total);
        }
        return total;
    }

    /** The sum of products. */
    float dot(float[] a, int aAt, float[] b, int bAt, int count) {
        FloatVector sum = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            sum = FloatVector.fromArray(FLOATS, a, aAt + i).fma(FloatVector.fromArray(FLOATS, b, bAt + i), sum);
        }
        sum.intoArray(lanes, 0);
        float total = Lanes.sum(lanes);
        for (; i < count; i++) {
            total = Math.fma(a[aAt + i], b[bAt + i], total);
        }
        return total;
    }

    /**
     * {@code silu(gate) * up} (arXiv 2002.05202).
     *
     * @param count a multiple of the lanes
     */
    static void gated(float[] gate, float[] up, int count, float[] target) {
        Exponential.relative(gate, 0, count, 0, -1, target, 0);
        for (int i = 0; i < count; i += COUNT) {
            FloatVector denominator = FloatVector.fromArray(FLOATS, target, i).add(1f);
            FloatVector.fromArray(FLOATS, gate, i)
                    .div(denominator)
                    .mul(FloatVector.fromArray(FLOATS, up, i))
                    .intoArray(target, i);
        }
    }

    /**
     * Through {@link #gated}.
     *
     * @param gate in: itself; out: its gradient
     * @param up the like
     * @param gradient in: for the product; out: the product itself
     * @param scratch [count]
     */
    static void gated(float[] gate, float[] up, int count, float[] gradient, float[] scratch) {
        Exponential.relative(gate, 0, count, 0, -1, scratch, 0);
        for (int i = 0; i < count; i += COUNT) {
            FloatVector g = FloatVector.fromArray(FLOATS, gate, i);
            FloatVector u = FloatVector.fromArray(FLOATS, up, i);
            FloatVector dy = FloatVector.fromArray(FLOATS, gradient, i);
            FloatVector one = FloatVector.broadcast(FLOATS, 1f);
            FloatVector sigmoid =
                    one.div(FloatVector.fromArray(FLOATS, scratch, i).add(1f));
            FloatVector silu = g.mul(sigmoid);
            silu.mul(u).intoArray(gradient, i);
            dy.mul(silu).intoArray(up, i);
            g.mul(one.sub(sigmoid)).add(1f).mul(sigmoid).mul(dy).mul(u).intoArray(gate, i);
        }
    }
}
