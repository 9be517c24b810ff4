package zero4j.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackedMatrixTest {
    private static float[] normal(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    private static Values of(float[] values) {
        return Values.of(MemorySegment.ofArray(values), "F32");
    }

    private static PackedMatrix matrix(Arena arena, float[] weights, float[] bias, int inputs, boolean half) {
        PackedMatrix matrix = new PackedMatrix(bias.length, inputs, half, arena);
        assertThat(matrix.fill(0, bias.length, of(weights))).isTrue();
        assertThat(matrix.fillBias(0, bias.length, of(bias))).isTrue();
        return matrix;
    }

    private static float[] multiply(PackedMatrix matrix, float[] x, int inputs, int from, int rows) {
        float[] y = new float[rows * matrix.stride()];
        matrix.multiply(x, from * inputs, inputs, rows, 0, matrix.panels(), y, 0, matrix.stride());
        return y;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 5, 7, false",
        "3, 70, 33, false",
        "4, 33, 300, false",
        "13, 130, 600, false",
        "16, 257, 64, false",
        "277, 33, 300, false",
        "1, 5, 7, true",
        "3, 70, 33, true",
        "7, 130, 600, true",
        "16, 257, 64, true"
    })
    void multiply_anyShape_agreesWithPlainLoops(int rows, int outputs, int inputs, boolean half) {
        Random random = new Random(7);
        float[] weights = normal(random, outputs * inputs);
        float[] bias = normal(random, outputs);
        float[] x = normal(random, rows * inputs);
        try (Arena arena = Arena.ofConfined()) {
            PackedMatrix matrix = matrix(arena, weights, bias, inputs, half);
            float[] y = multiply(matrix, x, inputs, 0, rows);
            for (int row = 0; row < rows; row++) {
                for (int n = 0; n < outputs; n++) {
                    double sum = bias[n];
                    for (int k = 0; k < inputs; k++) {
                        float weight = weights[n * inputs + k];
                        sum += (double) (half ? BFloat16.toFloat(BFloat16.of(weight)) : weight) * x[row * inputs + k];
                    }
                    assertThat((double) y[row * matrix.stride() + n]).isCloseTo(sum, within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 7", "8, 33, 256", "13, 130, 600", "62, 257, 300", "64, 64, 1025"})
    void multiply_productRows_givesTheSameBitsInPanels(int rows, int outputs, int inputs) {
        Random random = new Random(8);
        int room = 64;
        float[] x = normal(random, rows * inputs);
        try (Arena arena = Arena.ofConfined()) {
            PackedMatrix matrix =
                    matrix(arena, normal(random, outputs * inputs), normal(random, outputs), inputs, false);
            float[] expected = multiply(matrix, x, inputs, 0, rows);
            PanelRows source = PanelRows.of(arena, rows + 3, inputs);
            for (int row = 0; row < rows; row++) {
                source.store(3 + row, 0, inputs, 1, x, row * inputs);
            }
            ProductRows loaded = new ProductRows(room, inputs);
            loaded.load(source, 3, rows);
            ProductRows put = new ProductRows(room, inputs);
            float[] panel = new float[room * Lanes.PANEL];
            for (int i = 0; i < Lanes.padded(inputs) / Lanes.PANEL; i++) {
                source.loadPanel(i, 3, rows, panel, 0);
                put.put(i, rows, panel, 0);
            }
            for (ProductRows given : new ProductRows[] {loaded, put}) {
                float[] y = new float[room * matrix.stride()];
                Arrays.fill(y, Float.NaN);
                matrix.multiply(given, rows, y, room);
                for (int row = 0; row < rows; row++) {
                    for (int n = 0; n < outputs; n++) {
                        int at = (n / Lanes.PANEL * room + row) * Lanes.PANEL + n % Lanes.PANEL;
                        assertThat(y[at]).isEqualTo(expected[row * matrix.stride() + n]);
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 32", "8, 0", "4, 32", "4, 0"})
    void tiles_ofEitherHeight_addToWhatRowsBeginWith(int rows, int fromStride) {
        Random random = new Random(9);
        int depth = 21;
        int stride = Lanes.PANEL + 3;
        float[] x = normal(random, rows * PackedMatrix.STRIDE);
        float[] from = normal(random, 1 + rows * (fromStride + Lanes.PANEL));
        float[] y = new float[2 + rows * stride];
        float[] weights = normal(random, (1 + depth) * Lanes.PANEL);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment w = arena.allocateFrom(ValueLayout.JAVA_FLOAT, weights);
            long at = (long) Lanes.PANEL * Float.BYTES;
            if (rows == 8) {
                FloatTiles.rows8(x, 1, w, at, depth, from, 1, fromStride, y, 2, stride);
            } else {
                FloatTiles.rows4(x, 1, PackedMatrix.STRIDE, w, at, depth, from, 1, fromStride, y, 2, stride);
            }
        }
        for (int row = 0; row < rows; row++) {
            for (int column = 0; column < Lanes.PANEL; column++) {
                double sum = from[1 + row * fromStride + column];
                for (int k = 0; k < depth; k++) {
                    sum += (double) x[1 + row * PackedMatrix.STRIDE + k] * weights[(1 + k) * Lanes.PANEL + column];
                }
                assertThat((double) y[2 + row * stride + column]).isCloseTo(sum, within(1e-4));
            }
        }
    }

    @Test
    void multiply_productRowsOfAnotherWidthOrBfloat16_isRefused() {
        try (Arena arena = Arena.ofConfined()) {
            float[] y = new float[8 * 2 * Lanes.PANEL];
            PackedMatrix wide = new PackedMatrix(5, 2 * Lanes.PANEL, false, arena);
            assertThatThrownBy(() -> wide.multiply(new ProductRows(8, 3), 8, y, 8))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("columns: " + Lanes.PANEL + ", inputs: " + 2 * Lanes.PANEL);
            PackedMatrix half = new PackedMatrix(5, 3, true, arena);
            assertThatThrownBy(() -> half.multiply(new ProductRows(8, 3), 8, y, 8))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("bfloat16");
        }
    }

    @ParameterizedTest
    @CsvSource({"false", "true"})
    void multiply_rowsTogetherOrAlone_giveTheSameBits(boolean half) {
        int inputs = 700;
        int outputs = 9 * Lanes.PANEL - 3;
        Random random = new Random(8);
        float[] x = normal(random, 30 * inputs);
        try (Arena arena = Arena.ofConfined()) {
            PackedMatrix matrix =
                    matrix(arena, normal(random, outputs * inputs), normal(random, outputs), inputs, half);
            float[] all = multiply(matrix, x, inputs, 0, 30);
            for (int count : new int[] {1, 2, 3, 4, 5, 7, 8, 12, 29}) {
                float[] some = multiply(matrix, x, inputs, 1, count);
                assertThat(some)
                        .as("%d rows", count)
                        .isEqualTo(Arrays.copyOfRange(all, matrix.stride(), (1 + count) * matrix.stride()));
            }
        }
    }

    @Test
    void multiply_shareOfThePanels_writesOnlyThose() {
        int inputs = 20;
        int outputs = 7 * Lanes.PANEL;
        Random random = new Random(9);
        float[] x = normal(random, 6 * inputs);
        try (Arena arena = Arena.ofConfined()) {
            PackedMatrix matrix = matrix(arena, normal(random, outputs * inputs), new float[outputs], inputs, false);
            float[] all = multiply(matrix, x, inputs, 0, 6);
            float[] parts = new float[all.length];
            matrix.multiply(x, 0, inputs, 6, 5, 7, parts, 0, matrix.stride());
            assertThat(parts[0]).isZero();
            matrix.multiply(x, 0, inputs, 6, 0, 5, parts, 0, matrix.stride());
            assertThat(parts).isEqualTo(all);
        }
    }

    @ParameterizedTest
    @CsvSource({"50, 11, false", "70, 200, false", "50, 11, true", "70, 200, true"})
    void fill_partsOfAMatrixOrOfItsTranspose_givesTheSameWeights(int outputs, int inputs, boolean half) {
        float[] weights = normal(new Random(11), outputs * inputs);
        float[] transposed = new float[weights.length];
        for (int i = 0; i < weights.length; i++) {
            transposed[i % inputs * outputs + i / inputs] = weights[i];
        }
        try (Arena arena = Arena.ofConfined()) {
            PackedMatrix byRows = new PackedMatrix(outputs, inputs, half, arena);
            byRows.fill(0, 37, of(weights));
            byRows.fill(37, outputs - 37, of(weights).from(37L * inputs));
            PackedMatrix byColumns = new PackedMatrix(outputs, inputs, half, arena);
            byColumns.fillTransposed(0, 5, of(transposed));
            byColumns.fillTransposed(5, inputs - 5, of(transposed).from(5L * outputs));
            float[] row = new float[inputs];
            float[] other = new float[inputs];
            for (int o = 0; o < outputs; o++) {
                byRows.copyOutput(o, row, 0);
                byColumns.copyOutput(o, other, 0);
                assertThat(other).isEqualTo(row);
                for (int k = 0; k < inputs; k++) {
                    float weight = weights[o * inputs + k];
                    assertThat(row[k]).isEqualTo(half ? BFloat16.toFloat(BFloat16.of(weight)) : weight);
                }
            }
        }
    }

    @Test
    void fill_aValueThatIsNotFinite_isTold() {
        float[] weights = new float[40 * 70];
        weights[39 * 70 + 69] = Float.NaN;
        try (Arena arena = Arena.ofConfined()) {
            assertThat(new PackedMatrix(40, 70, false, arena).fill(0, 40, of(weights)))
                    .isFalse();
            assertThat(new PackedMatrix(70, 40, false, arena).fillTransposed(0, 40, of(weights)))
                    .isFalse();
            assertThat(new PackedMatrix(40, 70, false, arena).fill(0, 39, of(weights)))
                    .isTrue();
        }
    }

    @Test
    void multiply_intoTheMiddleOfAnArray_writesOnlyThere() {
        int inputs = 20;
        Random random = new Random(12);
        float[] x = normal(random, 9 * inputs);
        try (Arena arena = Arena.ofConfined()) {
            PackedMatrix matrix = matrix(arena, normal(random, 40 * inputs), normal(random, 40), inputs, false);
            float[] all = multiply(matrix, x, inputs, 0, 9);
            float[] y = new float[all.length + 10];
            matrix.multiply(x, 0, inputs, 9, 0, matrix.panels(), y, 7, matrix.stride());
            assertThat(Arrays.copyOfRange(y, 7, 7 + all.length)).isEqualTo(all);
            assertThat(Arrays.copyOf(y, 7)).containsOnly(0);
            assertThat(Arrays.copyOfRange(y, 7 + all.length, y.length)).containsOnly(0);
        }
    }

    @Test
    void multiplyAdd_oneRangeOfInputsAfterTheOther_givesTheBitsOfTheWhole() {
        int inputs = 700;
        Random random = new Random(13);
        float[] x = normal(random, 9 * inputs);
        try (Arena arena = Arena.ofConfined()) {
            PackedMatrix matrix = matrix(arena, normal(random, 70 * inputs), new float[70], inputs, false);
            float[] y = new float[9 * matrix.stride()];
            for (int k = 0; k < inputs; k += 300) {
                int count = Math.min(300, inputs - k);
                matrix.multiplyAdd(x, k, inputs, 9, k, count, 0, matrix.panels(), y, 0, matrix.stride());
            }
            assertThat(y).isEqualTo(multiply(matrix, x, inputs, 0, 9));
        }
    }

    @Test
    void copyOutput_anyOutput_isItsWeights() {
        float[] weights = normal(new Random(10), 50 * 11);
        try (Arena arena = Arena.ofConfined()) {
            PackedMatrix matrix = matrix(arena, weights, new float[50], 11, false);
            float[] row = new float[13];
            matrix.copyOutput(37, row, 1);
            assertThat(Arrays.copyOfRange(row, 1, 12)).isEqualTo(Arrays.copyOfRange(weights, 37 * 11, 38 * 11));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "1.00390625, 1", "1.01171875, 1.015625", "-3.1415927, -3.140625"})
    void bfloat16_rounding_isToNearestEven(float value, float expected) {
        assertThat(BFloat16.toFloat(BFloat16.of(value))).isCloseTo(expected, within(0f));
    }
}
