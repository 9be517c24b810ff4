package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.AtomicFile;
import zero4j.Sha256;
import zero4j.UserError;
import zero4j.bench.BenchModel;
import zero4j.cli.TinyNanoModel;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.train.TrainListener;

/** What a run that goes on looks at: everything that it depends on, and nothing else. */
class ResumeTest {
    @TempDir
    private static Path shared = Path.of("");

    private static RunFolder trained = new RunFolder(Path.of(""));

    @TempDir
    private Path folder = Path.of("");

    private final List<String> warnings = new ArrayList<>();
    private RunFolder run = new RunFolder(Path.of(""));

    /** Four steps of six, with a template and a question file of its own. */
    @BeforeAll
    static void train() throws IOException {
        TinyNanoModel.make(shared.resolve("model"));
        Files.writeString(shared.resolve("template.txt"), "{question}");
        Files.writeString(
                shared.resolve("train.jsonl"),
                "{\"question\": \"What is 1?\", \"answer\": \"1\"}\n{\"question\": \"What is 2?\", \"answer\": \"2\"}\n");
        trained = new RunFolder(shared.resolve("run"));
        assertThat(train(trained, 6, 4)).isEqualTo(4);
    }

    private static long train(RunFolder run, int steps, int stopAfter) {
        List<StepRecord> heard = new ArrayList<>();
        return TrainSession.of(Recipes.train(null, settings(steps)))
                .in(run.path())
                .reward(BenchModel::parity)
                .listener(heard::add)
                .stopWhen(() -> heard.size() >= stopAfter)
                .run()
                .step();
    }

    private static List<String> settings(int steps) {
        return List.of(
                "model=" + shared.resolve("model"),
                "template=" + shared.resolve("template.txt"),
                "data.train=" + shared.resolve("train.jsonl"),
                "rollout={prompts: 2, group_size: 4, max_new_tokens: 6}",
                "train={steps: " + steps + ", learning_rate: 0.01, checkpoint_every: 2, keep_checkpoints: 0,"
                        + " warmup_steps: 2}",
                "eval.suite=none",
                "threads=1");
    }

