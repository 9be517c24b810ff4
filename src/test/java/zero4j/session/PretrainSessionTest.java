package zero4j.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.data.nano.NanoVocabulary;
import zero4j.pretrain.PretrainFolder;
import zero4j.pretrain.PretrainListener;
import zero4j.pretrain.PretrainStep;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;

/** A pretraining that is stopped, killed or fails, and one that goes on. */
class PretrainSessionTest {
    private static final int STEPS = 7;
    private static final List<String> CHECKPOINT =
            List.of("model.safetensors", "optimizer.safetensors", "pretrainer.json", "config.json", "tokenizer.json");

    @TempDir
    private Path folder = Path.of("");

    private final List<PretrainStep> heard = new ArrayList<>();

    /** A failure of the test's own, in the place of a kill. */
    private static final class Crash extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private PretrainRecipe recipe(String output, String... further) {
        List<String> settings = new ArrayList<>(List.of(
                "architecture={hidden_size: 16, layers: 1, heads: 2, kv_heads: 1, head_dim: 8, mlp: 16, context: 64}",
                "train={tokens: " + 512 * STEPS + ", batch_tokens: 512, sequence_length: 64, warmup_steps: 2,"
                        + " learning_rate: 0.01, tokens_per_micro_batch: 300, logprob_chunk: 100, checkpoint_every: 3,"
                        + " log_every: 4}",
                "threads=1",
                "output=" + folder.resolve(output)));
        settings.addAll(List.of(further));
        return Recipes.pretrain(null, settings);
    }

    private PretrainResult run(PretrainSession session) {
        return session.listener(heard::add).run();
    }

    /** Trains or goes on until so many steps have been heard of in all. */
    private PretrainResult runUntil(long step, PretrainSession session) {
        return run(session.stopWhen(() -> !heard.isEmpty() && heard.getLast().step() == step));
    }

    private PretrainSession resume(String output) {
        return PretrainSession.resume(folder.resolve(output));
    }

    private Path unfinished(String output) {
        return folder.resolve(output + ".pretraining");
    }

    private Path checkpoint(String output, long step) {
        return unfinished(output).resolve("checkpoints").resolve("step-" + step);
    }

