package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.UserError;
import zero4j.bench.BenchModel;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.ServerSettings;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;

/** What a run that goes on looks at: everything that it depends on, and nothing else. */
class ResumeTest extends StoppedRun {
    @Test
    void resume_untouched_goesOnWithoutAWord() {
        assertThat(resumed().run().step()).isEqualTo(6);
        assertThat(warnings).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tokenizer.json", "tokenizer_config.json", "config.json", "model.safetensors"})
    void resume_anotherFileOfTheModel_isRefusedByItsName(String name) throws IOException {
        Path file = shared.resolve("model").resolve(name);
        byte[] before = Files.readAllBytes(file);
        byte[] changed = before.clone();
        if (name.endsWith(".json")) {
            changed = Arrays.copyOf(before, before.length + 1);
            changed[before.length] = '\n';
        } else {
            changed[changed.length - 3] ^= 1; // not in the sign or exponent
        }
        Files.write(file, changed);
        try {
            assertThat(refusal()).contains("the model's file " + file + " has changed since run started");
        } finally {
            Files.write(file, before);
        }
    }

    /** The script is named relatively at first: the run's recipe has it absolutely, so that any folder will do. */
    @Test
    void resume_scriptOfTheRewardEdited_isRefusedByItsName() throws IOException {
        Path script = Files.createTempFile(Files.createDirectories(Path.of("target")), "it scores", ".sh");
        try {
            Files.writeString(script, "while read line; do echo 1; done\n");
            run = new RunFolder(folder.resolve("scored"));
            List<String> settings = new ArrayList<>(settings(4));
            settings.add("reward=command:sh '" + script + "'");
            List<StepRecord> heard = new ArrayList<>();
            var _ = TrainSession.of(Recipes.train(null, settings))
                    .in(run.path())
                    .listener(heard::add)
                    .stopWhen(() -> heard.size() >= 2)
                    .run();
            assertThat(Recipes.train(run.recipe(), List.of()).reward())
                    .isEqualTo("command:sh '" + script.toAbsolutePath() + "'");

            Files.writeString(script, "while read line; do echo 0; done\n");
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(() -> TrainSession.resume(run.path()).run())
                    .withMessageContaining("the reward's file " + script.toAbsolutePath() + " has changed since");

            Files.writeString(script, "while read line; do echo 1; done\n");
            assertThat(TrainSession.resume(run.path()).run().step()).isEqualTo(4);
        } finally {
            Files.delete(script);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "template.txt, has changed since run started",
        "train.jsonl, the questions have changed since run started"
    })
    void resume_anotherFileOfTheRecipe_isRefused(String name, String expected) throws IOException {
        Path file = shared.resolve(name);
        String before = Files.readString(file);
        Files.writeString(file, before.replace("{question}", "Q: {question}").replace("What is 1", "What is one"));
        try {
            assertThat(refusal()).contains(expected);
        } finally {
            Files.writeString(file, before);
        }
    }

    private void edit(String from, String to) throws IOException {
        String recipe = Files.readString(run.recipe());
        assertThat(recipe).contains(from);
        Files.writeString(run.recipe(), recipe.replace(from, to));
    }

    @ParameterizedTest
    @CsvSource({
        "'seed: 1', 'seed: 7', 'seed was 1 and is 7'",
        "'learning_rate: 0.01', 'learning_rate: 0.02', 'train.learning_rate was 0.01 and is 0.02'",
        "'temperature: 1.0', 'temperature: 0.5', 'rollout.temperature was 1.0 and is 0.5'",
        "'algorithm: dr-grpo', 'algorithm: rloo', 'algorithm was dr-grpo and is rloo'",
        "'warmup_steps: 2', 'warmup_steps: 3', 'train.warmup_steps was 2 and is 3'",
    })
    void resume_recipeEdited_isRefusedKeyByKey(String from, String to, String expected) throws IOException {
        edit(from, to);

        assertThat(refusal()).contains(run.recipe() + " is not what the run was begun with", expected);
    }

    @Test
    void resume_recipeNamesAnotherModel_isRefusedBeforeThatIsOpened() throws IOException {
        edit(shared.resolve("model") + "\"", shared.resolve("elsewhere") + "\"");

        assertThat(refusal()).contains("model was ", shared.resolve("elsewhere").toString());
    }

    @Test
    void resume_recipeEmptied_isRefused() throws IOException {
        Files.writeString(run.recipe(), "");

        assertThat(refusal()).contains("model was ");
    }

    @Test
    void resume_harmlessSettingEdited_goesOnAndSaysSo() throws IOException {
        edit("threads: 1", "threads: 2");
        edit("checkpoint_every: 2", "checkpoint_every: 1");
        edit("source: \"\"", "source: a paper");

        assertThat(resumed().run().step()).isEqualTo(6);
        assertThat(warnings)
                .satisfiesExactly(
                        told -> assertThat(told).contains("published.source was "),
                        first -> assertThat(first).contains("threads was 1 and is 2"),
                        second -> assertThat(second).contains("train.checkpoint_every was 2 and is 1"));
    }

    @Test
    void resume_begunByAnotherVersion_saysSo() throws IOException {
        editProvenance("\"program\" ?: ?\"[^\"]*\"", "\"program\": \"0.0.7\"");

        assertThat(resumed().run().step()).isEqualTo(6);
        assertThat(warnings).singleElement().asString().contains("run was begun by zero4j 0.0.7, this is ");
    }

    @Test
    void resume_toMoreStepsOfASchedule_saysThatItIsAnother() throws IOException {
        edit("schedule: constant", "schedule: linear");
        editProvenance("\"train.schedule\" ?: ?\"constant\"", "\"train.schedule\": \"linear\"");
        edit("steps: 6", "steps: 7");

        assertThat(resumed().run().step()).isEqualTo(7);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("train.steps was 6 and is 7: from here on the learning rate follows the schedule of 7 steps");
    }

    /** Older versions wrote down neither settings nor the hash of each file. */
    @Test
    void resume_provenanceWithoutSettings_looksAtSeedAndModel() throws IOException {
        editProvenance("(?s),\\s*\"files\".*", "}");
        String model = ModelHash.of(shared.resolve("model"));
        editProvenance("\"model\" ?: ?\"[^\"]*\"", "\"model\": \"" + model + "\"");
        assertThat(resumed().run().step()).isEqualTo(6);

        editProvenance("\"model\" ?: ?\"[^\"]*\"", "\"model\": \"another\"");
        edit("steps: 6", "steps: 7");
        assertThat(refusal()).contains("the model " + shared.resolve("model") + " has changed since run started");

        editProvenance("\"seed\" ?: ?1", "\"seed\": 7");
        assertThat(refusal()).contains("seed was 7 and is 1");
    }

    /** Older versions wrote down "preset" for what the algorithm has. */
    @Test
    void resume_constantLeftToThePreset_isComparedWithWhatThePresetHas() throws IOException {
        editProvenance("\"objective.clip_low\" ?: ?\"0.2\"", "\"objective.clip_low\": \"preset\"");
        edit("clip_low: 0.2", "clip_low: 0.3");
        assertThat(refusal()).contains("objective.clip_low was 0.2 and is 0.3");

        edit("clip_low: 0.3", "clip_low: preset");
        assertThat(resumed().run().step()).isEqualTo(6);
        assertThat(warnings).isEmpty();
    }

    @Test
    void resume_constantLeftToAPresetThatCannotBeMadeOut_saysSo() throws IOException {
        editProvenance("\"objective.clip_low\" ?: ?\"0.2\"", "\"objective.clip_low\": \"preset\"");
        editProvenance("\"rollout.backend\" ?: ?\"[a-z]*\"", "\"rollout.backend\": \"of-yore\"");

        assertThat(resumed().run().step()).isEqualTo(6);
        assertThat(warnings)
                .anySatisfy(warning -> assertThat(warning)
                        .contains(
                                "run left objective.clip_low to its algorithm, and what that was cannot be found out"));
    }

    private void editProvenance(String pattern, String to) throws IOException {
        String provenance = Files.readString(run.provenance());
        assertThat(provenance).containsPattern(pattern);
        Files.writeString(run.provenance(), provenance.replaceFirst(pattern, to));
    }

    @Test
    void resume_finishedRun_changesNotAByte() throws IOException {
        assertThat(resumed().run().finished()).isTrue();
        Map<String, String> before = contents(run.path());

        assertThat(resumed().run().step()).isEqualTo(6);

        assertThat(contents(run.path())).isEqualTo(before);
    }

    @Test
    void resume_toMoreSteps_hasTheBitsOfARunBegunWithThem() throws IOException {
        RunFolder whole = new RunFolder(folder.resolve("whole"));
        assertThat(train(whole, 8, Integer.MAX_VALUE)).isEqualTo(8);
        assertThat(resumed().run().finished()).isTrue();

        TrainResult end =
                TrainSession.resume(run.path(), 8).reward(BenchModel::parity).run();

        assertThat(end.finished()).isTrue();
        for (String file : List.of("model.safetensors", "optimizer.safetensors", "trainer.json")) {
            assertThat(run.checkpoint(8).resolve(file))
                    .hasSameBinaryContentAs(whole.checkpoint(8).resolve(file));
        }
        assertThat(Recipes.train(run.recipe(), List.of()).train().steps()).isEqualTo(8);
        try (RunReader reader = RunReader.open(run.database())) {
            assertThat(reader.lastStep()).hasValue(8);
        }
        assertThat(resumed().run().step()).as("it is finished again").isEqualTo(8);
        assertThat(warnings).isEmpty();
    }

    @Test
    void resume_withSettingsThatMayChange_goesOnWithThemFromThenOn() {
        TrainSession session = TrainSession.resume(
                run.path(),
                List.of(
                        "rollout.backend=vllm",
                        "rollout.servers=[http://10.0.0.7:8000]",
                        "rollout.token=OTHER_TOKEN",
                        "rollout.request_deadline=7",
                        "rollout.update_deadline=8",
                        "train.steps=5"));

        assertThat(session.recipe().rollout().remote())
                .isEqualTo(new ServerSettings(List.of("http://10.0.0.7:8000"), "", "OTHER_TOKEN", 7, 8, false, 0));
        assertThat(heard(TrainSession.resume(run.path(), List.of("threads=2", "train.steps=5")))
                        .run()
                        .step())
                .isEqualTo(5);
        assertThat(warnings)
                .singleElement()
                .asString()
                .contains("goes on with another setting than it began with: threads was 1 and is 2");
        TrainRecipe next = TrainSession.resume(run.path()).recipe();
        assertThat(next.device().threads()).isEqualTo(2);
        assertThat(next.train().steps()).isEqualTo(5);
    }

    @Test
    void resume_withAServerThatIsNotThere_leavesTheRecipe() throws IOException {
        byte[] before = Files.readAllBytes(run.recipe());
        TrainSession session = heard(TrainSession.resume(
                run.path(),
                List.of(
                        "rollout.backend=vllm",
                        "rollout.servers=[http://127.0.0.1:1]",
                        "rollout.update_deadline=1",
                        "threads=2")));

        assertThatExceptionOfType(UserError.class).isThrownBy(session::run).withMessageContaining("http://127.0.0.1:1");
        assertThat(run.recipe()).hasBinaryContent(before);
        assertThat(warnings)
                .anyMatch(text -> text.contains("threads was 1 and is 2. That changes no more than rounding"))
                .filteredOn(text -> text.contains("other random draws"))
                .hasSize(2);
    }

    @Test
    void resume_finishedRunWithAnotherSetting_isRefused() {
        assertThat(resumed().run().finished()).isTrue();

        assertThat(heard(TrainSession.resume(run.path(), List.of("threads=1")))
                        .run()
                        .step())
                .isEqualTo(6);
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainSession.resume(run.path(), List.of("threads=2")))
                .withMessage(run.path() + " is finished, after 6 steps, so it does not go on with another setting:"
                        + " threads was 1 and is 2. Leave that out, or give more train.steps, too");
        assertThat(TrainSession.resume(run.path(), List.of("threads=2", "train.steps=7"))
                        .recipe()
                        .device()
                        .threads())
                .isEqualTo(2);
    }

