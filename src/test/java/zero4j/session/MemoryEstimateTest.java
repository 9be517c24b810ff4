package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.cli.TinyNanoModel;
import zero4j.dist.Sharding;
import zero4j.learn.vector.PassMemory;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/** What a setting changes of the estimate, for the bundled model in float32. */
class MemoryEstimateTest {
    private static final MemoryEstimate PLAIN = estimate();

    private static MemoryEstimate estimate(String... settings) {
        List<String> all =
                new ArrayList<>(List.of("train.workers=1", "rollout.backend=torch", "learner.backend=torch"));
        all.addAll(List.of(settings));
        try (TrainSetup setup = TrainSetup.of(Recipes.train(null, all), _ -> {})) {
            return MemoryEstimate.of(setup);
        }
    }

    @Test
    void adapter_needsNoGradientsAndMomentsOfTheModel() {
        assertThat(estimate("lora.rank=2").model()).isLessThan(0.5 * PLAIN.model());
    }

    @Test
    void reference_residentOrNot_isCountedOnlyWhereItStays() {
        double copy = PLAIN.model() / 4; // of weights, gradients and two moments
        assertThat(estimate("kl.estimator=k3").model()).isCloseTo(PLAIN.model() + copy, within(1.0));
        assertThat(estimate("kl.estimator=k3", "kl.offload=true").model()).isEqualTo(PLAIN.model());
        assertThat(estimate("kl.estimator=k3", "lora.rank=2").model())
                .isEqualTo(estimate("lora.rank=2").model());
    }

    @Test
    void learner_inJava_hasWeightsPackedForBothWaysAndItsOwnActivations() {
        String[] settings = {"learner.backend=vector", "train.tokens_per_micro_batch=4000"};
        MemoryEstimate inJava = estimate(settings);
        try (TrainSetup setup = TrainSetup.of(Recipes.train(null, List.of(settings)), _ -> {})) {
            int longest = setup.config().longestSequence();
            int all = setup.recipe().rollout().responses() * longest;
            int scored = setup.recipe().rollout().responses()
                    * setup.recipe().rollout().maxNewTokens();
            PassMemory.Work work = new PassMemory.Work(4000, all, scored, longest);
            PassMemory passes = PassMemory.ofLearner(setup.config(), work, false);
            double copy = PLAIN.model() / 4;
            assertThat(inJava.model())
                    .as("LibTorch samples from weights of its own")
                    .isCloseTo(PLAIN.model() + copy + passes.weights() + passes.secondSum(), within(1.0));
            assertThat(estimate("learner.backend=vector", "rollout.backend=vector")
                            .model())
                    .as("Java samples from the learner's")
                    .isCloseTo(PLAIN.model() + passes.weights() + passes.secondSum(), within(1.0));
            assertThat(inJava.activations()).isCloseTo((double) passes.activations(), within(1.0));
            assertThat(inJava.logits()).isCloseTo((double) passes.logits(), within(1.0));
            assertThat(estimate("learner.backend=vector", "lora.rank=2").model())
                    .isCloseTo(
                            estimate("lora.rank=2").model() + 2 * copy + passes.weights() + passes.secondSum(),
                            within(1.0));
            assertThat(estimate("learner.backend=vector", "kl.estimator=k3", "train.tokens_per_micro_batch=4000")
                            .model())
                    .isCloseTo(
                            inJava.model()
                                    + copy
                                    + PassMemory.ofScorer(setup.config(), work).total(),
                            within(1.0));
        }
        assertThat(estimate("learner.backend=vector", "train.workers=2", "train.tokens_per_micro_batch=4000"))
                .as("threads share one gradient")
                .isEqualTo(inJava);
    }