    private void assertSameFiles(Path actual, Path expected, List<String> files) {
        for (String file : files) {
            assertThat(actual.resolve(file)).hasSameBinaryContentAs(expected.resolve(file));
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private void assertRefused(PretrainSession session, String... parts) {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(session::run)
                .satisfies(error -> assertThat(error.getMessage()).contains(parts));
    }

    @Test
    void resume_checkpointDamagedOrOfAnotherStep_isRefusedAndNamesTheOneBefore() throws IOException {
        runUntil(5, PretrainSession.of(recipe("damaged")));
        Path state = checkpoint("damaged", 5).resolve("pretrainer.json");
        String before = "goes on from " + checkpoint("damaged", 3);
        String good = Files.readString(state);
        for (String wrong : List.of("null", "{}", good.replaceFirst("5", "3"), good.replaceFirst("\\d+\\.", "9."))) {
            Files.writeString(state, wrong);
            assertRefused(resume("damaged"), state.toString(), before);
        }
        Files.writeString(state, good);
        Path weights = checkpoint("damaged", 5).resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        bytes[bytes.length - 3] ^= 1;
        Files.write(weights, bytes);
        assertRefused(resume("damaged"), weights + " has changed since it was saved", before);
        Files.delete(checkpoint("damaged", 5).resolve("checksums.json")); // older versions wrote none
        Files.writeString(unfinished("damaged").resolve("origin.json"), "{}");
        assertRefused(resume("damaged"), "origin.json cannot be read");
    }

    @Test
    void passes_overAText_areAsManyTokensAsItHas_alsoWhenResumed() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "1 2 3\n\n".repeat(100));
        PretrainSession session =
                PretrainSession.of(recipe("passed", "data=" + text, "train.passes=2.5", "train.batch_tokens=64"));
        long pass;
        try (PretrainSetup setup = session.prepare()) {
            pass = setup.text().use().tokens();
            assertThat(setup.recipe().train().tokens()).isEqualTo(Math.round(2.5 * pass));
        }
        long steps = session.recipe().train().steps();
        assertThat(steps).isEqualTo(Math.ceilDiv(Math.round(2.5 * pass), 64)).isGreaterThan(STEPS);

        assertThat(runUntil(2, session).finished()).isFalse();
        assertThat(run(resume("passed"))).isEqualTo(new PretrainResult(folder.resolve("passed"), steps, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"learner.backend=vector", "learner.backend=torch", "dtype=bfloat16"})
    void resume_afterStopsAndACrash_endsWithTheSameBits(String how) throws IOException {
        assertThat(run(PretrainSession.of(recipe("whole", how))))
                .isEqualTo(new PretrainResult(folder.resolve("whole"), STEPS, true));
        List<PretrainStep> whole = List.copyOf(heard);
        assertThat(whole).hasSize(STEPS);
        assertThat(whole.getLast().loss()).isLessThan(whole.getFirst().loss());
        heard.clear();

        PretrainResult stopped = runUntil(2, PretrainSession.of(recipe("parts", how)));
        assertThat(stopped).isEqualTo(new PretrainResult(folder.resolve("parts"), 2, false));
        assertThat(folder.resolve("parts")).doesNotExist();
        PretrainListener crash = step -> {
            if (step.step() == 5) {
                throw new Crash();
            }
            heard.add(step);
        };
        assertThatExceptionOfType(Crash.class)
                .isThrownBy(() -> resume("parts").listener(crash).run());
        heard.removeLast(); // step 4 comes after the checkpoint, and is done again
        runUntil(6, resume("parts"));
        assertThat(run(resume("parts")).finished()).isTrue();

        assertThat(heard).isEqualTo(whole);
        assertSameFiles(folder.resolve("parts"), folder.resolve("whole"), List.of("model.safetensors", "config.json"));
        assertThat(names()).containsExactly("parts", "whole");
    }

    @Test
    void resume_afterAStop_hasTheSameOptimizerStateAndPlaceInTheText() {
        runUntil(5, PretrainSession.of(recipe("whole")));
        runUntil(2, PretrainSession.of(recipe("parts")));
        runUntil(5, resume("parts"));
        assertSameFiles(checkpoint("parts", 5), checkpoint("whole", 5), CHECKPOINT);
        assertThat(checkpoint("parts", 2))
                .as("the two newest are kept: 3 and 5")
                .doesNotExist();
        assertThat(checkpoint("parts", 3)).exists();
        assertThat(ModelArgument.folder(unfinished("parts").toString())).isEqualTo(checkpoint("parts", 5));
    }

    @ParameterizedTest
    @CsvSource({
        "vector, 5000, 0, false",
        "vector, 64, 5, true",
        "torch, 5000, 0, false",
        "torch, 64, 5, true",
    })
    void training_otherBackendsMicroBatchesAndChunks_learnsTheSame(
            String backend, int microBatch, int chunk, boolean checkpointing) {
        run(PretrainSession.of(recipe("a", "learner.backend=torch")));
        List<PretrainStep> steps = List.copyOf(heard);
        heard.clear();
        run(PretrainSession.of(recipe(
                "b",
                "learner.backend=" + backend,
                "train.tokens_per_micro_batch=" + microBatch,
                "train.logprob_chunk=" + chunk,
                "train.activation_checkpointing=" + checkpointing)));
        assertLearnsAs(steps);
    }

    private void assertLearnsAs(List<PretrainStep> steps) {
        assertThat(heard).hasSameSizeAs(steps);
        for (int i = 0; i < steps.size(); i++) {
            assertThat(heard.get(i).tokens()).isEqualTo(steps.get(i).tokens());
            assertThat(heard.get(i).loss())
                    .as("loss of step %d", i + 1)
                    .isCloseTo(steps.get(i).loss(), within(1e-4));
            assertThat(heard.get(i).gradNorm())
                    .as("norm of step %d", i + 1)
                    .isCloseTo(steps.get(i).gradNorm(), within(1e-3));
        }
    }

    @Test
    void resume_byTheOtherBackend_goesOnAsTheSame() {
        run(PretrainSession.of(recipe("whole", "learner.backend=torch")));
        List<PretrainStep> steps = List.copyOf(heard);
        heard.clear();
        runUntil(2, PretrainSession.ofOrResume(recipe("parts", "learner.backend=vector")));
        runUntil(5, PretrainSession.ofOrResume(recipe("parts", "learner.backend=torch")));
        run(PretrainSession.ofOrResume(recipe("parts", "learner.backend=vector")));
        assertLearnsAs(steps);
    }

    @Test
    void init_aModelThatIsThere_learnsTheSameOnBoth() {
        run(PretrainSession.of(recipe("first", "learner.backend=torch")));
        heard.clear();
        String init = "init=" + folder.resolve("first");
        run(PretrainSession.of(recipe("witness", init, "learner.backend=torch")));
        List<PretrainStep> steps = List.copyOf(heard);
        heard.clear();
        run(PretrainSession.of(recipe("second", init, "learner.backend=vector")));
        assertLearnsAs(steps);
    }

    @Test
    void backend_thatCannotComputeIt_isRefused() {
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> recipe("a", "dtype=bfloat16", "learner.backend=vector"))
                .withMessageContaining("learner.backend is vector; it must be auto or torch");
    }

