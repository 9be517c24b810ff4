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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.data.Question;
import zero4j.engine.EngineSettings;
import zero4j.engine.vector.VectorBackend;
import zero4j.learn.AdamWSettings;
import zero4j.learn.Learner;
import zero4j.learn.LearnerBackend;
import zero4j.learn.ReferencePolicy;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TinyLearner;
import zero4j.learn.TokenGradients;
import zero4j.learn.TrainSettings;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.recipe.Recipes;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.template.StopRule;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/** Learning in Java beside learning on LibTorch: the same weights, the same files. */
class VectorLearnerBackendTest {
    private static final TrainSettings SETTINGS = Recipes.train(
                    null, List.of("train={learning_rate: 1e-3, warmup_steps: 0, tokens_per_micro_batch: 40}"))
            .train();
    private static final AdamWSettings ADAM_W = new AdamWSettings(0.9, 0.95, 1e-6, 0.1);

    @TempDir
    private Path folder = Path.of("");

    private static VectorLearnerBackend inJava(Path weights, boolean shared, int threads) {
        return new VectorLearnerBackend(
                weights,
                TinyLearner.MODEL,
                new VectorPassSettings(40, false, shared, threads),
                ADAM_W,
                TinyLearner.TEMPERATURE);
    }

    private static LearnerBackend onTorch(CausalLm lm) {
        return new TorchLearnerBackend(lm, PassSettings.of(SETTINGS), ADAM_W, TinyLearner.TEMPERATURE);
    }

    private static CausalLm model(Path weights) {
        return ModelFiles.load(weights, TinyLearner.MODEL, DeviceAndDtype.cpu(ScalarType.Float), true);
    }

