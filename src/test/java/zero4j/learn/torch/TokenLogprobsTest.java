package zero4j.learn.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.torch.DeviceAndDtype;

/** The closed form of the gradients against autograd over whole logits. */
class TokenLogprobsTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/qwen2");
    private static final int TOKENS = 17;
    private static final double TEMPERATURE = 0.7;

    /** What either way computes: log-probs, entropies, gradients of the hidden states and of all parameters. */
    private record Result(float[] logprobs, float[] entropy, float[] hidden, float[] parameters) {}

    private static CausalLm model(ScalarType type) {
        return ModelFiles.load(MODEL, DeviceAndDtype.cpu(type), true);
    }

    private static Tensor numbers(DeviceAndDtype placement, int count, int seed) {
        Random random = new Random(seed);
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return placement.floats(values);
    }

    private static Tensor hidden(CausalLm lm) {
        int width = lm.config().hiddenSize();
        return numbers(lm.placement(), TOKENS * width, 1)
                .view(TOKENS, width)
                .to(lm.placement().dtype());
    }

    private static Tensor targets(CausalLm lm) {
        return lm.placement()
                .longs(new Random(2).longs(TOKENS, 0, lm.config().vocabSize()).toArray());
    }

    private static Result closedForm(CausalLm lm, long chunk, boolean entropyTerm) {
        lm.parameters().zeroGradients();
        try (var _ = new PointerScope()) {
            TokenLogprobs scorer = new TokenLogprobs(lm, TEMPERATURE, chunk);
            TokenLogprobs.Scores scores = scorer.scoreForBackward(hidden(lm), targets(lm));
            float[] logprobs = DeviceAndDtype.toFloats(scores.logprobs());
            float[] entropy = DeviceAndDtype.toFloats(scores.entropy());
            Tensor gradient = scorer.backward(
                    scores,
                    numbers(lm.placement(), TOKENS, 3),
                    entropyTerm ? numbers(lm.placement(), TOKENS, 4) : null);
            return new Result(
                    logprobs,
                    entropy,
                    DeviceAndDtype.toFloats(gradient),
                    DeviceAndDtype.toFloats(lm.parameters().gradients()));
        }
    }

    private static Result autograd(CausalLm lm, boolean entropyTerm) {
        lm.parameters().zeroGradients();
        try (var _ = new PointerScope()) {
            Tensor hidden = hidden(lm);
            hidden.set_requires_grad(true);
            Tensor all = torch.log_softmax(lm.logits(hidden).div(new Scalar(TEMPERATURE)), 1);
            Tensor logprobs = all.gather(1, targets(lm).unsqueeze(1)).squeeze(1);
            Tensor entropy = all.exp().mul(all).sum(1).neg();
            Tensor loss = logprobs.mul(numbers(lm.placement(), TOKENS, 3)).sum();
            if (entropyTerm) {
                loss = loss.add(entropy.mul(numbers(lm.placement(), TOKENS, 4)).sum());
            }
            loss.backward();
            lm.parameters().gather();
            return new Result(
                    DeviceAndDtype.toFloats(logprobs),
                    DeviceAndDtype.toFloats(entropy),
                    DeviceAndDtype.toFloats(hidden.grad()),
                    DeviceAndDtype.toFloats(lm.parameters().gradients()));
        }
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isGreaterThan(1e-3);
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance * largest));
        }
    }

    @ParameterizedTest
    @CsvSource({"1000, false", "1000, true", "17, true", "5, false", "5, true", "1, true"})
    void gradients_ofLogprobsAndEntropies_equalAutograd(long chunk, boolean entropyTerm) {
        try (CausalLm lm = model(ScalarType.Float)) {
            Result expected = autograd(lm, entropyTerm);
            Result actual = closedForm(lm, chunk, entropyTerm);
            assertClose(actual.logprobs(), expected.logprobs(), 1e-6);
            assertClose(actual.entropy(), expected.entropy(), 1e-6);
            assertClose(actual.hidden(), expected.hidden(), 1e-5);
            assertClose(actual.parameters(), expected.parameters(), 1e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1000, 5})
    void gradients_ofABfloat16Model_equalAutogradToItsPrecision(long chunk) {
        try (CausalLm lm = model(ScalarType.BFloat16)) {
            Result expected = autograd(lm, true);
            Result actual = closedForm(lm, chunk, true);
            assertClose(actual.logprobs(), expected.logprobs(), 1e-6);
            assertClose(actual.hidden(), expected.hidden(), 1e-2);
            assertClose(actual.parameters(), expected.parameters(), 2e-2);
        }
    }

    @Test
    void backward_gradientsThere_addsToThem() {
        try (CausalLm lm = model(ScalarType.Float);
                var _ = new PointerScope()) {
            float[] once = closedForm(lm, 5, false).parameters();
            TokenLogprobs scorer = new TokenLogprobs(lm, TEMPERATURE, 5);
            TokenLogprobs.Scores scores = scorer.scoreForBackward(hidden(lm), targets(lm));
            var _ = scorer.backward(scores, numbers(lm.placement(), TOKENS, 3), null);
            float[] twice = DeviceAndDtype.toFloats(lm.parameters().gradients());
            for (int i = 0; i < once.length; i++) {
                assertThat(twice[i]).isCloseTo(2 * once[i], within(1e-4f));
            }
        }
    }
}
