package zero4j.vector;

import static zero4j.vector.Lanes.BYTES;
import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;
import static zero4j.vector.Lanes.PANEL;
import static zero4j.vector.PackedMatrix.STRIDE;

import jdk.incubator.vector.FloatVector;

/**
 * A few rows of activations as {@link PackedMatrix#multiply(ProductRows, int, int, float[], int)} reads them: parts of the columns one
 * behind the other, and the rows of a part at the same distance whatever the width, which the compiler then knows.
 */
public final class ProductRows {
    private final float[] data; // [parts, rows, STRIDE]
    private final int rows;
    private final int depth;
    private final int[] panels; // where each panel's part of the first row begins

    /**
     * Rows of zeros.
     *
     * @param columns are padded to whole panels
     */
    public ProductRows(int rows, int columns) {
        int width = Lanes.padded(columns);
        int parts = Math.ceilDiv(width, PackedMatrix.DEPTH);
        this.rows = rows;
        this.depth = Lanes.padded(Math.ceilDiv(width, parts));
        this.data = new float[parts * rows * STRIDE];
        this.panels = new int[width / PANEL];
        for (int panel = 0; panel < panels.length; panel++) {
            panels[panel] = panel * PANEL / depth * rows * STRIDE + panel * PANEL % depth;
        }
    }

    /** Columns, padding included. */
    int columns() {
        return panels.length * PANEL;
    }

    /** Columns of a part, a multiple of {@link Lanes#PANEL}. */
    int depth() {
        return depth;
    }

    /** Where parts are, and in each of them rows, {@link PackedMatrix#STRIDE} apart. */
    int part(int part) {
        return part * rows * STRIDE;
    }

    /** The rows themselves; see {@link #at}. */
    public float[] data() {
        return data;
    }

    /** Where a panel's part of a row begins in {@link #data}. */
    public int at(int panel, int row) {
        return panels[panel] + row * STRIDE;
    }

    /** Overwrites a panel of the first {@code count} rows. */
    public void put(int panel, int count, float[] source, int sourceAt) {
        int to = panels[panel];
        for (int from = sourceAt; from < sourceAt + count * PANEL; from += PANEL) {
            FloatVector.fromArray(FLOATS, source, from).intoArray(data, to);
            FloatVector.fromArray(FLOATS, source, from + COUNT).intoArray(data, to + COUNT);
            to += STRIDE;
        }
    }

    /** Overwrites the first {@code count} rows by those from {@code first} on. */
    public void load(PanelRows source, int first, int count) {
        for (int panel = 0; panel < panels.length; panel++) {
            int to = panels[panel];
            for (int row = first; row < first + count; row++) {
                long from = source.at(panel, row);
                FloatVector.fromMemorySegment(FLOATS, source.data(), from, ORDER)
                        .intoArray(data, to);
                FloatVector.fromMemorySegment(FLOATS, source.data(), from + BYTES, ORDER)
                        .intoArray(data, to + COUNT);
                to += STRIDE;
            }
        }
    }
}
