package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.train.TrainListener;

/** Runs that a Java program starts, resumes and compares. */
class TrainSessionsTest extends SilentSessions {
    private TrainRecipe recipe(String... overrides) {
        List<String> all = new ArrayList<>(List.of(
                "model=" + shared.resolve("model"),
                "runs=" + folder.resolve("runs"),
                "rollout={prompts: 2, group_size: 4, max_new_tokens: 90}",
                "train={steps: 2, learning_rate: 0.01}",
                "eval.suite=none",
                "threads=1"));
        all.addAll(List.of(overrides));
        return Recipes.train(null, all);
    }

    @Test
    void train_rewardAsALambda_isWhatIsLearntFromAndTheListenerHearsEachStep() {
        List<StepRecord> steps = new ArrayList<>();

        TrainResult result = TrainSession.of(recipe())
                .reward((question, completion) -> completion.length())
                .listener(steps::add)
                .run();

        assertThat(result.finished()).isTrue();
        assertThat(result.step()).isEqualTo(2);
        assertThat(steps).extracting(StepRecord::step).containsExactly(1L, 2L);
        try (RunReader reader = RunReader.open(result.run().database())) {
            assertThat(reader.stepsAfter(0))
                    .extracting(step -> step.value(Metric.REWARD))
                    .isEqualTo(steps.stream()
                            .map(step -> step.value(Metric.REWARD))
                            .toList());
            assertThat(reader.completions(1))
                    .allSatisfy(c -> assertThat(c.reward()).isEqualTo(c.truncated() ? 0 : c.tokens()))
                    .anyMatch(c -> !c.truncated());
        }
        assertThat(steps.getFirst().value(Metric.GRAD_NORM).orElseThrow()).isPositive();
        assertThat(result.run().checkpointSteps()).containsExactly(2L);
    }

    @Test
    void train_askedToStop_savesAndResumesWithTheSameReward() {
        List<String> heard = new ArrayList<>();
        TrainResult stopped = TrainSession.of(recipe())
                .reward((_, completion) -> completion.length())
                .stopWhen(() -> true)
                .run();
        assertThat(stopped.finished()).isFalse();
        assertThat(stopped.step()).isZero();

        TrainResult end = TrainSession.resume(stopped.run().path())
                .reward((_, completion) -> completion.length())
                .listener(words(heard))
                .run();

        assertThat(end.finished()).isTrue();
        assertThat(heard).startsWith("resumed from none", "step 1");
        assertThat(TrainSession.resume(stopped.run().path()).run()).isEqualTo(end);
    }

