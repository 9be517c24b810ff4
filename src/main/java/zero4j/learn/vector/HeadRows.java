package zero4j.learn.vector;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A number of each head and row outside the heap.
 *
 * @param data float32 [heads, rows]
 * @param rows of each head
 */
record HeadRows(MemorySegment data, int rows) {
    private long at(int head, int row) {
        return ((long) head * rows + row) * Float.BYTES;
    }

    /** Copies those of {@code count} rows from {@code first} on. */
    void load(int head, int first, int count, float[] target) {
        MemorySegment.copy(data, ValueLayout.JAVA_FLOAT, at(head, first), target, 0, count);
    }

    /** Overwrites those of {@code count} rows from {@code first} on. */
    void store(int head, int first, int count, float[] source) {
        MemorySegment.copy(source, 0, data, ValueLayout.JAVA_FLOAT, at(head, first), count);
    }
}
