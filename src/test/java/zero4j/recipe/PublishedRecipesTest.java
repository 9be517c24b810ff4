package zero4j.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Presets;
import zero4j.learn.Schedule;
import zero4j.torch.DeviceSettings;
import zero4j.weights.ModelConfig;

/** The recipes of published runs say what these ran with, and what is known of them. */
class PublishedRecipesTest {
    private static TrainRecipe recipe(String name) {
        return Recipes.train(Path.of("recipes", name + ".yaml"), List.of());
    }

    private static Algorithm algorithm(TrainRecipe recipe) {
        return Presets.of(recipe.algorithm(), recipe.rollout().maxNewTokens());
    }

    @ParameterizedTest
    @CsvSource({"oat-zero-7b, qwen-math, 8523", "oat-zero-1.5b, qwen-math, 12000", "oat-zero-3b, r1, 12000"})
    void oatZero_all_haveTheSettingsOfThePaper(String name, String template, int questions) {
        TrainRecipe recipe = recipe(name);

        assertThat(recipe.template()).isEqualTo(template);
        assertThat(recipe.reward()).isEqualTo("auto");
        assertThat(recipe.device().dtype()).isEqualTo(DeviceSettings.Precision.BFLOAT16);
        assertThat(recipe.data().maxPromptTokens()).isEqualTo(1024);
        assertThat(List.of(
                        recipe.rollout().prompts(),
                        recipe.rollout().groupSize(),
                        recipe.rollout().maxNewTokens()))
                .containsExactly(128, 8, 3000);
        assertThat(recipe.rollout().temperature()).isEqualTo(1);
        assertThat(recipe.updatesPerEpoch()).isEqualTo(8);
        assertThat(recipe.train().epochs()).isEqualTo(1);
        assertThat(recipe.train().learningRate()).isEqualTo(1e-6);
        assertThat(recipe.train().schedule()).isEqualTo(Schedule.CONSTANT);
        assertThat(recipe.train().warmupSteps()).isZero();
        assertThat(recipe.train().maxGradNorm()).isEqualTo(1);
        assertThat(recipe.train().activationCheckpointing()).isTrue();
        assertThat(recipe.train().steps()).as("20 passes").isEqualTo(20 * questions / 128);
        assertThat(recipe.eval().suite()).isNotEmpty();
        assertThat(List.of(
                        recipe.eval().every(),
                        recipe.eval().samples(),
                        recipe.eval().maxNewTokens()))
                .containsExactly(16, 0, 3000);
        assertThat(algorithm(recipe).inWords())
                .contains("no std; clip 0.2/0.2; sum / 3000, mean over responses; no KL");
    }

    @Test
    void justRl_hasTheSettingsOfThePaper() {
        TrainRecipe recipe = recipe("justrl-1.5b");

        assertThat(List.of(recipe.rollout().prompts(), recipe.rollout().groupSize()))
                .containsExactly(256, 8);
        assertThat(recipe.data().maxPromptTokens() + recipe.rollout().maxNewTokens())
                .isEqualTo(16 * 1024);
        assertThat(recipe.updatesPerEpoch()).isEqualTo(256 / 64);
        assertThat(recipe.train().learningRate()).isEqualTo(1e-6);
        assertThat(recipe.train().steps()).isEqualTo(4380);
        assertThat(algorithm(recipe).inWords())
                .contains("clip 0.2/0.28", "no KL")
                .contains("mean over all tokens of the update")
                .doesNotContain("no std");
        assertThat(algorithm(recipe).mostBatches()).as("no dynamic sampling").isEqualTo(1);
    }

    @Test
    void numinaQa_passesTwiceOverItsText() {
        PretrainRecipe recipe = Recipes.pretrain(Path.of("recipes/oat-zero-3b-numinaqa.yaml"), List.of());

        assertThat(recipe.train().learningRate()).isEqualTo(1e-5);
        assertThat(recipe.train().schedule()).isEqualTo(Schedule.CONSTANT);
        assertThat(recipe.counted(1_000_000_000).train().tokens()).isEqualTo(2_000_000_000);
        assertThat(recipe.init())
                .isEqualTo(Recipes.pretrain(Path.of("recipes/oat-zero-3b-finemath.yaml"), List.of())
                        .output());
        assertThat(recipe("oat-zero-3b").model()).isEqualTo(recipe.output());
    }

    @Test
    void counted_textThatNeverEnds_isRefused() {
        assertThatThrownBy(() -> Recipes.pretrain("train.passes=2").counted(0))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("train.passes is 2.0; it must be 0 for data = nano, which never ends");
        assertThat(Recipes.pretrain().counted(0)).isEqualTo(Recipes.pretrain());
    }

    @ParameterizedTest
    @CsvSource({
        "oat-zero-7b, 7615616512",
        "oat-zero-1.5b, 1543714304",
        "oat-zero-3b, 3212749824",
        "justrl-1.5b, 1777088000"
    })
    void shape_ofEach_hasTheParametersOfItsModel(String name, long parameters) {
        assertThat(recipe(name).published().config().map(ModelConfig::parameterCount))
                .contains(parameters);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oat-zero-7b", "oat-zero-1.5b", "oat-zero-3b", "justrl-1.5b"})
    void scores_ofEach_haveTheMeanOfTheirColumn(String name) {
        Published published = recipe(name).published();
        assertThat(published.source()).startsWith("arXiv ");
        List<String> after = published.after();
        double mean = after.subList(0, after.size() - 1).stream()
                .mapToDouble(score -> Double.parseDouble(score.substring(score.lastIndexOf(' ') + 1)))
                .average()
                .orElseThrow();
        String last = after.getLast();
        double said = Double.parseDouble(last.substring(last.lastIndexOf(' ') + 1));
        if (name.startsWith("oat")) { // of JustRL's nine benchmarks six are in the recipe
            assertThat(said).isCloseTo(mean, within(0.1));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "published.before=[AIME 24 much]|published.before is AIME 24 much; each must be a name and a score in percent",
                "published.after=[AIME 143]|published.after is AIME 143",
                "published.questions=[AIME24 0]|published.questions is AIME24 0; each must be a name and how many questions it has",
                "published.note=good|published.source is empty; it must say where the other lines of published are from",
                "published.shape=[layers]|published.shape is layers; each must be a key of config.json and its value",
                "published.shape=[model_type bert]|published.shape",
                "published.shape=[model_type llama, hidden_size 8]|num_hidden_layers",
            })
    void published_whatCannotBe_isRefusedByItsKey(String setting, String told) {
        assertThatThrownBy(() -> Recipes.train(setting))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(told);
    }
}
