package zero4j.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;
import static zero4j.vector.Lanes.PANEL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;

/**
 * Rows of activations outside the heap, panel by panel: of all rows those columns lie together that a tile of a product has side by
 * side. So products of many tokens read memory from front to back ({@link WeightGradient}), and a piece of the rows is copied a panel
 * at a time.
 *
 * @param data float32 [columns / {@link Lanes#PANEL}, stride, PANEL]
 * @param stride rows of a panel, padding included
 */
public record PanelRows(MemorySegment data, int stride) {
    /** A panel has an odd multiple of so many rows: with a power of two, all panels would lie on the same places of the cache. */
    private static final int SPREAD = 64;

    /** New ones, of arbitrary content; {@code columns} are padded to whole panels. */
    public static PanelRows of(Arena arena, int rows, int columns) {
        return in(arena.allocate(bytes(rows, columns), Lanes.BYTES), rows);
    }

    /** So many rows in memory that there is, which has at least {@link #bytes}. */
    public static PanelRows in(MemorySegment data, int rows) {
        return new PanelRows(data, stride(rows));
    }

    /** Bytes that such ones take. */
    public static long bytes(int rows, int columns) {
        return (long) stride(rows) * Lanes.padded(columns) * Float.BYTES;
    }

    private static int stride(int rows) {
        return (Math.ceilDiv(rows, SPREAD) | 1) * SPREAD;
    }

    /** The byte of a panel's part of a row. */
    public long at(int panel, int row) {
        return ((long) panel * stride + row) * PANEL * Float.BYTES;
    }

    /** Copies {@code count} rows of a panel from {@code first} on. */
    public void loadPanel(int panel, int first, int count, float[] target, int targetAt) {
        MemorySegment.copy(data, ValueLayout.JAVA_FLOAT, at(panel, first), target, targetAt, count * PANEL);
    }

    /** Overwrites {@code count} rows of a panel from {@code first} on. */
    public void storePanel(int panel, int first, int count, float[] source, int sourceAt) {
        MemorySegment.copy(source, sourceAt, data, ValueLayout.JAVA_FLOAT, at(panel, first), count * PANEL);
    }

    /**
     * Copies {@code count} rows from {@code first} on.
     *
     * @param target [panels, room, PANEL]
     */
    public void load(int first, int count, float[] target, int room) {
        int panel = 0;
        for (int at = 0; at < target.length; at += room * PANEL) {
            loadPanel(panel++, first, count, target, at);
        }
    }

    /**
     * Overwrites {@code count} rows from {@code first} on.
     *
     * @param source [panels, room, PANEL]
     */
    public void store(int first, int count, float[] source, int room) {
        int panel = 0;
        for (int at = 0; at < source.length; at += room * PANEL) {
            storePanel(panel++, first, count, source, at);
        }
    }

    /** Copies a piece of a row. */
    public void load(int row, int column, int count, float[] target, int targetAt) {
        for (int done = 0; done < count; ) {
            int inPanel = (column + done) % PANEL;
            int run = Math.min(PANEL - inPanel, count - done);
            long at = at((column + done) / PANEL, row) + (long) inPanel * Float.BYTES;
            int to = targetAt + done;
            int i = 0;
            for (; i <= run - COUNT; i += COUNT) {
                FloatVector.fromMemorySegment(FLOATS, data, at + (long) i * Float.BYTES, ORDER)
                        .intoArray(target, to + i);
            }
            for (; i < run; i++) {
                target[to + i] = data.get(ValueLayout.JAVA_FLOAT, at + (long) i * Float.BYTES);
            }
            done += run;
        }
    }

    /** Overwrites a piece of a row with {@code factor} times the source. */
    public void store(int row, int column, int count, float factor, float[] source, int sourceAt) {
        for (int done = 0; done < count; ) {
            int inPanel = (column + done) % PANEL;
            int run = Math.min(PANEL - inPanel, count - done);
            long at = at((column + done) / PANEL, row) + (long) inPanel * Float.BYTES;
            int from = sourceAt + done;
            int i = 0;
            for (; i <= run - COUNT; i += COUNT) {
                FloatVector.fromArray(FLOATS, source, from + i)
                        .mul(factor)
                        .intoMemorySegment(data, at + (long) i * Float.BYTES, ORDER);
            }
            for (; i < run; i++) {
                data.set(ValueLayout.JAVA_FLOAT, at + (long) i * Float.BYTES, source[from + i] * factor);
            }
            done += run;
        }
    }
}