    @Test
    void train_intoARunThatGoesOnWithAnotherSetting_saysSo() throws IOException {
        edit("threads: 1", "threads: 2");

        TrainSession again = TrainSession.of(Recipes.train(null, settings(6)));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> again.in(run.path()))
                .withMessage(run.path() + " goes on with other settings (" + run.recipe() + "): threads was 2 and is 1;"
                        + " `resume` keeps these. Or give the same ones, or another folder");
        List<String> reseeded = new ArrayList<>(settings(6));
        reseeded.add("seed=7");
        TrainSession other = TrainSession.of(Recipes.train(null, reseeded));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> other.in(run.path()))
                .withMessageContaining("was begun with other settings");
    }

    @Test
    void resume_withSettingsThatMayNot_isRefusedByName() throws IOException {
        Map<String, String> before = contents(run.path());

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() ->
                        TrainSession.resume(run.path(), List.of("threads=2", "train.learning_rate=0.02", "seed=7")))
                .withMessage(run.path() + " cannot go on with other settings than it began with: seed was 1 and is 7,"
                        + " train.learning_rate was 0.01 and is 0.02. Leave that out, or start a new run");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainSession.resume(run.path(), List.of("train.steps=3")))
                .withMessageContaining("has done 4 steps");
        assertThat(contents(run.path())).isEqualTo(before);
    }

    @Test
    void resume_toFewerStepsThanAreDone_isRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainSession.resume(run.path(), 3))
                .withMessageContaining("has done 4 steps");
    }

    @Test
    void pinned_settingsThatAreGoneBesideAPreset_doNotHideItsConstants() {
        Map<String, String> then = Map.of("algorithm", "grpo", "objective.clip_low", "preset", "gone.key", "1");
        assertThat(RunOrigin.pinned(then))
                .containsEntry("objective.clip_low", "0.2")
                .containsEntry("gone.key", "1");
    }
}
