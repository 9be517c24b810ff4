package zero4j.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlatBufferTest {

    private static FlatBuffer of(Arena arena, float... values) {
        return new FlatBuffer(arena.allocateFrom(ValueLayout.JAVA_FLOAT, values));
    }

    private static float[] values(FlatBuffer buffer) {
        return buffer.data().toArray(ValueLayout.JAVA_FLOAT);
    }

    private static float[] normal(int count) {
        Random random = new Random(2);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 1024, 16_384, 100_003})
    void norm_anySize_isThatOfPlainLoopsWhoeverDoesThePieces(int count) {
        float[] values = normal(count);
        double squares = 0;
        for (float value : values) {
            squares += (double) value * value;
        }
        try (Arena arena = Arena.ofShared()) {
            FlatBuffer buffer = of(arena, values);
            double norm = buffer.norm(Pieces.ALONE);
            assertThat(norm).isCloseTo(Math.sqrt(squares), withinPercentage(1e-10));
            assertThat(buffer.norm(Threads.PIECES)).isEqualTo(norm);
        }
    }

    @Test
    void norm_elementsWhoseSquaresFloat32CannotHold_isTheNorm() {
        try (Arena arena = Arena.ofShared()) {
            assertThat(of(arena, 3e25f, 4e25f).norm(Pieces.ALONE)).isCloseTo(5e25, withinPercentage(1e-4));
            assertThat(of(arena, 3e-30f, 4e-30f).norm(Pieces.ALONE)).isCloseTo(5e-30, withinPercentage(1e-4));
        }
    }

    @ParameterizedTest
    @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
    void norm_anElementThatIsNotFinite_isNotFinite(float broken) {
        float[] values = normal(40_000);
        values[39_999] = broken;
        try (Arena arena = Arena.ofShared()) {
            assertThat(of(arena, values).norm(Threads.PIECES)).isNotFinite();
        }
    }

    @Test
    void scaleAndClear_severalPieces_changeEveryElement() {
        float[] values = normal(40_003);
        try (Arena arena = Arena.ofShared()) {
            FlatBuffer buffer = of(arena, values);
            buffer.scale(0.3f, Threads.PIECES);
            float[] scaled = values(buffer);
            for (int i = 0; i < values.length; i++) {
                assertThat(scaled[i]).isCloseTo(values[i] * 0.3f, within(0f));
            }
            buffer.clear(Threads.PIECES);
            assertThat(values(buffer)).containsOnly(0);
        }
    }
}
