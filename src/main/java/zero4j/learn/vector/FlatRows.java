package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * A matrix outside the heap.
 *
 * @param data float32 [rows, stride]
 * @param stride floats of a row, padding included
 */
record FlatRows(MemorySegment data, int stride) {
    /** Copies {@code count} whole rows from {@code first} on into {@code target}. */
    void load(int first, int count, float[] target) {
        MemorySegment.copy(data, ValueLayout.JAVA_FLOAT, at(first, 0), target, 0, count * stride);
    }

    /** Overwrites {@code count} whole rows from {@code first} on. */
    void store(int first, int count, float[] source) {
        MemorySegment.copy(source, 0, data, ValueLayout.JAVA_FLOAT, at(first, 0), count * stride);
    }

    private long at(int row, int column) {
        return ((long) row * stride + column) * Float.BYTES;
    }

    /** Copies a piece of a row: for pieces that are too short for a call of the bulk copy. */
    void load(int row, int column, int count, float[] target, int targetAt) {
        long at = at(row, column);
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromMemorySegment(FLOATS, data, at + (long) i * Float.BYTES, ORDER)
                    .intoArray(target, targetAt + i);
        }
        for (; i < count; i++) {
            target[targetAt + i] = data.get(ValueLayout.JAVA_FLOAT, at + (long) i * Float.BYTES);
        }
    }

    /** Adds to a piece of a row. */
    void add(long row, int column, int count, float[] source, int sourceAt) {
        long at = (row * stride + column) * Float.BYTES;
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromMemorySegment(FLOATS, data, at + (long) i * Float.BYTES, ORDER)
                    .add(FloatVector.fromArray(FLOATS, source, sourceAt + i))
                    .intoMemorySegment(data, at + (long) i * Float.BYTES, ORDER);
        }
        for (; i < count; i++) {
            long element = at + (long) i * Float.BYTES;
            data.set(ValueLayout.JAVA_FLOAT, element, data.get(ValueLayout.JAVA_FLOAT, element) + source[sourceAt + i]);
        }
    }
}