    @Test
    void resume_changedSetting_isNamedAndRefused() throws IOException {
        runUntil(2, PretrainSession.of(recipe("x")));
        Path yaml = unfinished("x").resolve("pretrain.yaml");
        String before = Files.readString(yaml);

        Files.writeString(yaml, before.replace("learning_rate: 0.01", "learning_rate: 0.02"));
        assertRefused(resume("x"), "pretrain.yaml has changed: train.learning_rate was 0.01 and is 0.02");

        Files.writeString(yaml, before.replace("logprob_chunk: 100", "logprob_chunk: 50"));
        assertThat(run(resume("x")).finished()).isTrue();
    }

    @Test
    void resume_changedText_isNamedAndRefused() throws IOException {
        Path text = Files.writeString(folder.resolve("text.txt"), "1+1=2\n\n2+2=4\n");
        runUntil(2, PretrainSession.of(recipe("x", "data=" + text)));
        Files.writeString(text, "1+1=2\n\n2+2=5\n");
        assertRefused(resume("x"), "data: ", text.toString(), "changed");
    }

    @Test
    void resume_compressedTokenizer_isGoneOnWithUnlessChanged() throws IOException {
        Path tokenizer = Files.createDirectory(folder.resolve("words"));
        NanoVocabulary.write(tokenizer);
        String json = Files.readString(tokenizer.resolve("tokenizer.json"));
        Files.delete(tokenizer.resolve("tokenizer.json"));
        Path compressed = tokenizer.resolve("tokenizer.json.gz");
        compress(json, compressed);
        runUntil(2, PretrainSession.of(recipe("x", "tokenizer=" + tokenizer)));
        compress(json + "\n", compressed);
        assertRefused(resume("x"), "tokenizer: ", tokenizer.toString(), "changed");

        compress(json, compressed);
        assertThat(run(resume("x")).finished()).isTrue();
        assertThat(folder.resolve("x").resolve("tokenizer.json.gz")).hasSameBinaryContentAs(compressed);
    }

