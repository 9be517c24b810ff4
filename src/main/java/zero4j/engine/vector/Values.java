package zero4j.engine.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The elements of a stored tensor as float32. */
@FunctionalInterface
interface Values {
    float at(long index);

    /** Whether the first {@code count} are neither NaN nor infinite. */
    default boolean areFinite(long count) {
        boolean finite = true;
        for (long i = 0; i < count; i++) {
            finite &= Math.abs(at(i)) <= Float.MAX_VALUE;
        }
        return finite;
    }

    /**
     * Of a tensor in memory.
     *
     * @param dtype {@code F32}, {@code BF16} or {@code F16}
     */
    static Values of(MemorySegment data, String dtype) {
        return switch (dtype) {
            case "F32" -> index -> data.get(ValueLayout.JAVA_FLOAT_UNALIGNED, index * Float.BYTES);
            case "BF16" -> index -> BFloat16.toFloat(data.get(ValueLayout.JAVA_SHORT_UNALIGNED, index * Short.BYTES));
            case "F16" ->
                index -> Float.float16ToFloat(data.get(ValueLayout.JAVA_SHORT_UNALIGNED, index * Short.BYTES));
            default -> throw new IllegalArgumentException("weights are " + dtype + "; expected F32, BF16 or F16");
        };
    }
}
