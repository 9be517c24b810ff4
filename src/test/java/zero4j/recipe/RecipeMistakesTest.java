package zero4j.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;

/** What a user is told whose recipe or override cannot be meant. */
class RecipeMistakesTest {
    @TempDir
    Path folder;

    private Path file(String yaml) throws IOException {
        return Files.writeString(folder.resolve("small run.yaml"), yaml);
    }

    private static String error(@Nullable Path file, String... overrides) {
        try {
            Recipes.train(file, List.of(overrides));
        } catch (UserError e) {
            return String.valueOf(e.getMessage());
        }
        throw new AssertionError("no error");
    }

    @Test
    void override_partOfWhichYamlWouldDrop_isRefusedWhole() {
        assertThat(error(null, "train.steps=5 # quick"))
                .contains("train.steps is 5 # quick; it must be a whole number");
        assertThat(error(null, "name=[a] # b")).contains("name is [a] # b");
        assertThat(Recipes.train("data.train=[nano:sum,nano:max]", "rollout={prompts: 3}")
                        .rollout()
                        .prompts())
                .isEqualTo(3);
    }

    @Test
    void train_textWithAColonReadAsASection_isToldToQuote() throws IOException {
        assertThat(error(null, "reward={command: ./x}")).contains("reward is one value and no section");
        assertThat(error(file("reward:\n  command: ./x\n"))).contains(":2: reward is one value", "in quotes");
        assertThat(error(file("reward: command: ./x\n"))).contains("text with a colon must be in quotes");
    }

    @Test
    void train_settingThatWentAway_readsWithTheValueThatChangedNothing() throws IOException {
        Path old = file("name: nano\nrollout:\n  prompts: 16\n  top_p: 1.0\n  top_k: 0\n");
        assertThat(Recipes.train(old, List.of())).isEqualTo(Recipes.train());
        assertThat(error(file("rollout:\n  top_p: 0.9\n  top_k: [0]\n")))
                .contains(":2: rollout.top_p is 0.9; it must be 1 in training: the learner scores")
                .contains(":3: rollout.top_k is [0]; it must be 0 in training");
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

    @Test
    void train_mistakesAndMissingFiles_comeInTheOrderOfTheFileThenOfTheOverrides() throws IOException {
        Path there = Files.writeString(folder.resolve("questions.jsonl"), "");
        Path file = file("""
                train:
                  steps: many
                  learning_rate: -1
                model: nowhere/at/all
                rollout:
                  promts: 16
                  temperature: 0
                template: gone.txt
                data: {train: gone.jsonl}
                eval:
                  suite: [nano, %s, gone-too.jsonl]
                  every: -1
                name: a b
                """.formatted(there));
        String message = error(file, "train.epochs=0", "stepz=4", "threads=x");
        assertThat(message.lines().skip(1).map(line -> line.strip().replaceFirst(" is .*| key .*", "")))
                .containsExactly(
                        file + ":2: train.steps",
                        file + ":3: train.learning_rate",
                        file + ":4: model",
                        file + ":6: unknown",
                        file + ":7: rollout.temperature",
                        file + ":8: template",
                        file + ":9: data.train",
                        file + ":11: eval.suite",
                        file + ":12: eval.every",
                        file + ":13: name",
                        "--set train.epochs=0: train.epochs",
                        "--set stepz=4: unknown",
                        "--set threads=x: threads");
        assertThat(message)
                .contains(
                        "model is nowhere/at/all; there is no such file or folder",
                        "eval.suite is gone-too.jsonl; there is no such file or folder");
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
                "dist.shard=optimiser|optimizer",
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
                .isThrownBy(() -> Recipes.train(null, List.of(override)))
                .withMessageContaining("--set " + override)
                .withMessageContaining(expected);
    }

    @Test
    void train_workersWithGradientsThatNobodyKeeps_saysWhy() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Recipes.train(null, List.of("dist.shard=gradients", "train.workers=2")))
                .withMessageContaining("train.workers is 2; it must be 0 or 1 with dist.shard: gradients");
        assertThat(Recipes.train(null, List.of("dist.shard=gradients", "train.workers=2", "lora.rank=4"))
                        .train()
                        .workers())
                .isEqualTo(2);
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
    void pretrain_sequenceLongerThanContext_isRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Recipes.pretrain(null, List.of("architecture.context=128")))
                .withMessageContaining(
                        "train.sequence_length is 256; it must be at most architecture.context, which is 128");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kl.estimator=k1 | kl.estimator is k1; it must be one of none, k1-reward, k2, k3, k3-ratio, or preset",
                "objective.whiten=maybe | objective.whiten is maybe; it must be true or false, or preset",
                "objective.clip_low=wide | objective.clip_low is wide; it must be a number, or preset",
                "objective.std_eps=0 | objective.std_eps is 0.0; it must be above 0",
                "train.learning_rate=2 | train.learning_rate is 2.0; it must be above 0 and at most 1",
                "train.keep_best=kl | train.keep_best is kl; it must be a metric that dr-grpo has",
                "train.keep_best=-value_loss | is -value_loss; it must be a metric that dr-grpo has",
                "train.keep_best=explained_variance | it must be a metric that dr-grpo has",
                "train.keep_best=seconds_exchange | it tells of the machine; it must be empty, eval_greedy, eval_avg or",
                "objective.overlong_buffer=500 | it must be at most rollout.max_new_tokens, which is 112"
            })
    void train_valueThatCannotAct_isRefusedWithWhatIsAllowed(String override, String problem) {
        assertThat(error(null, override)).contains(problem);
    }

    @Test
    void train_bestByAMetricOfThePartThatTheAlgorithmHas_isTaken() {
        assertThat(Recipes.train(null, List.of("train.keep_best=-kl", "kl.estimator=k3", "kl.coefficient=0.1"))
                        .train()
                        .keepBest())
                .isEqualTo("-kl");
        assertThat(Recipes.train(null, List.of("train.keep_best=explained_variance", "algorithm=ppo"))
                        .train()
                        .keepBest())
                .isEqualTo("explained_variance");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rollout.servers=[ftp://a:1] | rollout.servers is ftp://a:1; each must be an address",
                "rollout.request_deadline=0  | rollout.request_deadline is 0; it must be at least 1"
            })
    void train_serversRefused_isTheOnlyProblem(String override, String problem) {
        assertThat(error(null, "rollout.backend=vllm", "rollout.servers=[http://a:1]", override))
                .contains(problem)
                .startsWith("1 problem ");
    }

    @Test
    void train_combinationThatCannotAct_isRefused() {
        assertThat(error(null, "train.keep_best=eval_greedy", "eval.suite=none"))
                .contains("eval.suite is none");
        assertThat(error(null, "train.keep_best=-eval_avg", "eval.samples=0"))
                .contains("train.keep_best is -eval_avg; it must be eval_greedy", "where eval.samples is 0");
        assertThat(error(null, "algorithm=maxrl", "kl.estimator=k1-reward")).contains("left out with maxrl");
        assertThat(error(null, "algorithm=maxrl", "kl.estimator=k1-reward", "objective.overlong_buffer=4"))
                .contains("kl.estimator", "objective.overlong_buffer", "left out with maxrl");
    }
}