    private static void compress(String text, Path file) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void text_cannotBeOpened_leavesNoTemporaryFolder() throws IOException {
        Path missing = folder.resolve("missing.txt");
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() -> PretrainingText.open(recipe("x", "data=" + missing), folder, _ -> {}))
                .withMessageContaining("missing.txt does not exist");
        assertThat(names()).isEmpty();
    }

    @Test
    void run_stoppedBeforeTheFirstStep_doesNoneAndCanBeResumed() throws IOException {
        assertThat(run(PretrainSession.of(recipe("x")).stopWhen(() -> true)))
                .isEqualTo(new PretrainResult(folder.resolve("x"), 0, false));
        assertThat(heard).isEmpty();
        assertThat(names()).containsExactly("x.pretraining");
        runUntil(2, resume("x"));
        assertThat(run(resume("x").stopWhen(() -> true)).step()).isEqualTo(2);
        assertThat(heard).hasSize(2);
        assertThat(run(resume("x")).finished()).isTrue();
        assertThat(heard).hasSize(STEPS);
    }

    @Test
    void run_noRoomForTwoCheckpoints_isRefusedBeforeTheFirstStep() throws IOException {
        runUntil(2, PretrainSession.of(recipe("x")));
        long bytes = Files.size(checkpoint("x", 2).resolve("model.safetensors"))
                + Files.size(checkpoint("x", 2).resolve("optimizer.safetensors"));
        heard.clear();
        assertRefused(
                PretrainSession.of(recipe("y")).freeSpace(_ -> bytes * 3 / 2),
                "the disk is too full: a checkpoint of this run takes about ",
                "2 must have room, and ",
                unfinished("y") + "; free space, or choose another output");
        assertThat(heard).isEmpty();
        assertThat(names()).containsExactly("x.pretraining");
        assertRefused(resume("x").freeSpace(_ -> bytes / 2), "1 must have room");
        assertThat(run(PretrainSession.of(recipe("z")).freeSpace(_ -> bytes * 5 / 2))
                        .finished())
                .isTrue();
        assertThat(run(resume("x").freeSpace(_ -> bytes * 3 / 2)).finished()).isTrue();
    }

    @Test
    void resume_changedFirstModel_isRefusedWhileItIsNeeded() throws IOException {
        run(PretrainSession.of(recipe("first")));
        heard.clear();
        runUntil(2, PretrainSession.of(recipe("x", "init=" + folder.resolve("first"))));
        Path weights = folder.resolve("first").resolve("model.safetensors");
        byte[] changed = Files.readAllBytes(weights);
        changed[changed.length - 1] ^= 1;
        Files.write(weights, changed);

        runUntil(4, resume("x"));
        for (int step = 2; step <= 4; step++) {

            if (Files.exists(checkpoint("x", step))) {
                AtomicFile.deleteFolder(checkpoint("x", step));
            }
        }
        assertRefused(resume("x"), "init: ", folder.resolve("first").toString(), "changed");
    }

    @Test
    void new_outputOrUnfinishedThere_isRefused() throws IOException {
        runUntil(2, PretrainSession.of(recipe("x")));
        assertRefused(
                PretrainSession.of(recipe("x")),
                "unfinished pretraining",
                unfinished("x").toString(),
                "resume");
        assertThat(checkpoint("x", 2)).exists();
        Files.createDirectory(folder.resolve("y"));
        assertRefused(PretrainSession.of(recipe("y")), "output: " + folder.resolve("y") + " exists already");
    }

    @Test
    void new_beginningOfAKilledOneThere_beginsAnew() throws IOException {
        Files.createDirectories(unfinished("x").resolve("checkpoints"));
        Files.writeString(unfinished("x").resolve("pretrain.yaml"), "");
        assertThat(run(PretrainSession.of(recipe("x"))).finished()).isTrue();
        assertThat(names()).containsExactly("x");
    }

    @Test
    void run_folderHeldByAnother_isRefusedAndLeftAlone() {
        runUntil(2, PretrainSession.of(recipe("x")));
        try (FolderLock _ = new PretrainFolder(unfinished("x")).lock()) {
            assertRefused(resume("x"), "by another process");
        }
        try (FolderLock _ = new PretrainFolder(unfinished("y")).lock()) {
            assertRefused(PretrainSession.of(recipe("y")), "by another process");
        }
        assertThat(unfinished("y")).exists();
        assertThat(run(resume("x")).finished()).isTrue();
    }

    @Test
    void run_diverges_namesTheLastGoodCheckpoint() throws IOException {
        String rate = "train.learning_rate=1e25";
        assertRefused(
                PretrainSession.of(recipe("x", rate, "train.checkpoint_every=0")),
                "pretraining diverged",
                "There is no checkpoint before it");
        assertThat(names()).as("nothing to go on with is kept").isEmpty();
        assertRefused(
                PretrainSession.of(recipe("x", rate, "train.checkpoint_every=1")),
                "step 2: the loss is",
                "The last good checkpoint is " + checkpoint("x", 1));
        assertThat(names()).containsExactly("x.pretraining");
    }

    @Test
    void run_outOfNativeMemory_namesTheSettingsToLower() {
        PretrainListener full = _ -> {
            throw new IllegalStateException("DefaultCPUAllocator: can't allocate memory: you tried to allocate");
        };
        assertRefused(PretrainSession.of(recipe("x")).listener(full), "out of memory", "train.tokens_per_micro_batch");
    }

    @Test
    void resume_killedBetweenLastStepAndEnd_bringsTheModelToItsPlace() throws IOException {
        run(PretrainSession.of(recipe("whole")));
        PretrainListener inTheWay = step -> {
            if (step.step() == STEPS) {
                assertThat(folder.resolve("x").toFile().mkdir()).isTrue();
            }
        };
        assertRefused(
                PretrainSession.of(recipe("x")).listener(inTheWay),
                folder.resolve("x") + " exists already",
                "waits in");
        assertRefused(resume("x"), folder.resolve("x") + " exists already");
        Files.delete(folder.resolve("x"));

        assertThat(run(resume("x"))).isEqualTo(new PretrainResult(folder.resolve("x"), STEPS, true));
        assertSameFiles(folder.resolve("x"), folder.resolve("whole"), List.of("model.safetensors"));
        assertThat(names()).containsExactly("whole", "x");
    }

    @Test
    void resume_killedBeforeTheFolderWent_removesItAndKeepsTheModel() throws IOException {
        run(PretrainSession.of(recipe("x")));
        Files.createDirectory(unfinished("x"));
        Files.writeString(unfinished("x").resolve("pretrain.yaml"), Recipes.render(recipe("x")));
        assertThat(run(resume("x")).finished()).isTrue();
        assertThat(names()).containsExactly("x");
    }
}
