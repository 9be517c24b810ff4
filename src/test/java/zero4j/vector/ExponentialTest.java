package zero4j.vector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExponentialTest {
    private static float exp(float x) {
        float[] lanes = new float[Lanes.COUNT];
        Arrays.fill(lanes, x);
        Exponential.relative(lanes, 0, Lanes.COUNT, 0, 1, lanes, 0);
        return lanes[0];
    }

    @Test
    void relative_randomNumbers_isWithinOneUnitInTheLastPlace() {
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            float x = (float) (random.nextBoolean() ? random.nextGaussian() : -87 + 175 * random.nextDouble());
            double exact = Math.exp(x);
            assertThat(Math.abs(exp(x) - exact)).as("exp(%s)", x).isLessThanOrEqualTo(1.0 * Math.ulp((float) exact));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "-Infinity, 0", "-104, 0", "-87.5, 0", "89, Infinity", "Infinity, Infinity", "NaN, NaN"})
    void relative_limits_areExact(float x, float expected) {
        assertThat(Float.valueOf(exp(x))).isEqualTo(Float.valueOf(expected));
    }

    @Test
    void relative_everyLane_isTheSameFunction() {
        float[] x = new float[Lanes.COUNT];
        for (int i = 0; i < x.length; i++) {
            x[i] = -3 + 0.37f * i;
        }
        float[] y = new float[x.length];
        Exponential.relative(x, 0, x.length, 0, 1, y, 0);
        for (int i = 0; i < x.length; i++) {
            assertThat(y[i]).isEqualTo(exp(x[i]));
        }
    }
}
