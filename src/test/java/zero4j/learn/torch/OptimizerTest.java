package zero4j.learn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.nio.file.Path;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import zero4j.learn.AdamWSettings;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/** AdamW and gradient clipping against plain loops in double. */
class OptimizerTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/qwen2");
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);

    @Test
    void adamW_severalSteps_equalsPlainLoop() {
        var settings = new AdamWSettings(0.9, 0.95, 1e-8, 0.1);
        double[] rates = {1e-2, 5e-3, 2e-2};
        try (var _ = new PointerScope();
                CausalLm lm = ModelFiles.load(MODEL, CPU, true);
                FusedAdamW optimizer =
                        new FusedAdamW(lm.parameters().values(), lm.parameters().gradients(), settings)) {
            float[] values = DeviceAndDtype.toFloats(lm.parameters().values());
            double[] expected = new double[values.length];
            double[] first = new double[values.length];
            double[] second = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                expected[i] = values[i];
            }
            Random random = new Random(1);
            for (int step = 1; step <= rates.length; step++) {
                float[] gradient = new float[values.length];
                for (int i = 0; i < gradient.length; i++) {
                    gradient[i] = (float) random.nextGaussian();
                    first[i] = 0.9 * first[i] + 0.1 * gradient[i];
                    second[i] = 0.95 * second[i] + 0.05 * gradient[i] * (double) gradient[i];
                    double rate = rates[step - 1];
                    double m = first[i] / (1 - Math.pow(0.9, step));
                    double v = second[i] / (1 - Math.pow(0.95, step));
                    expected[i] = expected[i] * (1 - rate * 0.1) - rate * m / (Math.sqrt(v) + 1e-8);
                }
                try (var _ = new NoGrad()) {
                    var _ = lm.parameters().gradients().copy_(CPU.floats(gradient));
                }
                optimizer.step(rates[step - 1]);
            }
            float[] actual = DeviceAndDtype.toFloats(lm.parameters().values());
            for (int i = 0; i < actual.length; i++) {
                assertThat((double) actual[i]).isCloseTo(expected[i], within(1e-5));
            }
        }
    }

    @Test
    void clip_normAboveTheLimit_scalesDownToIt() {
        try (var _ = new PointerScope()) {
            Tensor gradient = CPU.floats(3, 4);
            assertThat(GradientNorm.clip(gradient, 4)).isCloseTo(5, within(1e-6));
            assertThat(DeviceAndDtype.toFloats(gradient)).containsExactly(new float[] {2.4f, 3.2f}, within(1e-6f));
        }
    }

    @Test
    void clip_aHundredMillionElements_isTheNormInDoublePrecision() {
        float each = 1e-3f;
        int elements = 100_000_000;
        double exact = each * Math.sqrt(elements);
        try (var _ = new PointerScope()) {
            Tensor gradient = torch.full(new long[] {elements}, new Scalar(each), CPU.options());
            assertThat(GradientNorm.clip(gradient, 1e9)).isCloseTo(exact, withinPercentage(1e-9));
            assertThat(GradientNorm.clip(gradient, 1)).isCloseTo(exact, withinPercentage(1e-9));
            assertThat(GradientNorm.clip(gradient, 1)).isCloseTo(1, withinPercentage(1e-4));
        }
    }

    @Test
    void clip_elementsWhoseSquaresFloat32CannotHold_isTheNorm() {
        try (var _ = new PointerScope()) {
            assertThat(GradientNorm.clip(CPU.floats(3e25f, 4e25f), 1)).isCloseTo(5e25, withinPercentage(1e-4));
            assertThat(GradientNorm.clip(CPU.floats(3e-30f, 4e-30f), 1)).isCloseTo(5e-30, withinPercentage(1e-4));
        }
    }

    @Test
    void clip_normBelowTheLimitOrNotFinite_changesNothing() {
        try (var _ = new PointerScope()) {
            Tensor small = CPU.floats(0.3f, 0.4f);
            assertThat(GradientNorm.clip(small, 1)).isCloseTo(0.5, within(1e-6));
            assertThat(DeviceAndDtype.toFloats(small)).containsExactly(0.3f, 0.4f);
            Tensor broken = CPU.floats(Float.NaN, 4);
            assertThat(GradientNorm.clip(broken, 1)).isNaN();
            assertThat(DeviceAndDtype.toFloats(broken)[1]).isEqualTo(4);
        }
    }
}
