package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.dist.SingleProcess;
import zero4j.learn.AdamWSettings;
import zero4j.learn.LearnerBackend;
import zero4j.learn.PolicyScorer;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.rollout.PolicyWeights;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.LoraSettings;

/** Adapters that learn in Java beside adapters that learn on LibTorch: the same numbers, the same files. */
class VectorAdapterTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/qwen2");
    private static final AdamWSettings ADAM_W = new AdamWSettings(0.9, 0.95, 1e-6, 0.1);
    private static final double RATE = 0.01;

    @TempDir
    private Path folder = Path.of("");

    private static LoraSettings lora(String targets) {
        return new LoraSettings(3, 12, List.of(targets.split(",", -1)));
    }

    private static LearnerBackend inJava(String targets, int threads) {
        return VectorLearnerBackend.adapted(
                MODEL,
                lora(targets),
                1,
                new VectorPassSettings(40, false, true, threads),
                ADAM_W,
                0.7,
                new SingleProcess());
    }

    private static CausalLm model(String targets) {
        return ModelFiles.loadAdapted(MODEL, DeviceAndDtype.cpu(ScalarType.Float), lora(targets), 1);
    }

    private static LearnerBackend onTorch(CausalLm lm) {
        return new TorchLearnerBackend(lm, new PassSettings(40, 0, false, true, 1), ADAM_W, 0.7);
    }

    private static List<ScoredSequence> sequences(int seed) {
        Random random = new Random(seed);
        return random.ints(5, 6, 20)
                .mapToObj(
                        length -> ScoredSequence.text(random.ints(length, 0, 40).toArray()))
                .toList();
    }

    private static void gradient(LearnerBackend backend, int step) {
        var _ = backend.gradient(sequences(step), LearnerBackend.NO_HEAD, (_, _, scores) -> {
            float[] gradients = new float[scores.logprobs().length];
            Arrays.fill(gradients, -1f / 50);
            return TokenGradients.ofLogprobs(gradients);
        });
    }

    private static void learn(LearnerBackend backend, int first, int last) {
        for (int step = first; step <= last; step++) {
            gradient(backend, step);
            assertThat(backend.clip(0.5)).isPositive();
            backend.step(RATE);
            assertThat(backend.moved(RATE)).isPositive();
        }
    }

    private Path saved(LearnerBackend backend, String name) {
        try {
            Path to = Files.createDirectories(folder.resolve(name));
            assertThat(backend.notFinite()).isEmpty();
            backend.write(to, List.of());
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, float[]> copied(PolicyWeights weights) {
        Map<String, float[]> copies = new LinkedHashMap<>();
        weights.forEach(tensor -> copies.put(tensor.name(), tensor.data().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)));
        return copies;
    }

    private static void assertClose(Map<String, float[]> actual, Map<String, float[]> expected, double tolerance) {
        assertThat(actual.keySet()).containsExactlyElementsOf(expected.keySet());
        expected.forEach((name, values) -> {
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(largest).as(name).isPositive();
            assertThat(actual.get(name)).as(name).containsExactly(values, within((float) (tolerance * largest)));
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-linear", "q_proj,v_proj,down_proj", "o_proj", "k_proj,gate_proj", "up_proj"})
    void gradient_ofAnyTargets_isLibTorchs(String targets) {
        try (CausalLm lm = model(targets);
                LearnerBackend torch = onTorch(lm);
                LearnerBackend java = inJava(targets, 2)) {
            learn(torch, 1, 2); // B is no longer zero
            java.resume(Optional.of(saved(torch, "trained")));
            assertClose(copied(java.weights()), copied(torch.weights()), 1e-6);
            gradient(torch, 3);
            gradient(java, 3);
            assertClose(copied(java.gradients()), copied(torch.gradients()), 1e-4);
        }
    }

    @Test
    void training_onEither_learnsTheSame_andGoesOnFromTheOthersFiles() {
        try (CausalLm lm = model("all-linear");
                LearnerBackend torch = onTorch(lm);
                LearnerBackend java = inJava("all-linear", 2);
                CausalLm second = model("all-linear");
                LearnerBackend torchFromJava = onTorch(second);
                LearnerBackend javaFromTorch = inJava("all-linear", 1)) {
            assertThat(copied(java.weights())).containsExactlyEntriesOf(copied(torch.weights()));
            learn(torch, 1, 3);
            learn(java, 1, 3);
            assertClose(copied(java.weights()), copied(torch.weights()), 1e-3);
            torchFromJava.resume(Optional.of(saved(java, "java")));
            javaFromTorch.resume(Optional.of(saved(torch, "torch")));
            for (LearnerBackend each : List.of(torch, java, torchFromJava, javaFromTorch)) {
                learn(each, 4, 5);
            }
            assertClose(copied(java.weights()), copied(torch.weights()), 1e-3);
            assertClose(copied(torchFromJava.weights()), copied(torch.weights()), 1e-3);
            assertClose(copied(javaFromTorch.weights()), copied(torch.weights()), 1e-3);
        }
    }

    @Test
    void training_stoppedAndByOtherThreads_hasTheSameBitsAndFiles() {
        try (LearnerBackend whole = inJava("all-linear", 1);
                LearnerBackend parts = inJava("all-linear", 2);
                LearnerBackend resumed = inJava("all-linear", 3)) {
            learn(whole, 1, 4);
            learn(parts, 1, 2);
            resumed.resume(Optional.of(saved(parts, "parts")));
            learn(resumed, 3, 4);
            Path expected = saved(whole, "whole");
            Path actual = saved(resumed, "resumed");
            for (String file : List.of(
                    "model.safetensors",
                    "optimizer.safetensors",
                    "adapter/adapter_model.safetensors",
                    "adapter/adapter_config.json")) {
                assertThat(actual.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
            }
        }
    }

    @Test
    void beneathAdapter_afterTraining_isTheModelThatItBeganWith_andTheAdapterStays() {
        try (LearnerBackend java = inJava("all-linear", 2);
                PolicyScorer frozen = VectorScorer.open(MODEL, new VectorPassSettings(40, false, true, 1), 0.7);
                PolicyScorer beneath = java.beneathAdapter().orElseThrow()) {
            learn(java, 1, 2);
            List<float[]> adapted = java.logprobs(sequences(9));
            assertThat(beneath.logprobs(sequences(9))).containsExactlyElementsOf(frozen.logprobs(sequences(9)));
            assertThat(java.logprobs(sequences(9))).containsExactlyElementsOf(adapted);
            assertThat(adapted.getFirst())
                    .isNotEqualTo(frozen.logprobs(sequences(9)).getFirst());
        }
    }

    @Test
    void resume_anotherAdapter_isRefused() {
        Path saved;
        try (LearnerBackend java = inJava("q_proj", 1)) {
            saved = saved(java, "other");
        }
        try (LearnerBackend java = inJava("v_proj", 1)) {
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> java.resume(Optional.of(saved)))
                    .withMessageContaining("restore the recipe");
        }
    }

    @Test
    void notFinite_anAdapterWithNaN_isNamed() {
        try (LearnerBackend java = inJava("q_proj", 1)) {
            java.gradients().forEach(tensor -> fill(tensor.data()));
            java.step(RATE);
            assertThat(java.notFinite().orElseThrow()).isEqualTo("optimizer state first_moment");
            assertThat(java.weightNotFinite().orElseThrow())
                    .isEqualTo("base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight");
        }
    }

    private static void fill(MemorySegment gradients) {
        for (long i = 0; i < gradients.byteSize() / Float.BYTES; i++) {
            gradients.setAtIndex(ValueLayout.JAVA_FLOAT, i, Float.NaN);
        }
    }
}