    @Test
    void reference_anotherModelOrOneThatComesAndGoes_isCountedWithItsOwnSize(@TempDir Path folder) {
        TinyNanoModel.make(folder.resolve("tiny"));
        long parameters = ModelFolder.config(folder.resolve("tiny")).parameterCount();
        String tiny = "kl.reference=" + folder.resolve("tiny");
        assertThat(estimate("kl.estimator=k3", tiny).model()).isCloseTo(PLAIN.model() + 4.0 * parameters, within(1.0));
        // With hardly a token to learn from it is more than the activations.
        String[] few = {
            "rollout.prompts=1", "rollout.group_size=2", "data.max_prompt_tokens=1", "rollout.max_new_tokens=1"
        };
        double weights = PLAIN.model() / 4;
        assertThat(estimate(few).activations()).isLessThan(weights);
        assertThat(estimate(Stream.concat(Stream.of(few), Stream.of("kl.estimator=k3", "kl.offload=true"))
                                .toArray(String[]::new))
                        .activations())
                .isCloseTo(weights, within(1.0));
    }

    @Test
    void cache_enginesThatSharePromptsAndEvaluations_countWhatIsThereAtOnce() {
        String[] all = {"eval.suite=none", "data.max_prompt_tokens=100", "rollout.max_new_tokens=20", "threads=1"};
        double position = estimate("eval.suite=none", "data.max_prompt_tokens=1", "rollout.max_new_tokens=1")
                        .cache()
                / (128 * 2);
        assertThat(estimate(all).cache()).isCloseTo(128 * 120 * position, within(1.0));
        all = Arrays.copyOf(all, all.length + 1);
        all[all.length - 1] = "rollout.backend=vector";
        assertThat(estimate(all).cache()).isCloseTo((16 * 100 + 128 * 20) * position, within(1.0));
        String[] parted =
                Stream.concat(Stream.of(all), Stream.of("rollout.workers=3")).toArray(String[]::new);
        assertThat(estimate(parted).cache())
                .as("each worker but the first may read a prompt again")
                .isCloseTo((18 * 100 + 128 * 20) * position, within(1.0));
        String[] few =
                Stream.concat(Stream.of(all), Stream.of("rollout.slots=8")).toArray(String[]::new);
        assertThat(estimate(few).cache())
                .as("no more prompts than sequences")
                .isCloseTo(8 * 120 * position, within(1.0));
        all[0] = "eval.max_new_tokens=50";
        assertThat(estimate(all).cache()).isCloseTo(128 * 150 * position, within(1.0));
    }

    @Test
    void workers_more_haveGradientsLogitsAndActivationsOfTheirOwn() {
        MemoryEstimate two = estimate("train.workers=2", "train.tokens_per_micro_batch=512");
        MemoryEstimate one = estimate("train.tokens_per_micro_batch=512");
        assertThat(two.model()).isCloseTo(1.25 * one.model(), within(1.0));
        assertThat(two.logits()).isEqualTo(2 * one.logits());
        assertThat(two.activations()).isEqualTo(2 * one.activations());
    }

    @Test
    void processes_moreOrOtherPieces_keepLessEach() {
        TrainRecipe recipe = Recipes.train(Path.of("recipes/oat-zero-7b.yaml"), List.of());
        ModelConfig config = recipe.published().config().orElseThrow();
        double parameters = config.parameterCount();
        BiFunction<Sharding, Integer, Double> model = (sharding, count) -> MemoryEstimate.of(
                        recipe, config, true, Optional.empty(), new MemoryEstimate.Processes(count, sharding))
                .model();
        double none = model.apply(Sharding.NONE, 8);
        assertThat(model.apply(Sharding.GRADIENTS, 1)).isEqualTo(model.apply(Sharding.NONE, 1));
        assertThat(model.apply(Sharding.NONE, 2)).isEqualTo(none);
        // Moments and the weights in float32: 12 bytes, of which an eighth stays.
        assertThat(none - model.apply(Sharding.OPTIMIZER, 8)).isCloseTo(10.5 * parameters, within(1.0));
        assertThat(none - model.apply(Sharding.OPTIMIZER, 2)).isCloseTo(6 * parameters, within(1.0));
        // And gradients: 6 bytes, of which 4 are a piece's.
        assertThat(none - model.apply(Sharding.GRADIENTS, 8)).isBetween(14 * parameters, 16 * parameters);
    }

