package zero4j.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.learn.Schedule;
import zero4j.torch.DeviceSettings;

class RecipeReaderTest {
    @TempDir
    Path folder;

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("small run.yaml"), yaml);
    }

    private static String error(@Nullable Path file, String... overrides) {
        try {
            RecipeReader.train(file, List.of(overrides));
        } catch (UserError e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("no error");
    }

    @Test
    void train_noFile_isTheDefaults() {
        TrainRecipe recipe = RecipeReader.train(null, List.of());
        assertThat(recipe.name()).isEqualTo("nano");
        assertThat(recipe.algorithm().preset()).isEqualTo("dr-grpo");
        assertThat(recipe.device())
                .isEqualTo(new DeviceSettings(DeviceSettings.Device.CPU, DeviceSettings.Dtype.FLOAT32, 0));
        assertThat(recipe.rollout().responses()).isEqualTo(128);
        assertThat(recipe.responsesPerUpdate()).isEqualTo(128);
        assertThat(recipe.updatesPerEpoch()).isEqualTo(1);
        assertThat(recipe.train().learningRate()).isEqualTo(1e-4);
        assertThat(recipe.train().schedule()).isEqualTo(Schedule.CONSTANT);
        assertThat(recipe.eval().suite()).containsExactly("nano");
    }

    @Test
    void train_fileAndOverrides_overrideInThatOrder() throws IOException {
        Path file = file("""
                algorithm: grpo
                rollout: {prompts: 4, group_size: 2}
                eval:
                  suite: [nano, data/x.jsonl]
                """);
        TrainRecipe recipe = RecipeReader.train(
                file, List.of("rollout.prompts=32", "train={steps: 7, schedule: cosine}", "data.train=nano:chain,max"));
        assertThat(recipe.name()).isEqualTo("small-run");
        assertThat(recipe.algorithm().preset()).isEqualTo("grpo");
        assertThat(recipe.rollout().prompts()).isEqualTo(32);
        assertThat(recipe.rollout().groupSize()).isEqualTo(2);
        assertThat(recipe.train().steps()).isEqualTo(7);
        assertThat(recipe.train().schedule()).isEqualTo(Schedule.COSINE);
        assertThat(recipe.eval().suite()).containsExactly("nano", "data/x.jsonl");
        assertThat(recipe.data().train()).isEqualTo("nano:chain,max");
    }

    @Test
    void render_changedRecipe_readsBackEqual() throws IOException {
        TrainRecipe recipe = RecipeReader.train(
                null,
                List.of(
                        "name=a.b-c",
                        "model='C:\\my models\\\"q\" #1: x'",
                        "seed=-9007199254740993",
                        "data.question_column='true'",
                        "data.train=nano:chain,linear",
                        "train.learning_rate=1e-6",
                        "train.eps=1.2345678901234567e-9",
                        "eval.suite='a b.jsonl,1,math'",
                        "device=cuda",
                        "dtype=bfloat16"));
        assertThat(recipe.model()).isEqualTo("C:\\my models\\\"q\" #1: x");
        String yaml = RecipeReader.render(recipe);
        assertThat(RecipeReader.train(file(yaml), List.of())).isEqualTo(recipe);
        TrainRecipe noEval = RecipeReader.train(null, List.of("eval.suite=none"));
        assertThat(noEval.eval().suite()).isEmpty();
        assertThat(RecipeReader.train(file(RecipeReader.render(noEval)), List.of("name=nano")))
                .isEqualTo(noEval);
    }

    @Test
    void bindings_everyDefaultKey_isReadAndWritten() {
        Problems problems = new Problems();
        List<Setting> train = SettingsText.ofFile("d", RecipeReader.trainReference(), problems);
        SettingValues trainValues = new SettingValues(train, List.of(), problems);
        TrainRecipe recipe = TrainBinding.read(trainValues, "x", () -> {
            throw new AssertionError();
        });
        assertThat(trainValues.unread()).isEmpty();
        assertThat(TrainBinding.write(recipe).keySet())
                .containsExactlyElementsOf(train.stream().map(Setting::key).toList());

        List<Setting> pretrain = SettingsText.ofFile("d", RecipeReader.pretrainReference(), problems);
        SettingValues pretrainValues = new SettingValues(pretrain, List.of(), problems);
        PretrainRecipe pretrainRecipe = PretrainBinding.read(pretrainValues, "x", () -> {
            throw new AssertionError();
        });
        assertThat(pretrainValues.unread()).isEmpty();
        assertThat(PretrainBinding.write(pretrainRecipe).keySet())
                .containsExactlyElementsOf(pretrain.stream().map(Setting::key).toList());
    }

    @Test
    void train_manyMistakes_areReportedTogetherWithLines() throws IOException {
        Path file = file("""
                algorithm: dr-gpro
                rollout:
                  promts: 16
                  group_size: eight
                  temperature: 0
                steps: 5
                train:
                  learning_rate: -1
                  schedule: cosin
                rolout: {x: 1}
                eval: 3
                """);
        String message = error(file, "train.betaa1=0.5", "train.epochs", "threads=[1]");
        assertThat(message)
                .startsWith("12 problems with the settings:")
                .contains(":1: algorithm is dr-gpro; it must be one of dr-grpo, grpo, ppo", "; did you mean dr-grpo?")
                .contains(file + ":3: unknown key rollout.promts; did you mean rollout.prompts?")
                .contains(":4: rollout.group_size is eight; it must be a whole number")
                .contains(":5: rollout.temperature is 0.0; it must be above 0")
                .contains(":6: unknown key steps; did you mean train.steps?")
                .contains(":8: train.learning_rate is -1.0; it must be above 0")
                .contains(":9: train.schedule is cosin; it must be one of constant, linear, cosine")
                .contains(":10: unknown key rolout.x")
                .contains(":11: eval is a section with the keys suite, every,")
                .contains("--set train.betaa1=0.5: unknown key train.betaa1; did you mean train.beta1?")
                .contains("--set train.epochs: it must be written key=value")
                .contains("--set threads=[1]: threads is [1]; it must be a whole number");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train.responses_per_update=48|it must divide the 128 completions of a step (rollout.prompts = 16 times"
                        + " rollout.group_size = 8)",
                "rollout.group_size=1|it must be at least 2: dr-grpo compares",
                "rollout.top_p=0.9|it must be 1 in training: the learner scores completions under the full distribution",
                "rollout.top_k=40|it must be 0 in training",
                "rollout.backend=vectro|vector",
                "template=qwen_math|did you mean qwen-math?",
                "name=a/b|it must consist of letters",
                "rollout.prompts=1e99|it must be a whole number",
                "train.learning_rate=1e999999999|it must be a number",
                "train.steps=|train.steps is empty; it must be a whole number",
                "model={|put it in quotes",
            })
    void train_impossibleValue_saysWhy(String override, String expected) {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RecipeReader.train(null, List.of(override)))
                .withMessageContaining("--set " + override)
                .withMessageContaining(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'a: [1'|:1: not readable as YAML",
                "'- a'|a recipe is a list of lines",
                "'seed: 1\nseed: 2'|:2: seed is given a second time",
                "'train: &a {b: *a}'|a section must not contain itself",
            })
    void train_brokenFile_namesTheLine(String yaml, String expected) throws IOException {
        assertThat(error(file(yaml))).contains(expected);
    }

    @Test
    void train_missingFile_namesIt() {
        assertThat(error(folder.resolve("none.yaml"))).contains("none.yaml").contains("there is no such file");
    }

    @Test
    void train_emptyFile_isTheDefaults() throws IOException {
        assertThat(RecipeReader.train(file("# nothing\n"), List.of("name=nano")))
                .isEqualTo(RecipeReader.train(null, List.of()));
    }

    @Test
    void pretrain_changedRecipe_readsBackEqual() throws IOException {
        List<String> overrides = new ArrayList<>(
                List.of("architecture.heads=8", "architecture.tie_embeddings=false", "train.tokens=5e9"));
        PretrainRecipe recipe = RecipeReader.pretrain(null, overrides);
        assertThat(recipe.train().steps()).isEqualTo(610_352);
        assertThat(recipe.architecture().tieEmbeddings()).isFalse();
        assertThat(RecipeReader.pretrain(file(RecipeReader.render(recipe)), List.of()))
                .isEqualTo(recipe);
    }

    @Test
    void pretrain_sequenceLongerThanContext_isRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> RecipeReader.pretrain(null, List.of("architecture.context=128")))
                .withMessageContaining(
                        "train.sequence_length is 256; it must be at most architecture.context, which is 128");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kl.estimator=k1 | kl.estimator is k1; it must be one of none, k1-reward, k2, k3, k3-ratio",
                "objective.whiten=maybe | objective.whiten is maybe; it must be true or false",
                "objective.clip_low=wide | objective.clip_low is wide; it must be a number",
                "objective.std_eps=0 | objective.std_eps is 0.0; it must be above 0",
                "train.learning_rate=2 | train.learning_rate is 2.0; it must be above 0 and at most 1",
                "train.keep_best=kl | train.keep_best is kl; it must be a metric that dr-grpo has",
                "objective.overlong_buffer=500 | it must be at most rollout.max_new_tokens, which is 112"
            })
    void train_valueThatCannotAct_isRefusedWithWhatIsAllowed(String override, String problem) {
        assertThat(error(null, override)).contains(problem);
    }

    @Test
    void train_combinationThatCannotAct_isRefused() {
        assertThat(error(null, "train.keep_best=eval_greedy", "eval.suite=none"))
                .contains("eval.suite is none");
        assertThat(error(null, "algorithm=maxrl", "kl.estimator=k1-reward")).contains("left out with maxrl");
    }
}
