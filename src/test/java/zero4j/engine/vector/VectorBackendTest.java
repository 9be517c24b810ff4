package zero4j.engine.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.engine.EngineSettings;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.model.PackedSequences;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutBackendContract;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TinyModel;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.Dtype;

class VectorBackendTest extends RolloutBackendContract {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @Override
    protected RolloutBackend open(Path modelFolder, Tokenizer tokenizer, EngineSettings settings) {
        return VectorBackend.open(modelFolder, tokenizer, settings, Dtype.F32);
    }

    private static List<Completion> completions(
            Path folder,
            EngineSettings settings,
            Parallelism parallelism,
            List<Prompt> prompts,
            SamplingParams params) {
        return completions(folder, settings, Dtype.F32, parallelism, prompts, params);
    }

    private static List<Completion> completions(
            Path folder,
            EngineSettings settings,
            Dtype dtype,
            Parallelism parallelism,
            List<Prompt> prompts,
            SamplingParams params) {
        try (VectorBackend backend = VectorBackend.open(folder, null, settings, dtype, parallelism)) {
            return backend.generate(prompts, params, RolloutBackend.Progress.NONE).stream()
                    .flatMap(group -> group.completions().stream())
                    .toList();
        }
    }

    private static void assertSameBits(List<Completion> actual, List<Completion> expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.size(); i++) {
            assertThat(actual.get(i).tokens()).isEqualTo(expected.get(i).tokens());
            assertThat(actual.get(i).logprobs()).isEqualTo(expected.get(i).logprobs());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, DATA",
        "3, 1, DATA",
        "5, 2, DATA",
        "64, 3, DATA",
        "64, 1, TENSOR",
        "7, 2, TENSOR",
        "64, 3, TENSOR"
    })
    void generate_whateverSlotsThreadsAndParallelism_givesTheSameBits(int slots, int threads, Parallelism parallelism) {
        Path folder = model(21, 5, 9);
        SamplingParams params = new SamplingParams(4, 26, 1, 0, 1, 13);
        List<Completion> expected = completions(folder, settings(64, 1), Parallelism.DATA, prompts(9), params);
        assertThat(expected.stream().mapToInt(Completion::length).distinct().count())
                .isGreaterThan(6);
        assertSameBits(completions(folder, settings(slots, threads), parallelism, prompts(9), params), expected);
    }

    @Test
    void generate_onePromptAndSampleAlone_givesTheSameBits() {
        Path folder = GOLDEN.resolve("qwen2");
        SamplingParams params = new SamplingParams(3, 40, 0.9, 0, 1, 13);
        List<Prompt> prompts = prompts(6);
        List<Completion> all = completions(folder, settings(64, 2), Parallelism.DATA, prompts, params);
        SamplingParams single = new SamplingParams(1, 40, 0.9, 0, 1, 13);
        for (int i = 0; i < prompts.size(); i++) {
            List<Completion> alone =
                    completions(folder, settings(1, 1), Parallelism.TENSOR, prompts.subList(i, i + 1), single);
            assertSameBits(alone, all.subList(3 * i, 3 * i + 1));
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 1, DATA", "7, 2, DATA", "64, 3, TENSOR"})
    void generate_bfloat16WhateverSlotsThreadsAndParallelism_givesTheSameBits(
            int slots, int threads, Parallelism parallelism) {
        Path folder = GOLDEN.resolve("llama3");
        SamplingParams params = new SamplingParams(3, 40, 1, 0, 1, 13);
        List<Completion> expected =
                completions(folder, settings(64, 1), Dtype.BF16, Parallelism.DATA, prompts(6), params);
        assertSameBits(
                completions(folder, settings(slots, threads), Dtype.BF16, parallelism, prompts(6), params), expected);
    }

    @Test
    void generate_onceMore_givesTheSameBitsAndReturnsAllBlocks() {
        Path folder = model(22, 5);
        SamplingParams params = new SamplingParams(4, 26, 1, 0, 1, 13);
        try (VectorBackend backend = VectorBackend.open(folder, null, settings(8, 2), Dtype.F32)) {
            List<List<Completion>> runs = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                runs.add(backend.generate(prompts(9), params, RolloutBackend.Progress.NONE).stream()
                        .flatMap(group -> group.completions().stream())
                        .toList());
                assertThat(backend.blocksInUse()).isZero();
            }
            assertSameBits(runs.get(1), runs.get(0));
            assertSameBits(runs.get(2), runs.get(0));
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen2", "llama3", "qwen3"})
    void generate_goldenModel_logprobsAreThoseOfTheLearner(String name) {
        Path folder = GOLDEN.resolve(name);
        DeviceAndDtype cpu = DeviceAndDtype.cpu(ScalarType.Float);
        SamplingParams params = new SamplingParams(2, 60, 1, 0, 1, 5);
        try (VectorBackend backend = VectorBackend.open(folder, null, settings(4, 2), Dtype.F32);
                CausalLm lm = ModelFiles.load(folder, cpu, false);
                var _ = new PointerScope();
                var _ = new NoGrad()) {
            for (CompletionGroup group : backend.generate(prompts(4), params, RolloutBackend.Progress.NONE)) {
                for (Completion completion : group.completions()) {
                    int start = group.prompt().tokens().length;
                    int[] all = Arrays.copyOf(group.prompt().tokens(), start + completion.length());
                    System.arraycopy(completion.tokens(), 0, all, start, completion.length());
                    Tensor logprobs = torch.log_softmax(lm.logits(lm.forward(PackedSequences.of(cpu, all))), 1);
                    float[] scores = DeviceAndDtype.toFloats(logprobs);
                    int vocabulary = lm.config().vocabSize();
                    for (int i = 0; i < completion.length(); i++) {
                        float expected =
                                scores[(start + i - 1) * vocabulary + completion.tokens()[i]];
                        assertThat(Math.abs(completion.logprobs()[i] - expected))
                                .isLessThan(1e-4f);
                    }
                }
            }
        }
    }

    @Test
    void generate_bfloat16Weights_areCloseToFloat32() {
        Path folder = GOLDEN.resolve("qwen2");
        try (VectorBackend exact = VectorBackend.open(folder, null, settings(4, 1), Dtype.F32);
                VectorBackend rounded = VectorBackend.open(folder, null, settings(4, 1), Dtype.BF16)) {
            SamplingParams greedy = SamplingParams.greedy(1);
            float a = first(exact.generate(prompts(1), greedy, RolloutBackend.Progress.NONE));
            float b = first(rounded.generate(prompts(1), greedy, RolloutBackend.Progress.NONE));
            assertThat(Math.abs(a - b)).isBetween(1e-9f, 0.05f);
        }
    }

    private static float first(List<CompletionGroup> groups) {
        return groups.getFirst().completions().getFirst().logprobs()[0];
    }

    @Test
    void load_weightsNotFinite_areRefusedAndTheEngineSaysSoUntilOthersCome() {
        Path folder = model(23, 5);
        List<Prompt> prompts = prompts(2);
        SamplingParams params = SamplingParams.greedy(4);
        try (VectorBackend backend = VectorBackend.open(folder, null, settings(2, 1), Dtype.F32)) {
            var before = backend.generate(prompts, params, RolloutBackend.Progress.NONE);
            assertThatThrownBy(() ->
                            backend.load(TinyModel.weights(folder, "model.layers.1.mlp.up_proj.weight", Float.NaN), 3))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("model.layers.1.mlp.up_proj.weight")
                    .hasMessageContaining("NaN");
            assertThatThrownBy(() -> backend.generate(prompts, params, RolloutBackend.Progress.NONE))
                    .hasMessageContaining("no complete weights");
            backend.load(TinyModel.weights(folder), 4);
            var after = backend.generate(prompts, params, RolloutBackend.Progress.NONE);
            assertThat(after.getLast().completions().getFirst().tokens())
                    .isEqualTo(before.getLast().completions().getFirst().tokens());
        }
    }

    @Test
    void load_missingUnknownOrWronglyShapedWeights_areNamed() {
        Path folder = model(23, 5);
        try (VectorBackend backend = VectorBackend.open(folder, null, settings(2, 1), Dtype.F32)) {
            assertThatThrownBy(() -> backend.load(_ -> {}, 1))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("model.embed_tokens.weight is missing");
            assertThatThrownBy(() -> backend.load(
                            sink -> TinyModel.weights(folder)
                                    .forEach(t -> sink.accept(new PolicyWeights.Tensor(
                                            t.name(), t.dtype(), new long[] {1, 2}, t.data()))),
                            1))
                    .hasMessageContaining("shape [1, 2], but config.json implies");
        }
    }

    @Test
    void require_moreThanTheMachineHas_saysHowMuchAndWhatToLower() {
        assertThatThrownBy(() -> MemoryCheck.require(3e12, "the cache", "lower rollout.slots"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("the cache need 2794.0 GiB")
                .hasMessageContaining("lower rollout.slots");
    }

    @Test
    void generate_cacheLargerThanTheMemory_isRefusedBeforeAnythingIsAllocated() {
        Path folder = model(23, 5);
        try (VectorBackend backend = VectorBackend.open(folder, null, settings(Integer.MAX_VALUE, 1), Dtype.F32)) {
            assertThatThrownBy(() -> backend.generate(
                            prompts(1),
                            new SamplingParams(Integer.MAX_VALUE - 8, 40, 1, 0, 1, 1),
                            RolloutBackend.Progress.NONE))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("lower rollout.slots or rollout.max_new_tokens");
        }
    }
}