    @Test
    void pretraining_moreProcesses_keepLessEachAndHaveFewerDocuments() {
        PretrainRecipe recipe = Recipes.pretrain(
                null,
                List.of(
                        "learner.backend=torch",
                        "train.batch_tokens=1000",
                        "train.sequence_length=100",
                        "train.tokens_per_micro_batch=9000"));
        ModelConfig config = Recipes.train(Path.of("recipes/oat-zero-7b.yaml"), List.of())
                .published()
                .config()
                .orElseThrow();
        BiFunction<Sharding, Integer, MemoryEstimate> each =
                (sharding, count) -> MemoryEstimate.of(recipe, config, new MemoryEstimate.Processes(count, sharding));
        assertThat(each.apply(Sharding.NONE, 1)).isEqualTo(MemoryEstimate.of(recipe, config));
        // Moments: 8 bytes, of which an eighth stays.
        assertThat(each.apply(Sharding.NONE, 8).model()
                        - each.apply(Sharding.OPTIMIZER, 8).model())
                .isCloseTo(7.0 * config.parameterCount(), within(1.0));
        assertThat(each.apply(Sharding.NONE, 2).activations())
                .isCloseTo(each.apply(Sharding.NONE, 1).activations() * 600 / 1100, within(1.0));
    }

    @Test
    void pretraining_inJava_hasThePassesOfAMicroBatch() {
        PretrainRecipe recipe = Recipes.pretrain(
                null,
                List.of(
                        "learner.backend=vector",
                        "train.batch_tokens=200",
                        "train.sequence_length=100",
                        "train.tokens_per_micro_batch=150"));
        ModelConfig config = ModelFolder.config(Path.of("models/nano"));
        PassMemory passes = PassMemory.ofLearner(config, new PassMemory.Work(150, 300, 300, 100), false);
        MemoryEstimate estimate = MemoryEstimate.of(recipe, config);
        assertThat(estimate.model())
                .isCloseTo(16.0 * config.parameterCount() + passes.weights() + passes.secondSum(), within(1.0));
        assertThat(estimate.activations()).isCloseTo((double) passes.activations(), within(1.0));
    }

    @Test
    void activationCheckpointing_keepsAFractionOfTheActivations() {
        assertThat(estimate("train.activation_checkpointing=true").activations())
                .isBetween(0.2 * PLAIN.activations(), 0.5 * PLAIN.activations());
    }

    @Test
    void excess_moreThanThereIs_namesTheSettingOfTheLargestPart() {
        TrainRecipe recipe = Recipes.train(null, List.of("rollout.slots=96"));

        assertThat(new MemoryEstimate(1e9, 9e9, 1e9, 1e9).excess(recipe, 13e9)).isEmpty();
        assertThat(new MemoryEstimate(1e9, 9e9, 1e9, 1e9).excess(recipe, 4e9))
                .hasValueSatisfying(said -> assertThat(said)
                        .contains("11.2 GiB", "3.7 GiB", "rollout.slots (96)")
                        .doesNotContain("train."));
        assertThat(new MemoryEstimate(9e9, 1e9, 1e9, 1e9).excess(recipe, 4e9).orElseThrow())
                .contains("lora.rank");
        assertThat(new MemoryEstimate(9e9, 1e9, 1e9, 1e9)
                        .excess(Recipes.train(null, List.of("lora.rank=2")), 4e9)
                        .orElseThrow())
                .contains("learner.backend: torch")
                .doesNotContain("lora.rank");
        assertThat(new MemoryEstimate(1e9, 1e9, 9e9, 1e9).excess(recipe, 4e9).orElseThrow())
                .contains("train.logprob_chunk");
        assertThat(new MemoryEstimate(1e9, 1e9, 1e9, 9e9).excess(recipe, 4e9).orElseThrow())
                .contains("train.tokens_per_micro_batch", "train.activation_checkpointing");
    }
}
