package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * A matrix of each head outside the heap, one behind the other: attention, which takes a head of many rows, then reads memory from
 * front to back.
 *
 * @param data float32 [heads, rows, dim]
 * @param rows of each matrix
 */
record HeadRows(MemorySegment data, int rows, int dim) {
    private long at(int head, int row) {
        return ((long) head * rows + row) * dim * Float.BYTES;
    }

    /** Copies a row. */
    void load(int head, int row, float[] target, int targetAt) {
        long at = at(head, row);
        int i = 0;
        for (; i <= dim - COUNT; i += COUNT) {
            FloatVector.fromMemorySegment(FLOATS, data, at + (long) i * Float.BYTES, ORDER)
                    .intoArray(target, targetAt + i);
        }
        for (; i < dim; i++) {
            target[targetAt + i] = data.get(ValueLayout.JAVA_FLOAT, at + (long) i * Float.BYTES);
        }
    }

    /** Overwrites a row. */
    void store(int head, int row, float[] source, int sourceAt) {
        long at = at(head, row);
        int i = 0;
        for (; i <= dim - COUNT; i += COUNT) {
            FloatVector.fromArray(FLOATS, source, sourceAt + i)
                    .intoMemorySegment(data, at + (long) i * Float.BYTES, ORDER);
        }
        for (; i < dim; i++) {
            data.set(ValueLayout.JAVA_FLOAT, at + (long) i * Float.BYTES, source[sourceAt + i]);
        }
    }

    /** Copies {@code count} rows from {@code first} on, one behind the other. */
    void load(int head, int first, int count, float[] target, int targetAt) {
        MemorySegment.copy(data, ValueLayout.JAVA_FLOAT, at(head, first), target, targetAt, count * dim);
    }

    /** Overwrites {@code count} rows from {@code first} on. */
    void store(int head, int first, int count, float[] source, int sourceAt) {
        MemorySegment.copy(source, sourceAt, data, ValueLayout.JAVA_FLOAT, at(head, first), count * dim);
    }
}
