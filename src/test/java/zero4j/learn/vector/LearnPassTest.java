package zero4j.learn.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.UserError;
import zero4j.learn.LearnBatch;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenScores;
import zero4j.weights.FusedLlama;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelFamily;
import zero4j.weights.ModelShape;
import zero4j.weights.ParameterLayout;

/** The pass against LibTorch, and against itself where nothing may change. */
class LearnPassTest {
    private static final double TOLERANCE = 1e-5;
    private static final int VOCABULARY = 75;

    private static ModelConfig config(ModelFamily family, boolean tied) {
        return LearnCase.config(family, new ModelShape(40, 56, 2, 4, 2, 256, 10_000, tied), VOCABULARY);
    }

    static Stream<ModelConfig> models() {
        ModelConfig llama = config(ModelFamilies.LLAMA, false);
        String scaled = llama.json()
                .replaceFirst(
                        "\"rope_scaling\" : null",
                        "\"rope_scaling\": {\"rope_type\": \"llama3\", \"factor\": 8.0, \"low_freq_factor\": 1.0,"
                                + " \"high_freq_factor\": 4.0, \"original_max_position_embeddings\": 64}");
        return Stream.concat(
                ModelFamilies.REGISTRY.all().stream()
                        .flatMap(family -> Stream.of(config(family, false), config(family, true))),
                Stream.of(FusedLlama.of(llama), ModelConfig.parse(scaled, "scaled"), llama.withTokens(70)));
    }

    @ParameterizedTest
    @MethodSource("models")
    void gradients_everyFamily_areThoseOfLibTorch(ModelConfig config) {
        LearnCase test = new LearnCase(config, LearnCase.mixed(config.tokens()), true);
        LearnCase.Result expected = test.torch();
        assertClose(test.vector(1, false, false), expected, config);
        assertClose(test.vector(2, true, false), expected, config);
    }

    @ParameterizedTest
    @CsvSource({"llama, 32, 2, 1", "llama, 128, 2, 2", "llama, 96, 3, 3", "llama, 200, 4, 2", "qwen3, 128, 2, 1"})
    void gradients_headsOfSeveralWidths_areThoseOfLibTorch(String family, int width, int heads, int kvHeads) {
        ModelConfig config = LearnCase.config(
                ModelFamilies.REGISTRY.get(family),
                new ModelShape(width, 72, 1, heads, kvHeads, 256, 10_000, true),
                VOCABULARY);
        LearnCase test = new LearnCase(config, LearnCase.mixed(VOCABULARY), false);
        assertClose(test.vector(2, true, false), test.torch(), config);
    }

    @Test
    void gradients_headsTogetherWiderThanTheModel_areThoseOfLibTorch() {
        ModelConfig narrow = LearnCase.config(
                ModelFamilies.REGISTRY.get("qwen3"), new ModelShape(64, 72, 2, 4, 2, 256, 10_000, true), VOCABULARY);
        ModelConfig config =
                ModelConfig.parse(narrow.json().replaceFirst("\"head_dim\" : 16", "\"head_dim\" : 32"), "wide");
        assertThat(config.headDim()).isEqualTo(32);
        LearnCase test = new LearnCase(config, LearnCase.mixed(VOCABULARY), false);
        assertClose(test.vector(2, true, false), test.torch(), config);
    }

    @Test
    void gradients_widerThanAProductReadsAtATime_areThoseOfLibTorch() {
        ModelConfig config =
                LearnCase.config(ModelFamilies.LLAMA, new ModelShape(264, 300, 1, 4, 2, 256, 10_000, true), VOCABULARY);
        LearnCase test = new LearnCase(config, LearnCase.mixed(VOCABULARY), false);
        assertClose(test.vector(2, true, false), test.torch(), config);
    }

    @Test
    void gradients_longSequence_areThoseOfLibTorch() {
        ModelConfig config =
                LearnCase.config(ModelFamilies.LLAMA, new ModelShape(16, 24, 1, 2, 1, 4096, 10_000, true), VOCABULARY);
        Random random = new Random(1);
        ScoredSequence sequence =
                LearnCase.sequence(random, LearnCase.prompt(random, 2500, VOCABULARY), 700, VOCABULARY);
        LearnCase test = new LearnCase(config, List.of(sequence), true);
        assertClose(test.vector(2, true, false), test.torch(), config);
    }

