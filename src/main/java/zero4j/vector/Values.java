package zero4j.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/** The elements of a stored tensor as float32. */
@FunctionalInterface
public interface Values {
    /** Copies {@code count} elements from {@code from} on to the beginning of {@code target}. */
    void read(long from, float[] target, int count);

    /** As {@link #read}; returns whether none of them is NaN or infinite. */
    default boolean readFinite(long from, float[] target, int count) {
        read(from, target, count);
        FloatVector zeros = FloatVector.zero(FLOATS); // what is not finite makes NaN of 0
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            zeros = FloatVector.fromArray(FLOATS, target, i).mul(0f).add(zeros);
        }
        boolean finite = zeros.compare(VectorOperators.EQ, 0f).allTrue();
        for (; i < count; i++) {
            finite &= Float.isFinite(target[i]);
        }
        return finite;
    }

    /** Those behind the first {@code start}. */
    default Values from(long start) {
        return start == 0 ? this : (from, target, count) -> read(start + from, target, count);
    }

    /**
     * Of a tensor in memory.
     *
     * @param dtype {@code F32}, {@code BF16} or {@code F16}
     */
    static Values of(MemorySegment data, String dtype) {
        return switch (dtype) {
            case "F32" ->
                (from, target, count) -> MemorySegment.copy(
                        data, ValueLayout.JAVA_FLOAT_UNALIGNED, from * Float.BYTES, target, 0, count);
            case "BF16" ->
                (from, target, count) -> {
                    for (int i = 0; i < count; i++) {
                        target[i] = BFloat16.toFloat(at(data, from + i));
                    }
                };
            case "F16" ->
                (from, target, count) -> {
                    for (int i = 0; i < count; i++) {
                        target[i] = Float.float16ToFloat(at(data, from + i));
                    }
                };
            default -> throw new IllegalArgumentException("weights are " + dtype + "; expected F32, BF16 or F16");
        };
    }

    private static short at(MemorySegment data, long index) {
        return data.get(ValueLayout.JAVA_SHORT_UNALIGNED, index * Short.BYTES);
    }
}
