package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.TreeSet;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.dist.SingleProcess;
import zero4j.engine.EngineSettings;
import zero4j.engine.torch.TorchBackend;
import zero4j.engine.vector.VectorBackend;
import zero4j.model.CausalLm;
import zero4j.model.Initialisation;
import zero4j.model.ModelFiles;
import zero4j.model.SequenceScores;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TinyModel;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

/** Rows of the output layer beyond the tokens: whoever counts them in a distribution sees another policy than the others. */
class PaddedVocabularyTest {
    private static final double TEMPERATURE = 0.7;

    @TempDir
    private Path folder = Path.of("");

    private static RolloutBackend engine(String name, Path model, Tokenizer tokenizer) {
        EngineSettings settings = new EngineSettings(4, 1);
        return name.equals("vector")
                ? VectorBackend.open(model, tokenizer, settings, Dtype.F32)
                : TorchBackend.owning(load(model), tokenizer, settings);
    }

    private static CausalLm load(Path model) {
        return ModelFiles.load(model, DeviceAndDtype.cpu(ScalarType.Float), false);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vector", "torch"})
    void logprobs_ofTheSampler_areTheLearners(String name) {
        Path model = TinyModel.write(folder.resolve("model"), 5, new TreeSet<>());
        Prompt prompt = TinyModel.prompt(1, 4, StopRule.NONE);
        for (double temperature : new double[] {1, TEMPERATURE}) {
            List<Completion> completions;
            Tokenizer tokenizer = Tokenizer.load(model);
            try (RolloutBackend engine = engine(name, model, tokenizer)) {
                completions = engine.generate(
                                List.of(prompt),
                                new SamplingParams(6, 30, temperature, 0, 1, 3),
                                RolloutBackend.Progress.NONE)
                        .getFirst()
                        .completions();
            }
            List<Response> responses =
                    completions.stream().map(c -> response(prompt, c)).toList();
            try (CausalLm lm = load(model)) {
                assertThat(lm.config().tokens()).isLessThan(lm.config().vocabSize());
                List<float[]> learners =
                        TinyLearner.logprobs(lm, ProofLearner.Cut.NONE.settings(), temperature, responses);
                for (int i = 0; i < completions.size(); i++) {
                    assertThat(Arrays.stream(completions.get(i).tokens()))
                            .allMatch(token -> token < lm.config().tokens());
                    assertThat(completions.get(i).logprobs()).containsExactly(learners.get(i), within(1e-4f));
                    if (temperature == 1) {
                        float[] all =
                                SequenceScores.logprobs(lm, responses.get(i).tokens());
                        assertThat(Arrays.copyOfRange(all, prompt.tokens().length - 1, all.length))
                                .containsExactly(learners.get(i), within(1e-4f));
                    }
                }
            }
        }
    }

    private static Response response(Prompt prompt, Completion completion) {
        int length = prompt.tokens().length;
        int[] tokens = Arrays.copyOf(prompt.tokens(), length + completion.length());
        System.arraycopy(completion.tokens(), 0, tokens, length, completion.length());
        boolean[] learnt = new boolean[completion.length()];
        Arrays.fill(learnt, true);
        return new Response(
                "q", 0, tokens, length, learnt, completion.logprobs(), new long[completion.length()], false, 1);
    }

    @Test
    void update_untiedHead_leavesThePaddingAsItIs() {
        int tokens = ProofModel.VOCABULARY;
        ModelConfig config = ModelConfig.fresh(
                        ModelFamilies.QWEN2,
                        new ModelShape(8, 12, 2, 2, 1, 32, 10_000, false),
                        tokens + 3,
                        OptionalInt.empty(),
                        new TreeSet<>())
                .withTokens(tokens);
        try (CausalLm lm = new CausalLm(config, DeviceAndDtype.cpu(ScalarType.Float), true)) {
            Initialisation.normal(lm, 1);
            float[] before = DeviceAndDtype.toFloats(lm.head());
            try (Learner learner = ProofLearner.learner(
                    lm,
                    Presets.of(ProofSettings.of("grpo").done(), ProofBatch.BUDGET),
                    ProofLearner.Cut.NONE.settings(),
                    new SingleProcess())) {
                List<Response> responses = ProofBatch.random(1).responses();
                var _ = learner.learn(learner.advantages(responses, 0), 1, _ -> {});
            }
            float[] after = DeviceAndDtype.toFloats(lm.head());
            int width = before.length / (tokens + 3);
            assertThat(Arrays.copyOfRange(after, tokens * width, after.length))
                    .isEqualTo(Arrays.copyOfRange(before, tokens * width, before.length));
            assertThat(Arrays.copyOf(after, tokens * width)).isNotEqualTo(Arrays.copyOf(before, tokens * width));
        }
    }
}
