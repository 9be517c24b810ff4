package zero4j.vector;

/** The upper half of a float32. */
public final class BFloat16 {
    private static final int DROPPED = 16;

    private BFloat16() {}

    /** The nearest bfloat16; ties go to the even one. An infinite value stays one, and NaN that arithmetic has made. */
    public static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7FFF + ((bits >>> DROPPED) & 1)) >>> DROPPED);
    }

    /** Two of them in an int, the first in its low half. */
    public static int pair(float low, float high) {
        return (of(low) & 0xFFFF) | of(high) << DROPPED;
    }

    public static float toFloat(short bits) {
        return Float.intBitsToFloat(bits << DROPPED);
    }
}