    @Test
    void resume_withoutTheRewardThatAProgramGave_isRefused() {
        Path run = TrainSession.of(recipe())
                .reward((_, completion) -> completion.length())
                .stopWhen(() -> true)
                .run()
                .run()
                .path();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainSession.resume(run).run())
                .withMessageContaining("was rewarded by 'own' until now, not by 'boxed'");
    }

    @Test
    void resume_withARewardOfAnotherName_isRefused() {
        Path run = TrainSession.of(recipe())
                .reward("long", (_, completion) -> completion.length())
                .stopWhen(() -> true)
                .run()
                .run()
                .path();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainSession.resume(run)
                        .reward("short", (_, completion) -> -completion.length())
                        .run())
                .withMessageContaining("was rewarded by 'long' until now, not by 'short'");
    }

    @Test
    void train_metricsThatNeedAPart_areThoseOfTheAlgorithmsThatHaveIt() {
        assertThat(needed("algorithm=grpo")).containsExactly(Metric.Needs.GROUPS);
        assertThat(needed("algorithm=grpo", "kl.estimator=k3", "kl.coefficient=0.1"))
                .containsExactly(Metric.Needs.KL, Metric.Needs.GROUPS);
        assertThat(needed("algorithm=ppo")).containsExactly(Metric.Needs.CRITIC);
        assertThat(needed("algorithm=reinforce")).isEmpty();
        assertThat(needed("algorithm=reinforce++")).containsExactly(Metric.Needs.KL, Metric.Needs.BATCH_STD);
        assertThat(needed("algorithm=lite-ppo")).containsExactly(Metric.Needs.GROUPS, Metric.Needs.BATCH_STD);
    }

    private Set<Metric.Needs> needed(String... overrides) {
        Set<Metric.Needs> needs = EnumSet.noneOf(Metric.Needs.class);
        List<String> all = new ArrayList<>(List.of("train.steps=1"));
        all.addAll(List.of(overrides));
        TrainSession.of(recipe(all.toArray(String[]::new)))
                .reward((_, completion) -> completion.length())
                .listener(step -> {
                    for (Metric metric : Metric.values()) {
                        boolean always = metric.needs() == Metric.Needs.NOTHING;
                        if (!always && step.value(metric).isPresent()) {
                            needs.add(metric.needs());
                        }
                    }
                })
                .run();
        return needs;
    }

    @Test
    void train_settingWithoutUse_isAWarningToTheListener() {
        List<String> heard = new ArrayList<>();

        TrainSession.of(recipe("lora.alpha=7", "train.steps=1"))
                .listener(words(heard))
                .run();

        assertThat(heard)
                .satisfiesExactly(
                        first -> assertThat(first).startsWith("warning: lora.* changes nothing"),
                        second -> assertThat(second).isEqualTo("started"),
                        third -> assertThat(third).isEqualTo("step 1"),
                        fourth -> assertThat(fourth).isEqualTo("saved"));
    }

    private static TrainListener words(List<String> heard) {
        return new TrainListener() {
            @Override
            public void step(StepRecord record) {
                heard.add("step " + record.step());
            }

            @Override
            public void warning(String text) {
                heard.add("warning: " + text);
            }

            @Override
            public void started(RunFolder run) {
                heard.add("started");
            }

            @Override
            public void resumed(RunFolder run, Optional<Path> checkpoint) {
                heard.add("resumed from "
                        + checkpoint.map(Path::getFileName).map(Path::toString).orElse("none"));
            }

            @Override
            public void saved(Path checkpoint) {
                heard.add("saved");
            }
        };
    }

    @Test
    void compare_variantsOfSeedAndSetting_trainsEachInItsFolderAndNeitherTwice() throws IOException {
        List<Variant> variants = List.of(
                new Variant("seed-7", List.of(), OptionalLong.of(7)), Variant.of("long", "rollout.max_new_tokens=6"));
        List<VariantResult> ended = new ArrayList<>();
        CompareListener listener = new CompareListener() {
            @Override
            public void ended(VariantResult result) {
                ended.add(result);
            }
        };

        List<VariantResult> results = compare(variants).listener(listener).run();

        assertThat(results).isEqualTo(ended).allMatch(VariantResult::finished).noneMatch(VariantResult::before);
        assertThat(Files.readString(folder.resolve("cmp/seed-7/recipe.yaml"))).contains("seed: 7", "max_new_tokens: 4");
        assertThat(Files.readString(folder.resolve("cmp/long/recipe.yaml")))
                .contains("max_new_tokens: 6")
                .doesNotContain("seed: 7");
        assertThat(compare(variants).run()).allMatch(VariantResult::before);
    }

    private CompareSession compare(List<Variant> variants) {
        List<String> shared = List.of(
                "model=" + SilentSessions.shared.resolve("model"),
                "rollout={prompts: 2, group_size: 2, max_new_tokens: 4}",
                "train.steps=1",
                "eval.suite=none");
        return CompareSession.of(null, shared, variants, folder.resolve("cmp"));
    }

    @Test
    void compare_rewardAsALambda_isWhatEachVariantLearnsFrom() {
        List<VariantResult> results = compare(List.of(Variant.of("a"), Variant.of("b")))
                .reward((_, completion) -> 7)
                .run();

        assertThat(results).hasSize(2).allSatisfy(result -> {
            try (RunReader reader = RunReader.open(result.run().database())) {
                assertThat(reader.completions(1))
                        .isNotEmpty()
                        .allSatisfy(c -> assertThat(c.reward()).isEqualTo(c.truncated() ? 0 : 7));
            }
        });
    }

    @Test
    void compare_folderOfOtherSettings_isRefused() {
        compare(List.of(Variant.of("a"))).run();

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> compare(List.of(Variant.of("a", "seed=9"))))
                .withMessageContaining("was begun with other settings")
                .withMessageNotContaining("--");
    }

    @Test
    void compare_twoVariantsOfOneName_isRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> compare(List.of(Variant.of("a"), Variant.of("a"))))
                .withMessageContaining("two variants are called a");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> Variant.of("../a"))
                .withMessageContaining("a variant is called '../a'");
    }

    @Test
    void compare_namesThatAreOneFileSomewhere_areRefused() {
        for (List<String> names :
                List.of(List.of("Grpo", "grpo"), List.of("a", "A.svg"), List.of("compare"), List.of("Compare.md"))) {
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> compare(names.stream().map(Variant::of).toList()))
                    .withMessageContaining("called");
        }
        assertThat(folder).isEmptyDirectory();
    }
}
