package zero4j.vector;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;

/**
 * e to the power of x, within 1 unit in the last place: reduction by multiples of ln 2 (Cody and Waite 1980), then the Taylor
 * polynomial of degree 7, whose error is below 6e-9 on [-ln 2 / 2, ln 2 / 2].
 *
 * <p>Differs: not {@code lanewise(EXP)}, whose result in interpreted code is not that of compiled code.
 */
public final class Exponential {
    private static final float LOG2_E = 0x1.715476p0f;
    /** Subtracted exactly for multiples below 2^9: the last 9 bits are zero. */
    private static final float LN2_HIGH = 0x1.63p-1f;

    private static final float LN2_LOW = -2.12194440e-4f;
    /** Adding it rounds to whole numbers, which then stand in the low bits. */
    private static final float ROUNDING = 12582912f;

    private static final int MANTISSA_BITS = 23;
    /** Below, the result is 0; it would be subnormal from -87.3. */
    private static final float LOWEST = -87f;
    /** Above, the result is infinite; it would be from 88.7. */
    private static final float HIGHEST = 88.3f;

    private Exponential() {}

    /**
     * {@code y = e^((x - most) * factor)}, {@code count} numbers, a multiple of the lanes; NaN stays NaN. The arrays may be the
     * same. A loop over arrays and not a function of a vector: such a one becomes a call, with objects, where the compiler
     * finds it too large to be inlined.
     */
    public static void relative(float[] xs, int xAt, int count, float most, float factor, float[] ys, int yAt) {
        for (int i = 0; i < count; i += Lanes.COUNT) {
            FloatVector x =
                    FloatVector.fromArray(Lanes.FLOATS, xs, xAt + i).sub(most).mul(factor);
            VectorMask<Float> low = x.compare(VectorOperators.LT, LOWEST);
            VectorMask<Float> high = x.compare(VectorOperators.GT, HIGHEST);
            FloatVector rounded =
                    x.fma(FloatVector.broadcast(Lanes.FLOATS, LOG2_E), FloatVector.broadcast(Lanes.FLOATS, ROUNDING));
            IntVector exponent = rounded.reinterpretAsInts().lanewise(VectorOperators.LSHL, MANTISSA_BITS);
            FloatVector whole = rounded.sub(ROUNDING);
            FloatVector r = whole.fma(FloatVector.broadcast(Lanes.FLOATS, -LN2_HIGH), x);
            r = whole.fma(FloatVector.broadcast(Lanes.FLOATS, -LN2_LOW), r);
            FloatVector p = FloatVector.broadcast(Lanes.FLOATS, 1f / 5040);
            p = p.fma(r, FloatVector.broadcast(Lanes.FLOATS, 1f / 720));
            p = p.fma(r, FloatVector.broadcast(Lanes.FLOATS, 1f / 120));
            p = p.fma(r, FloatVector.broadcast(Lanes.FLOATS, 1f / 24));
            p = p.fma(r, FloatVector.broadcast(Lanes.FLOATS, 1f / 6));
            p = p.fma(r, FloatVector.broadcast(Lanes.FLOATS, 0.5f));
            p = p.fma(r, FloatVector.broadcast(Lanes.FLOATS, 1f));
            p = p.fma(r, FloatVector.broadcast(Lanes.FLOATS, 1f));
            FloatVector scaled = p.reinterpretAsInts().add(exponent).reinterpretAsFloats();
            scaled.blend(0f, low)
                    .blend(Float.POSITIVE_INFINITY, high)
                    .blend(x, x.test(VectorOperators.IS_NAN))
                    .intoArray(ys, yAt + i);
        }
    }
}
