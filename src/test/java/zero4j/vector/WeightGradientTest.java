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

    private static float at(MemorySegment segment, int i) {
        return segment.getAtIndex(ValueLayout.JAVA_FLOAT, i);
    }

    @ParameterizedTest
    @CsvSource({"1, 5, 7", "65, 70, 33", "64, 128, 128", "128, 33, 300", "257, 64, 31", "300, 1, 1", "129, 530, 40"})
    void add_anyShape_agreesWithPlainLoops(int tokens, int outputs, int inputs) {
        Random random = new Random(3);
        int dyStride = outputs + OVER;
        int xStride = inputs + 2 * OVER;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment dy = normal(arena, random, tokens * dyStride);
            MemorySegment x = normal(arena, random, tokens * xStride);
            MemorySegment before = normal(arena, random, outputs * inputs);
            MemorySegment gradient =
                    arena.allocate(before.byteSize(), Float.BYTES).copyFrom(before);
            new WeightGradient().add(dy, dyStride, x, xStride, tokens, 0, outputs, gradient, inputs);
            for (int o = 0; o < outputs; o++) {
                for (int i = 0; i < inputs; i++) {
                    double sum = at(before, o * inputs + i);
                    for (int t = 0; t < tokens; t++) {
                        sum += (double) at(dy, t * dyStride + o) * at(x, t * xStride + i);
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
            MemorySegment dy = normal(arena, random, tokens * outputs);
            MemorySegment x = normal(arena, random, tokens * inputs);
            MemorySegment whole = arena.allocate(ValueLayout.JAVA_FLOAT, (long) outputs * inputs);
            MemorySegment divided = arena.allocate(whole.byteSize(), Float.BYTES);
            WeightGradient kernel = new WeightGradient();
            kernel.add(dy, outputs, x, inputs, tokens, 0, outputs, whole, inputs);
            int[] borders = {0, 1, 14, 32, 33, 90, outputs};
            for (int i = 0; i + 1 < borders.length; i++) {
                kernel.add(dy, outputs, x, inputs, tokens, borders[i], borders[i + 1], divided, inputs);
            }
            assertThat(divided.mismatch(whole)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 5", "65, 70", "300, 2100"})
    void addBias_anyShape_agreesWithPlainLoopsHoweverDivided(int tokens, int outputs) {
        Random random = new Random(5);
        int stride = outputs + OVER;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment dy = normal(arena, random, tokens * stride);
            MemorySegment gradient =
                    arena.allocate(ValueLayout.JAVA_FLOAT, outputs).fill((byte) 0);
            MemorySegment divided = arena.allocate(gradient.byteSize(), Float.BYTES);
            WeightGradient kernel = new WeightGradient();
            kernel.addBias(dy, stride, tokens, 0, outputs, gradient);
            int border = outputs / 3;
            kernel.addBias(dy, stride, tokens, border, outputs, divided);
            kernel.addBias(dy, stride, tokens, 0, border, divided);
            assertThat(divided.mismatch(gradient)).isEqualTo(-1);
            for (int o = 0; o < outputs; o++) {
                double sum = 0;
                for (int t = 0; t < tokens; t++) {
                    sum += at(dy, t * stride + o);
                }
                assertThat((double) at(gradient, o)).isCloseTo(sum, within(1e-4));
            }
        }
    }
}
