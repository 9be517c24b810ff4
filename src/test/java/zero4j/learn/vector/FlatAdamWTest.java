package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.learn.AdamWSettings;
import zero4j.learn.torch.FusedSteps;
import zero4j.vector.FlatBuffer;
import zero4j.vector.Pieces;
import zero4j.vector.Threads;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;

/** AdamW in Java against LibTorch's. */
class FlatAdamWTest {
    private static final int SIZE = 40_013;
    private static final int STEPS = 100;
    /** Some units in the last place of what is about 1; LibTorch's kernels for other processors round otherwise. */
    private static final float EXACT = 8 * Math.ulp(1f);

    private static float[] normal(Random random, double scale) {
        float[] values = new float[SIZE];
        for (int i = 0; i < SIZE; i++) {
            values[i] = (float) (scale * random.nextGaussian());
        }
        return values;
    }

    /** Of learning rates that grow, gradients of very different sizes, and some that are zero. */
    private static float[] gradient(Random random, int step) {
        float[] gradient = normal(random, step % 10 == 0 ? 1e-6 : 1);
        gradient[step] = 0;
        return gradient;
    }

    private static double rate(int step) {
        return 1e-5 * (1 + step);
    }

    private static FlatBuffer buffer(Arena arena, float[] values) {
        return new FlatBuffer(arena.allocateFrom(ValueLayout.JAVA_FLOAT, values));
    }

    private static float[] values(FlatBuffer buffer) {
        return buffer.data().toArray(ValueLayout.JAVA_FLOAT);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.1})
    void step_manySteps_givesTheValuesOfTheFusedOne(double weightDecay) {
        var settings = new AdamWSettings(0.9, 0.95, 1e-8, weightDecay);
        float[] start = normal(new Random(1), 0.1);
        try (Arena arena = Arena.ofShared();
                FusedSteps fused = new FusedSteps(start, settings)) {
            FlatBuffer own = buffer(arena, start);
            FlatBuffer gradients = buffer(arena, start);
            FlatAdamW flat = new FlatAdamW(own, gradients, settings, arena);
            Random random = new Random(2);
            for (int step = 0; step < STEPS; step++) {
                float[] gradient = gradient(random, step);
                MemorySegment.copy(gradient, 0, gradients.data(), ValueLayout.JAVA_FLOAT, 0, SIZE);
                double moved = flat.step(rate(step), Pieces.ALONE);
                assertThat(moved).isCloseTo(fused.step(gradient, rate(step)), withinPercentage(0.01));
            }
            assertThat(values(own)).containsExactly(fused.values(), within(0.1f * EXACT));
            assertThat(values(flat.firstMoment())).containsExactly(fused.state("first_moment"), within(EXACT));
            assertThat(values(flat.secondMoment())).containsExactly(fused.state("second_moment"), within(EXACT));
            assertThat(flat.steps()).isEqualTo(STEPS);
        }
    }

    @Test
    void step_byThreadsOrResumed_givesTheSameBits() {
        var settings = new AdamWSettings(0.9, 0.999, 1e-8, 0.01);
        float[] start = normal(new Random(3), 0.1);
        float[] gradient = normal(new Random(4), 1);
        try (Arena arena = Arena.ofShared()) {
            FlatBuffer values = buffer(arena, start);
            FlatBuffer gradients = buffer(arena, gradient);
            FlatAdamW alone = new FlatAdamW(values, gradients, settings, arena);
            FlatBuffer others = buffer(arena, start);
            FlatAdamW first = new FlatAdamW(others, gradients, settings, arena);
            for (int step = 0; step < 3; step++) {
                assertThat(first.step(1e-3, Threads.PIECES)).isEqualTo(alone.step(1e-3, Pieces.ALONE));
            }
            FlatAdamW resumed = new FlatAdamW(others, gradients, settings, arena);
            resumed.firstMoment().data().copyFrom(first.firstMoment().data());
            resumed.secondMoment().data().copyFrom(first.secondMoment().data());
            resumed.resume(first.steps());
            assertThat(resumed.step(1e-3, Threads.PIECES)).isEqualTo(alone.step(1e-3, Pieces.ALONE));
            assertThat(others.data().mismatch(values.data())).isEqualTo(-1);
        }
    }

    @Test
    void step_gradientsThatAreZero_onlyDecays() {
        var settings = new AdamWSettings(0.9, 0.95, 1e-8, 0.5);
        float[] start = normal(new Random(5), 1);
        try (Arena arena = Arena.ofShared()) {
            FlatBuffer values = buffer(arena, start);
            double moved =
                    new FlatAdamW(values, buffer(arena, new float[SIZE]), settings, arena).step(0.1, Threads.PIECES);
            float[] after = values(values);
            for (int i = 0; i < SIZE; i++) {
                assertThat(after[i]).isCloseTo(start[i] * 0.95f, within(0f));
            }
            assertThat(moved).isCloseTo(0.05 * buffer(arena, start).norm(Threads.PIECES), withinPercentage(1e-4));
        }
    }

    @Test
    void read_whatStateWrote_goesOnTheSame_andRefusesWhatIsDamaged(@TempDir Path folder) {
        var settings = new AdamWSettings(0.9, 0.95, 1e-8, 0.1);
        Random random = new Random(5);
        Path file = folder.resolve("optimizer.safetensors");
        try (Arena arena = Arena.ofShared()) {
            FlatBuffer gradients = buffer(arena, normal(random, 1));
            FlatAdamW saved = new FlatAdamW(buffer(arena, normal(random, 1)), gradients, settings, arena);
            assertThat(saved.step(1e-3, Pieces.ALONE)).isPositive();
            SafetensorsWriter.writeFile(file, saved.state(), Map.of());

            FlatAdamW resumed = new FlatAdamW(buffer(arena, normal(random, 1)), gradients, settings, arena);
            read(resumed, file);
            assertThat(values(resumed.firstMoment())).isEqualTo(values(saved.firstMoment()));
            assertThat(values(resumed.secondMoment())).isEqualTo(values(saved.secondMoment()));
            assertThat(resumed.steps()).isEqualTo(1);

            FlatAdamW other = new FlatAdamW(
                    new FlatBuffer(arena.allocate(8)), new FlatBuffer(arena.allocate(8)), settings, arena);
            assertThatThrownBy(() -> read(other, file))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll(file.toString(), "first_moment", "the model needs 8");
            saved.secondMoment().data().setAtIndex(ValueLayout.JAVA_FLOAT, SIZE - 1, Float.NaN);
            assertThat(saved.notFinite(Pieces.ALONE)).contains("second_moment");
            SafetensorsWriter.writeFile(file, saved.state(), Map.of());
            assertThatThrownBy(() -> read(resumed, file))
                    .isInstanceOf(UserError.class)
                    .hasMessageContainingAll(file.toString(), "second_moment holds NaN");
        }
    }

    private static void read(FlatAdamW into, Path file) {
        try (SafetensorsFile opened = SafetensorsFile.open(file)) {
            into.read(opened, Pieces.ALONE);
        }
    }
}
