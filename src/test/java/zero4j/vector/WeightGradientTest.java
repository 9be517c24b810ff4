package zero4j.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WeightGradientTest {
    private static final int OVER = 3;

    private static MemorySegment normal(Arena arena, Random random, int count) {
        MemorySegment segment = arena.allocate(ValueLayout.JAVA_FLOAT, count);
        for (int i = 0; i < count; i++) {
            segment.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) random.nextGaussian());
        }
        return segment;
    }

    /** Rows whose padding is no number. */
    private static PanelRows rows(Arena arena, Random random, int rows, int columns) {
        PanelRows made = PanelRows.of(arena, rows + OVER, columns);
        for (long at = 0; at < made.data().byteSize(); at += Float.BYTES) {
            made.data().set(ValueLayout.JAVA_FLOAT, at, Float.NaN);
        }
        for (int row = 0; row < rows; row++) {
            float[] values = new float[columns];
            for (int i = 0; i < columns; i++) {
                values[i] = (float) random.nextGaussian();
            }
            made.store(row, 0, columns, 1, values, 0);
        }
        return made;
    }

    private static float at(MemorySegment segment, int i) {
        return segment.getAtIndex(ValueLayout.JAVA_FLOAT, i);
    }

    private static float at(PanelRows rows, int row, int column) {
        float[] value = new float[1];
        rows.load(row, column, 1, value, 0);
        return value[0];
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 7", "65, 70, 33", "64, 128, 128", "128, 33, 300", "257, 64, 31", "300, 1, 1", "129, 530, 40"})
    void add_anyShape_agreesWithPlainLoops(int tokens, int outputs, int inputs) {
        Random random = new Random(3);
        int column = 2 * Lanes.PANEL;
        try (Arena arena = Arena.ofConfined()) {
            PanelRows dy = rows(arena, random, tokens, column + outputs);
            PanelRows x = rows(arena, random, tokens, inputs);
            MemorySegment before = normal(arena, random, outputs * inputs);
            MemorySegment gradient =
                    arena.allocate(before.byteSize(), Float.BYTES).copyFrom(before);
            new WeightGradient().add(dy, column, x, tokens, 0, outputs, gradient, inputs);
            for (int o = 0; o < outputs; o++) {
                for (int i = 0; i < inputs; i++) {
                    double sum = at(before, o * inputs + i);
                    for (int t = 0; t < tokens; t++) {
                        sum += (double) at(dy, t, column + o) * at(x, t, i);
                    }
                    assertThat((double) at(gradient, o * inputs + i)).isCloseTo(sum, within(1e-4));
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"200, 96, 50", "65, 601, 40"})
    void add_outputsDividedAnyhow_givesTheSameBits(int tokens, int outputs, int inputs) {
        Random random = new Random(4);
        try (Arena arena = Arena.ofConfined()) {
            PanelRows dy = rows(arena, random, tokens, outputs);
            PanelRows x = rows(arena, random, tokens, inputs);
            MemorySegment whole = arena.allocate(ValueLayout.JAVA_FLOAT, (long) outputs * inputs);
            MemorySegment divided = arena.allocate(whole.byteSize(), Float.BYTES);
            WeightGradient kernel = new WeightGradient();
            kernel.add(dy, 0, x, tokens, 0, outputs, whole, inputs);
            int[] borders = {0, 1, 14, 32, 33, 90, outputs};
            for (int i = 0; i + 1 < borders.length; i++) {
                kernel.add(dy, 0, x, tokens, borders[i], borders[i + 1], divided, inputs);
            }
            assertThat(divided.mismatch(whole)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "65, 70", "300, 2100"})
    void addBias_anyShape_agreesWithPlainLoopsHoweverDivided(int tokens, int outputs) {
        Random random = new Random(5);
        try (Arena arena = Arena.ofConfined()) {
            PanelRows dy = rows(arena, random, tokens, outputs);
            MemorySegment gradient =
                    arena.allocate(ValueLayout.JAVA_FLOAT, outputs).fill((byte) 0);
            MemorySegment divided = arena.allocate(gradient.byteSize(), Float.BYTES);
            WeightGradient kernel = new WeightGradient();
            kernel.addBias(dy, 0, tokens, 0, outputs, gradient);
            int border = outputs / 3;
            kernel.addBias(dy, 0, tokens, border, outputs, divided);
            kernel.addBias(dy, 0, tokens, 0, border, divided);
            assertThat(divided.mismatch(gradient)).isEqualTo(-1);
            for (int o = 0; o < outputs; o++) {
                double sum = 0;
                for (int t = 0; t < tokens; t++) {
                    sum += at(dy, t, o);
                }
                assertThat((double) at(gradient, o)).isCloseTo(sum, within(1e-4));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8, 1", "8, 21", "4, 1", "4, 21"})
    void rows_tilesOfEitherHeight_agreeWithPlainLoops(int rows, int tokens) {
        Random random = new Random(6);
        int skipped = 5;
        float[] dy = new float[skipped + tokens * rows];
        for (int i = 0; i < dy.length; i++) {
            dy[i] = (float) random.nextGaussian();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment x = normal(arena, random, (1 + tokens) * Lanes.PANEL);
            float[] sums = new float[rows * Lanes.PANEL];
            long xAt = (long) Lanes.PANEL * Float.BYTES;
            if (rows == 8) {
                WeightGradient.rows8(dy, skipped, x, xAt, tokens, sums);
            } else {
                WeightGradient.rows4(dy, skipped, x, xAt, tokens, sums);
            }
            for (int row = 0; row < rows; row++) {
                for (int column = 0; column < Lanes.PANEL; column++) {
                    double sum = 0;
                    for (int t = 0; t < tokens; t++) {
                        sum += (double) dy[skipped + t * rows + row] * at(x, (1 + t) * Lanes.PANEL + column);
                    }
                    assertThat((double) sums[row * Lanes.PANEL + column]).isCloseTo(sum, within(1e-4));
                }
            }
        }
    }
}