    /** Heads that are whole panels, and narrower ones. */
    private static Stream<ModelConfig> normedHeads() {
        ModelFamily qwen3 = ModelFamilies.REGISTRY.get("qwen3");
        ModelShape wide = new ModelShape(128, 72, 2, 2, 1, 256, 10_000, true);
        return Stream.of(config(qwen3, true), LearnCase.config(qwen3, wide, VOCABULARY));
    }

    @ParameterizedTest
    @MethodSource("normedHeads")
    void result_anyThreadsAndCheckpointing_hasTheSameBits(ModelConfig config) {
        LearnCase test = new LearnCase(config, LearnCase.mixed(VOCABULARY), true);
        LearnCase.Result expected = test.vector(1, true, false);
        for (int threads = 1; threads <= 3; threads++) {
            assertSame(test.vector(threads, true, threads == 2), expected);
        }
        assertSame(test.vector(1, true, true), expected);
    }

    @ParameterizedTest
    @MethodSource("normedHeads")
    void result_passThatComputedMoreBefore_hasTheBitsOfANewOne(ModelConfig config) {
        LearnCase test = new LearnCase(config, LearnCase.mixed(VOCABULARY), true);
        Random random = new Random(4);
        List<ScoredSequence> before = Stream.generate(
                        () -> LearnCase.sequence(random, LearnCase.prompt(random, 21, VOCABULARY), 200, VOCABULARY))
                .limit(5)
                .toList();
        for (boolean checkpointing : new boolean[] {false, true}) {
            assertSame(test.vector(2, true, checkpointing, before), test.vector(2, true, checkpointing));
        }
    }

    private static void assertSame(LearnCase.Result actual, LearnCase.Result expected) {
        assertThat(actual.scores().logprobs()).isEqualTo(expected.scores().logprobs());
        assertThat(actual.scores().entropies()).isEqualTo(expected.scores().entropies());
        assertThat(actual.scores().values()).isEqualTo(expected.scores().values());
        assertThat(actual.gradients()).isEqualTo(expected.gradients());
        assertThat(actual.head()).isEqualTo(expected.head());
    }

    private static void assertClose(LearnCase.Result actual, LearnCase.Result expected, ModelConfig config) {
        assertClose(actual.scores().logprobs(), expected.scores().logprobs(), "log-probs");
        assertClose(actual.scores().entropies(), expected.scores().entropies(), "entropies");
        assertClose(actual.scores().values(), expected.scores().values(), "values");
        assertClose(actual.head(), expected.head(), "value head");
        assertThat(actual.gradients()).hasSameSizeAs(expected.gradients());
        int at = 0;
        for (ParameterLayout.Leaf leaf : ParameterLayout.of(config.weights()).leaves()) {
            int end = at + Math.toIntExact(leaf.size());
            assertClose(
                    java.util.Arrays.copyOfRange(actual.gradients(), at, end),
                    java.util.Arrays.copyOfRange(expected.gradients(), at, end),
                    leaf.name());
            at = end;
        }
    }

    private static void assertClose(float[] actual, float[] expected, String what) {
        assertThat(actual).as(what).hasSameSizeAs(expected);
        float largest = 0;
        double worst = 0;
        for (int i = 0; i < actual.length; i++) {
            largest = Math.max(largest, Math.abs(expected[i]));
            double difference = Math.abs((double) actual[i] - expected[i]);
            worst = difference <= worst ? worst : difference;
        }
        assertThat(largest).as("largest of " + what).isGreaterThan(1e-3f);
        assertThat(worst / largest).as(what + ", largest " + largest).isLessThan(TOLERANCE);
    }

    @Test
    void score_sequenceWithoutScoredTokensFirst_findsNothing() {
        ModelConfig config = config(ModelFamilies.LLAMA, true);
        ScoredSequence silent = new ScoredSequence(new int[] {1, 2, 3}, 1, new boolean[2]);
        try (Arena arena = Arena.ofShared();
                LearnPass pass = new LearnPass(
                        config, arena.allocate(config.parameterCount() * Float.BYTES, Float.BYTES), 2, 1, false)) {
            pass.load();
            TokenScores scores = pass.score(LearnBatch.of(List.of(silent), true), new float[0]);
            assertThat(scores.logprobs()).isEmpty();
        }
    }

    @Test
    void forward_sequenceBeyondTheContext_isRefused() {
        ModelConfig config = config(ModelFamilies.LLAMA, true);
        ScoredSequence sequence = LearnCase.sequence(new Random(1), new int[200], 60, VOCABULARY);
        LearnCase test = new LearnCase(config, List.of(sequence), true);
        assertThatThrownBy(() -> test.vector(1, true, false))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("context of 256 tokens");
    }
}