    /** Learns from some batches, and saves. */
    private static Map<String, float[]> learnt(LearnerBackend backend, Path from, int first, int last, Path to) {
        try (Learner learner = new Learner(
                backend, Presets.of(AlgorithmSettings.of("ppo"), TinyLearner.BUDGET), SETTINGS, ReferencePolicy.NONE)) {
            if (Files.exists(from.resolve("optimizer.safetensors"))) {
                learner.resume(from);
            }
            for (int step = first; step <= last; step++) {
                List<Response> responses =
                        rewarded(TinyLearner.batch(new Random(step)).responses());
                var _ = learner.learn(learner.advantages(responses, 0), step, _ -> {});
            }
            learner.save(Files.createDirectories(to));
            return copied(learner.weights());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Response> rewarded(List<Response> responses) {
        return IntStream.range(0, responses.size())
                .mapToObj(i -> {
                    Response r = responses.get(i);
                    return new Response(
                            r.question(),
                            r.group(),
                            r.tokens(),
                            r.promptLength(),
                            r.learnt(),
                            r.samplerLogprobs(),
                            r.versions(),
                            r.truncated(),
                            i % 3);
                })
                .toList();
    }

    private static Map<String, float[]> copied(PolicyWeights weights) {
        Map<String, float[]> copies = new LinkedHashMap<>();
        weights.forEach(tensor -> copies.put(tensor.name(), tensor.data().toArray(ValueLayout.JAVA_FLOAT)));
        return copies;
    }

    private static void assertClose(Map<String, float[]> actual, Map<String, float[]> expected, double share) {
        assertThat(actual).hasSameSizeAs(expected);
        expected.forEach((name, values) -> {
            float largest = 0;
            for (float value : values) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(actual.get(name)).as(name).containsExactly(values, within((float) (share * largest)));
        });
    }

    @Test
    void learn_threeUpdates_leadsWhereLibTorchDoes() {
        Path start = TinyLearner.MODEL;
        Map<String, float[]> java = learnt(inJava(start, true, 2), start, 1, 3, folder.resolve("java"));
        try (CausalLm lm = model(start)) {
            Map<String, float[]> before = copied(onTorch(lm).weights());
            Map<String, float[]> torch = learnt(onTorch(lm), start, 1, 3, folder.resolve("torch"));
            assertThat(java.get("model.norm.weight")).isNotEqualTo(before.get("model.norm.weight"));
            assertClose(java, torch, 2e-4); // AdamW makes much of gradients that are nearly zero
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void resume_checkpointOfTheOther_goesOnAsThatWould(boolean beginsInJava) throws IOException {
        Path start = TinyLearner.MODEL;
        Path middle = folder.resolve("middle");
        Function<Path, Map<String, float[]>> torch = from -> {
            try (CausalLm lm = model(from)) {
                return learnt(onTorch(lm), from, 2, 3, folder.resolve("torch"));
            }
        };
        Function<Path, Map<String, float[]>> java =
                from -> learnt(inJava(from, true, 1), from, 2, 3, folder.resolve("java"));
        if (beginsInJava) {
            var _ = learnt(inJava(start, true, 1), start, 1, 1, middle);
        } else {
            try (CausalLm lm = model(start)) {
                var _ = learnt(onTorch(lm), start, 1, 1, middle);
            }
        }
        assertClose(java.apply(middle), torch.apply(middle), 2e-4);
        assertThat(Files.size(folder.resolve("java/optimizer.safetensors")))
                .isEqualTo(Files.size(folder.resolve("torch/optimizer.safetensors")));
        try (ModelFolder written = ModelFolder.open(folder.resolve("java"));
                ModelFolder other = ModelFolder.open(folder.resolve("torch"))) {
            assertThat(written.tensors()).isEqualTo(other.tensors());
        }
    }

    private static List<ScoredSequence> groups() {
        Random random = new Random(3);
        List<ScoredSequence> sequences = new ArrayList<>();
        for (int group = 0; group < 3; group++) {
            int[] prompt = random.ints(18 + group, 0, 96).toArray();
            for (int sample = 0; sample < 3; sample++) {
                int length = 1 + random.nextInt(9);
                int[] tokens = Arrays.copyOf(prompt, prompt.length + length);
                boolean[] scored = new boolean[length];
                for (int i = 0; i < length; i++) {
                    tokens[prompt.length + i] = random.nextInt(96);
                    scored[i] = i % 3 != 1;
                }
                sequences.add(new ScoredSequence(tokens, prompt.length, scored));
            }
        }
        return sequences;
    }

    private static Map<String, float[]> gradient(boolean shared, int threads) {
        try (VectorLearnerBackend backend = inJava(TinyLearner.MODEL, shared, threads)) {
            var _ = backend.gradient(
                    groups(), LearnerBackend.NO_HEAD, (_, _, scores) -> TokenGradients.ofLogprobs(scores.logprobs()));
            return copied(backend.gradients());
        }
    }

    @Test
    void gradient_anyNumberOfThreads_hasTheSameBits() {
        Map<String, float[]> one = gradient(true, 1);
        for (int threads : new int[] {2, 3}) {
            gradient(true, threads)
                    .forEach((name, values) -> assertThat(values).as(name).isEqualTo(one.get(name)));
        }
    }

    @Test
    void gradient_sharedPrompts_isThatOfPromptsComputedForEachResponse() {
        assertClose(gradient(true, 1), gradient(false, 1), 1e-5);
    }

    @Test
    void gradient_sharedPrompts_countsThemOnce() {
        long inputs = 0;
        long pairs = 0;
        Set<Integer> prompts = new HashSet<>();
        for (ScoredSequence sequence : groups()) {
            int last = sequence.tokens().length
                    - 1; // nothing is predicted from the last token, nor behind the last scored one
            while (!sequence.scored()[last - sequence.given()]) {
                last--;
            }
            for (int position = 0; position < last; position++) {
                if (position >= sequence.given() || prompts.add(100 * sequence.given() + position)) {
                    inputs++;
                    pairs += position + 1;
                }
            }
        }
        try (VectorLearnerBackend backend = new VectorLearnerBackend(
                TinyLearner.MODEL,
                TinyLearner.MODEL,
                new VectorPassSettings(1000, false, true, 1),
                ADAM_W,
                TinyLearner.TEMPERATURE)) {
            LearnerBackend.Passes passes = backend.gradient(
                    groups(), LearnerBackend.NO_HEAD, (_, _, scores) -> TokenGradients.ofLogprobs(scores.logprobs()));
            assertThat(passes.inputs()).isEqualTo(inputs);
            assertThat(passes.pairs()).isEqualTo(pairs);
        }
    }

    @Test
    void gradient_twice_isNotAddedUp() {
        try (VectorLearnerBackend backend = inJava(TinyLearner.MODEL, true, 1)) {
            LearnerBackend.TokenLoss loss = (_, _, scores) -> TokenGradients.ofLogprobs(scores.logprobs());
            var _ = backend.gradient(groups(), LearnerBackend.NO_HEAD, loss);
            Map<String, float[]> once = copied(backend.gradients());
            var _ = backend.gradient(groups(), LearnerBackend.NO_HEAD, loss);
            copied(backend.gradients())
                    .forEach((name, values) -> assertThat(values).as(name).isEqualTo(once.get(name)));
        }
    }

    private static List<CompletionGroup> sampled(VectorBackend engine) {
        Question question = new Question("q", "q", List.of("1"), Map.of());
        return engine.generate(
                List.of(new Prompt(question, "q", new int[] {5, 6, 7}, StopRule.NONE)),
                new SamplingParams(6, 12, 1, 0, 1, 9),
                RolloutBackend.Progress.NONE);
    }

    @Test
    void shared_afterAStep_isSampledFromAsACopyIs() {
        EngineSettings settings = new EngineSettings(4, 2);
        try (VectorLearnerBackend learner = inJava(TinyLearner.MODEL, true, 1);
                VectorBackend sharing = VectorBackend.sharing(learner.shared(), null, settings)) {
            List<CompletionGroup> before = sampled(sharing);
            var _ = learner.gradient(
                    groups(), LearnerBackend.NO_HEAD, (_, _, scores) -> TokenGradients.ofLogprobs(scores.logprobs()));
            learner.step(1e-2);
            sharing.load(learner.weights(), 1);
            try (VectorBackend copy =
                    VectorBackend.of(learner.config(), learner.weights(), null, settings, Dtype.F32)) {
                copy.load(learner.weights(), 1);
                List<CompletionGroup> expected = sampled(copy);
                assertThat(sampled(sharing)).usingRecursiveComparison().isEqualTo(expected);
                assertThat(before.getFirst().completions().getFirst().logprobs())
                        .isNotEqualTo(
                                expected.getFirst().completions().getFirst().logprobs());
            }
        }
    }

    @Test
    void shared_weightsOfSomebodyElseOrNotFinite_areRefused() {
        try (VectorLearnerBackend learner = inJava(TinyLearner.MODEL, true, 1);
                VectorLearnerBackend other = inJava(TinyLearner.MODEL, true, 1);
                VectorBackend sharing = VectorBackend.sharing(learner.shared(), null, new EngineSettings(4, 1))) {
            PolicyWeights foreign = other.weights();
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> sharing.load(foreign, 1))
                    .withMessageContaining("is not the learner's");
            learner.weights().forEach(tensor -> {
                if (tensor.name().equals("model.norm.weight")) {
                    tensor.data().set(ValueLayout.JAVA_FLOAT, 0, Float.NaN);
                }
            });
            PolicyWeights spoilt = learner.weights();
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> sharing.load(spoilt, 1))
                    .withMessageContaining("model.norm.weight holds NaN");
        }
    }

    @Test
    void open_weightsThatDoNotFit_areRefusedByName() {
        ModelConfig config = ModelFolder.config(TinyLearner.MODEL);
        VectorPassSettings passes = new VectorPassSettings(40, false, true, 1);
        PolicyWeights none = _ -> {};
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> new VectorLearnerBackend(config, none, passes, ADAM_W, 1))
                .withMessageContaining("model.embed_tokens.weight is missing");
        float[] values = new float[config.hiddenSize()];
        values[3] = Float.NaN;
        PolicyWeights spoilt = consumer -> consumer.accept(new PolicyWeights.Tensor(
                "model.norm.weight", "F32", new long[] {values.length}, MemorySegment.ofArray(values)));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> new VectorLearnerBackend(config, spoilt, passes, ADAM_W, 1))
                .withMessageContaining("model.norm.weight holds NaN");
    }
}
