package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static zero4j.vector.Lanes.PANEL;

import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tiles against plain loops in double precision, those of other processors included. */
class AttentionTilesTest {
    private static final int X_AT = 3;
    private static final int W_AT = 5;
    private static final int Y_AT = 7;

    private interface Tile {
        void multiply(float[] x, float[] w, float[] y);
    }

    @ParameterizedTest
    @CsvSource({"8, 1, false", "8, 7, true", "4, 1, true", "4, 6, false"})
    void product_anyTile_isThatOfPlainLoops(int rows, int depth, boolean add) {
        Tile tile = rows == 8
                ? (x, w, y) -> AttentionTiles.product8(x, X_AT, w, W_AT, depth, add, y, Y_AT)
                : (x, w, y) -> AttentionTiles.product4(x, X_AT, w, W_AT, depth, add, y, Y_AT);
        check(tile, rows, depth, add, PANEL, 1);
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 70", "4, 1", "4, 69"})
    void transposed_anyTile_isThatOfPlainLoops(int rows, int depth) {
        Tile tile = rows == 8
                ? (x, w, y) -> AttentionTiles.transposed8(x, X_AT, w, W_AT, depth, y, Y_AT)
                : (x, w, y) -> AttentionTiles.transposed4(x, X_AT, w, W_AT, depth, y, Y_AT);
        check(tile, rows, depth, false, 1, PANEL);
    }

    private static void check(Tile tile, int rows, int depth, boolean add, int xOfRow, int xOfK) {
        float[] x = normal(1, X_AT + Math.max(rows, depth) * PANEL);
        float[] w = normal(2, W_AT + depth * PANEL);
        float[] before = normal(3, Y_AT + (rows + 1) * PANEL);
        float[] y = before.clone();
        tile.multiply(x, w, y);
        for (int i = 0; i < y.length; i++) {
            int row = Math.floorDiv(i - Y_AT, PANEL);
            boolean inside = row >= 0 && row < rows;
            double expected = inside && !add ? 0 : before[i];
            for (int k = 0; inside && k < depth; k++) {
                int column = Math.floorMod(i - Y_AT, PANEL);
                expected += (double) x[X_AT + row * xOfRow + k * xOfK] * w[W_AT + k * PANEL + column];
            }
            assertThat((double) y[i]).as("element %d", i).isCloseTo(expected, within(1e-5));
        }
    }

    private static float[] normal(long seed, int count) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }
}