    @BeforeEach
    void copyRun() throws IOException {
        run = new RunFolder(folder.resolve("run"));
        copy(trained.path(), run.path());
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> tree = Files.walk(from)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                Files.copy(path, to.resolve(from.relativize(path)));
            }
        }
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        Map<String, String> contents = new TreeMap<>();
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) tree::iterator) {
                contents.put(
                        folder.relativize(path) + " " + Files.getLastModifiedTime(path),
                        Files.isRegularFile(path) ? new Sha256().add(path).hex() : "folder");
            }
        }
        return contents;
    }

    private TrainSession resumed() {
        return TrainSession.resume(run.path()).reward(BenchModel::parity).listener(new TrainListener() {
            @Override
            public void step(StepRecord record) {}

            @Override
            public void warning(String text) {
                warnings.add(text);
            }
        });
    }

    private String refusal() throws IOException {
        Map<String, String> before = contents(run.path());
        String[] message = {""};
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> resumed().run())
                .satisfies(error -> message[0] = String.valueOf(error.getMessage()));
        assertThat(contents(run.path())).as("a refused run is left as it is").isEqualTo(before);
        return message[0];
    }

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

        assertThat(resumed().run().step()).isEqualTo(6);
        assertThat(warnings)
                .satisfiesExactly(
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
    void resume_momentThatIsNotANumber_isRefusedAndNamesTheCheckpointBefore() throws IOException {
        Path file = run.checkpoint(4).resolve("optimizer.safetensors");
        byte[] bytes = Files.readAllBytes(file);
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
        Files.write(file, bytes);
        Files.delete(run.checkpoint(4).resolve("checksums.json")); // older versions wrote none

        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> resumed().run())
                .withMessageContaining(file + ": ")
                .withMessageContaining("NaN")
                .withMessageContaining(
                        "remove " + run.checkpoint(4) + ": `resume` then goes on from " + run.checkpoint(2));

        AtomicFile.deleteFolder(run.checkpoint(4));
        assertThat(resumed().run().step()).isEqualTo(6);
    }

    @ParameterizedTest
    @ValueSource(strings = {"model.safetensors", "optimizer.safetensors", "config.json", "tokenizer.json"})
    void resume_fileOfTheCheckpointChangedOrOfAnother_isRefusedByItsName(String name) throws IOException {
        Path file = run.checkpoint(4).resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        byte[] flipped = bytes.clone();
        flipped[bytes.length - 3] ^= 1;
        Files.write(file, flipped);
        assertThat(refusal()).contains(file.toString(), "goes on from " + run.checkpoint(2));

        if (name.startsWith("optimizer")) { // beside the weights of another step
            Files.copy(run.checkpoint(2).resolve(name), file, StandardCopyOption.REPLACE_EXISTING);
            assertThat(refusal()).contains(file + " has changed since it was saved");
        }
        Files.write(file, bytes);
        Files.writeString(run.checkpoint(4).resolve("checksums.json"), "null");
        assertThat(refusal()).contains("checksums.json is damaged");
    }

    @Test
    void open_checkpointWhoseWeightsChanged_isRefusedUnlessItIsMeant() throws IOException {
        Path weights = run.checkpoint(4).resolve("model.safetensors");
        Files.copy(run.checkpoint(2).resolve("model.safetensors"), weights, StandardCopyOption.REPLACE_EXISTING);
        Files.delete(run.checkpoint(4).resolve("optimizer.safetensors")); // is not read
        String model = run.path().toString();
        for (ThrowingCallable use : List.<ThrowingCallable>of(
                () -> LoadedModel.open(model).close(), () -> Export.model(model, folder.resolve("exported")))) {
            assertThatExceptionOfType(UserError.class)
                    .isThrownBy(use)
                    .withMessageContaining(weights + " has changed since it was saved")
                    .withMessageContaining("if it was changed on purpose, remove checksums.json");
        }
        Files.delete(run.checkpoint(4).resolve("checksums.json"));
        LoadedModel.open(model).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "null", "{\"step\": 4}", "{\"step\": 4, \"ord", "[]"})
    void resume_stateThatIsNotWhole_isRefusedByItsName(String state) throws IOException {
        Files.writeString(run.checkpoint(4).resolve("trainer.json"), state);

        assertThat(refusal())
                .contains(run.checkpoint(4).resolve("trainer.json").toString(), "goes on from " + run.checkpoint(2));
    }

    @Test
    void resume_stateOfAnotherStep_isRefused() throws IOException {
        Files.copy(
                run.checkpoint(2).resolve("trainer.json"),
                run.checkpoint(4).resolve("trainer.json"),
                StandardCopyOption.REPLACE_EXISTING);

        assertThat(refusal()).contains("trainer.json is of step 2");
    }

    @Test
    void resume_stateOfAnotherSeed_isRefused() throws IOException {
        Path state = run.checkpoint(4).resolve("trainer.json");
        Files.writeString(state, Files.readString(state).replaceFirst("(?<=\"seed\" ?: ?)1", "7"));

        assertThat(refusal()).contains("trainer.json is of step 4 and seed 7");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"optimizer.safetensors", "trainer.json", "model.safetensors", "config.json", "tokenizer.json"})
    void resume_fileOfTheCheckpointGoneOrCut_isRefusedByItsName(String name) throws IOException {
        Path file = run.checkpoint(4).resolve(name);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(refusal()).contains(file.toString(), "goes on from " + run.checkpoint(2));

        Files.delete(file);
        assertThat(refusal()).contains(run.checkpoint(4).toString(), "goes on from " + run.checkpoint(2));
    }

    @Test
    void resume_databaseGoneEmptyOrCut_isRefused() throws IOException {
        byte[] bytes = Files.readAllBytes(run.database());
        Files.write(run.database(), Arrays.copyOf(bytes, bytes.length / 2));
        assertThat(refusal()).contains(run.database().toString(), "Restore it");

        Files.write(run.database(), new byte[0]);
        assertThat(refusal()).contains(run.database() + " is empty");

        Files.delete(run.database());
        assertThat(refusal()).contains(run.database() + " is missing");
    }

    @Test
    void resume_databaseOfAnEarlierMoment_isRefused() throws IOException {
        RunFolder early = new RunFolder(folder.resolve("early"));
        assertThat(train(early, 6, 2)).isEqualTo(2);
        Files.copy(early.database(), run.database(), StandardCopyOption.REPLACE_EXISTING);

        assertThat(refusal()).contains("ends at step 2, before the checkpoint of step 4");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "[]", "{}", "{\"seed\": 1, \"data\": {}, \"time\": \"2026-01-01T00:00:00Z\"}"})
    void resume_provenanceThatIsNone_isRefused(String provenance) throws IOException {
        Files.writeString(run.provenance(), provenance);

        assertThat(refusal()).contains(run.provenance() + " cannot be read");
    }

    @Test
    void resume_provenanceGone_isRefused() throws IOException {
        Files.delete(run.provenance());

        assertThat(refusal()).contains(run.provenance() + " is missing");
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
    void resume_toFewerStepsThanAreDone_isRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> TrainSession.resume(run.path(), 3))
                .withMessageContaining("has done 4 steps");
    }
}
