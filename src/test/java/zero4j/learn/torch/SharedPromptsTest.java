package zero4j.learn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.learn.AdamWSettings;
import zero4j.learn.LearnerBackend.Passes;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.learn.TokenScores;
import zero4j.learn.vector.LearnCase;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.torch.DeviceAndDtype;

/** Prompts computed once on LibTorch, against prompts computed for every sequence. */
class SharedPromptsTest {
    private static final double TOLERANCE = 1e-5;

    /** What is found of sequences, and what it took. */
    private record Found(float[] logprobs, float[] values, float[] gradients, float[] head, Passes passes) {}

    private static Found found(String model, List<ScoredSequence> sequences, PassSettings settings) {
        try (CausalLm lm = ModelFiles.load(
                        Path.of("src/test/resources/golden/" + model), DeviceAndDtype.cpu(ScalarType.Float), true);
                TorchLearnerBackend backend =
                        new TorchLearnerBackend(lm, settings, new AdamWSettings(0.9, 0.95, 1e-6, 0.1), 0.8)) {
            float[] head = new float[lm.config().hiddenSize() + 1];
            for (int i = 0; i < head.length; i++) {
                head[i] = number(17, i);
            }
            AtomicInteger asked = new AtomicInteger();
            Passes passes = backend.gradient(sequences, head, (_, indices, scores) -> {
                asked.addAndGet(indices.size());
                return gradients(sequences, indices, scores);
            });
            assertThat(asked).hasValue(sequences.size());
            return new Found(
                    joined(backend.logprobs(sequences)),
                    joined(backend.values(sequences, head)),
                    DeviceAndDtype.toFloats(lm.parameters().gradients()),
                    passes.head(),
                    passes);
        }
    }

    private static float number(int sequence, int token) {
        return (float) Math.sin(31.0 * sequence + token);
    }

    /** The same for a token wherever its sequence is computed. */
    private static TokenGradients gradients(List<ScoredSequence> sequences, List<Integer> indices, TokenScores scores) {
        float[] ofTokens = new float[scores.logprobs().length];
        float[] ofEntropies = new float[ofTokens.length];
        int at = 0;
        for (int index : indices) {
            for (int i = 0; i < sequences.get(index).count(); i++, at++) {
                ofTokens[at] = number(index, i);
                ofEntropies[at] = number(index + 100, i);
            }
        }
        assertThat(at).isEqualTo(ofTokens.length);
        return new TokenGradients(ofTokens, ofEntropies, ofTokens.clone());
    }

    private static float[] joined(List<float[]> parts) {
        float[] all = new float[parts.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @ParameterizedTest
    @CsvSource({
        "qwen2, 100000, 1000, false, 1",
        "qwen3, 100000, 1000, false, 1",
        "llama3, 100000, 1000, false, 1",
        "qwen2, 300, 7, true, 1",
        "qwen3, 100000, 1000, false, 2",
        "llama3, 150, 20, true, 3"
    })
    void gradient_sharedPrompts_isThatOfPromptsComputedForEverySequence(
            String model, int tokens, int chunk, boolean checkpointing, int workers) {
        List<ScoredSequence> sequences = LearnCase.mixed(96);
        Found expected = found(model, sequences, new PassSettings(100_000, 1000, false, false, 1));
        Found shared = found(model, sequences, new PassSettings(tokens, chunk, checkpointing, true, workers));
        assertClose(shared.logprobs(), expected.logprobs(), "log-probs");
        assertClose(shared.values(), expected.values(), "values");
        assertClose(shared.gradients(), expected.gradients(), "gradients");
        assertClose(shared.head(), expected.head(), "value head");
        assertThat(shared.passes().inputs()).isLessThan(expected.passes().inputs());
        assertThat(shared.passes().pairs()).isLessThan(expected.passes().pairs());
        assertThat(shared.passes().attended() - shared.passes().padding())
                .isEqualTo(expected.passes().attended() - expected.passes().padding())
                .isEqualTo(expected.passes().inputs());
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "true, 2"})
    void gradient_computedAgain_hasTheSameBits(boolean checkpointing, int workers) {
        List<ScoredSequence> sequences = LearnCase.mixed(96);
        PassSettings settings = new PassSettings(300, 50, checkpointing, true, workers);
        assertThat(found("qwen2", sequences, settings).gradients())
                .containsExactly(found("qwen2", sequences, settings).gradients());
    }

    @Test
    void gradient_nothingAsked_isZero() {
        List<ScoredSequence> silent = List.of(
                new ScoredSequence(new int[] {1, 2, 3, 4, 5}, 4, new boolean[1]),
                new ScoredSequence(new int[] {1, 2, 3, 4, 6, 7}, 4, new boolean[2]));
        Found found = found("qwen2", silent, new PassSettings(8, 50, false, true, 1));
        assertThat(found.logprobs()).isEmpty();
        assertThat(found.gradients()).containsOnly(0f);
        assertThat(found.passes().inputs()).isZero();
    }

    private static void assertClose(float[] actual, float[] expected, String what) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).as("largest of the %s", what).isGreaterThan(1e-3);
        assertThat(actual).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            if (!(Math.abs(actual[i] - expected[i]) <= TOLERANCE * largest)) {
                assertThat(Arrays.toString(actual)).as("%s, number %d", what, i).isEqualTo(Arrays.toString(expected));
            }
        }
    }
}
