package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;
import zero4j.weights.ModelFolder;
import zero4j.weights.SafetensorsFile;

/** Runs that train an adapter: stopped, resumed, exported. The reward is made so that it does learn. */
class AdapterRunTest {
    private static final List<String> FILES = List.of(
            "model.safetensors",
            "optimizer.safetensors",
            "trainer.json",
            "adapter/adapter_model.safetensors",
            "adapter/adapter_config.json");

    @TempDir
    private static Path folder = Path.of("");

    private static RunFolder whole = new RunFolder(Path.of(""));
    private static List<StepRecord> steps = List.of();

    @TempDir
    private Path output = Path.of("");

    @BeforeAll
    static void trainWithoutAStop() {
        TinyNanoModel.make(folder.resolve("model"));
        whole = newRun("whole");
        steps = train(whole, Integer.MAX_VALUE, "vector");
    }

    private static RunFolder newRun(String name) {
        return RunFolder.create(folder.resolve("runs"), name, LocalDateTime.of(2026, 1, 1, 0, 0));
    }

    private static List<String> settings(String backend) {
        return List.of(
                "model=" + folder.resolve("model"),
                "lora={rank: 2, alpha: 8, targets: [q_proj, v_proj, down_proj]}",
                "rollout={prompts: 3, group_size: 4, max_new_tokens: 6, backend: " + backend + "}",
                "train={steps: 4, responses_per_update: 6, epochs: 2, learning_rate: 0.01, schedule: cosine,"
                        + " checkpoint_every: 2, keep_checkpoints: 0}",
                "eval.suite=none",
                "threads=2");
    }

    /** Trains until so many steps have been heard of since the start, or to the end. */
    private static List<StepRecord> train(RunFolder run, int stopAfter, String backend) {
        return TinyRun.train(run, settings(backend), stopAfter);
    }

    private static void assertSame(Path left, Path right) throws IOException {
        assertThat(Files.mismatch(left, right)).as("%s and %s", left, right).isEqualTo(-1);
    }

    @Test
    void resume_afterAStop_endsWithTheSameBits() throws IOException {
        RunFolder run = newRun("stopped");
        train(run, 2, "vector");
        assertThat(run.checkpointSteps()).containsExactly(2L);
        train(run, Integer.MAX_VALUE, "vector");
        for (String file : FILES) {
            assertSame(run.checkpoint(4).resolve(file), whole.checkpoint(4).resolve(file));
        }
        assertThat(Files.mismatch(
                        whole.checkpoint(4).resolve(FILES.get(3)),
                        whole.checkpoint(2).resolve(FILES.get(3))))
                .as("training changes the adapter")
                .isNotNegative();
    }

    @Test
    void training_adapterOfSomeLayers_changesOnlyThose() {
        try (ModelFolder before = ModelFolder.open(folder.resolve("model"));
                ModelFolder after = ModelFolder.open(whole.checkpoint(4))) {
            assertThat(after.tensors().keySet())
                    .hasSameElementsAs(before.tensors().keySet());
            before.tensors().keySet().forEach(name -> {
                boolean adapted = name.matches(".*\\.(q|v|down)_proj\\.weight");
                assertThat(before.data(name).mismatch(after.data(name)) >= 0)
                        .as(name)
                        .isEqualTo(adapted);
            });
        }
    }

    /** A sampler with other weights than the learner's would be off by far more than rounding, from the second step on. */
    @ParameterizedTest
    @ValueSource(strings = {"vector", "torch"})
    void sampler_everyStep_hasTheAdaptersWeights(String backend) {
        List<StepRecord> heard = backend.equals("vector") ? steps : train(newRun("torch"), 3, backend);
        assertThat(heard).hasSizeGreaterThan(2).allSatisfy(step -> {
            assertThat(step.value(Metric.MISMATCH).orElseThrow()).isLessThan(1e-5);
            assertThat(step.value(Metric.GRAD_NORM).orElseThrow()).isPositive();
        });
    }

    @Test
    void resume_changedBase_isRefused() throws IOException {
        RunFolder run = newRun("rebased");
        train(run, 2, "vector");
        Path model = folder.resolve("model");
        Path kept = folder.resolve("kept");
        Files.move(model, kept);
        try {
            assertThat(CommandRun.of("export", run.path().toString(), "--to", model.toString())
                            .code())
                    .isZero();
            assertThatThrownBy(() -> train(run, 1, "vector"))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("has changed since");
        } finally {
            AtomicFile.deleteFolder(model);
            Files.move(kept, model);
        }
    }

    @Test
    void export_adapterOnlyAndMergedAgain_hasTheBitsOfTheCheckpoint() throws IOException {
        CommandRun only = CommandRun.of(
                "export", whole.path().toString(), "--adapter-only", "--to", output.resolve("adapter") + "");
        CommandRun merged = CommandRun.of(
                "export",
                folder.resolve("model").toString(),
                "--adapter",
                output.resolve("adapter").toString(),
                "--to",
                output.resolve("merged").toString());
        assertThat(only.code()).as(only.err()).isZero();
        assertThat(merged.code()).as(merged.err()).isZero();
        for (String file : List.of("adapter_model.safetensors", "adapter_config.json")) {
            assertSame(
                    output.resolve("adapter").resolve(file),
                    whole.checkpoint(4).resolve("adapter").resolve(file));
        }
        assertSame(
                output.resolve("merged").resolve("model.safetensors"),
                whole.checkpoint(4).resolve("model.safetensors"));
        CommandRun generated = CommandRun.of(
                "generate",
                output.resolve("merged").toString(),
                "--prompt",
                "What is 3*2 mod 10?",
                "--max-new-tokens",
                "3");
        assertThat(generated.code()).as(generated.err()).isZero();
    }

    @Test
    void export_run_isTheNewestCheckpointWithoutWhatTrainingNeeds() throws IOException {
        CommandRun run = CommandRun.of(
                "export",
                whole.path().toString(),
                "--to",
                output.resolve("model").toString());
        assertThat(run.code()).as(run.err()).isZero();
        assertSame(
                output.resolve("model").resolve("model.safetensors"),
                whole.checkpoint(4).resolve("model.safetensors"));
        assertThat(output.resolve("model"))
                .isDirectoryNotContaining(file -> file.endsWith("optimizer.safetensors"))
                .isDirectoryNotContaining(file -> file.endsWith("adapter"))
                .isDirectoryContaining(file -> file.endsWith("tokenizer.json"));
    }

    @Test
    void export_mistakes_areToldAndNothingIsWritten() {
        Path target = output.resolve("out");
        String model = folder.resolve("model").toString();
        CommandRun none = CommandRun.of("export", model, "--adapter-only", "--to", target.toString());
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("no adapter", "lora.rank");
        CommandRun both =
                CommandRun.of("export", model, "--adapter-only", "--adapter", model, "--to", target.toString());
        assertThat(both.code()).isEqualTo(2);
        CommandRun noAdapter = CommandRun.of("export", model, "--adapter", model, "--to", target.toString());
        assertThat(noAdapter.code()).isEqualTo(1);
        assertThat(noAdapter.err()).contains("adapter_config.json");
        assertThat(CommandRun.of("export", model).code()).isEqualTo(2);
        assertThat(target).doesNotExist();
        CommandRun existing = CommandRun.of("export", model, "--to", model);
        assertThat(existing.code()).isEqualTo(1);
        assertThat(existing.err()).contains("exists already");
    }

    @Test
    void header_adapter_saysWhatIsTrained() {
        List<String> arguments = new ArrayList<>(List.of("train", "--dry-run"));
        settings("auto").forEach(setting -> arguments.add("--set=" + setting));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.out())
                .containsPattern("LoRA rank 2, alpha 8, q_proj v_proj down_proj: \\d+ trainable parameters of ")
                .contains("targets: [q_proj, v_proj, down_proj]");
        try (SafetensorsFile file = SafetensorsFile.open(whole.checkpoint(4).resolve(FILES.get(3)))) {
            long count = file.tensors().values().stream()
                    .mapToLong(info -> info.elements())
                    .sum();
            assertThat(run.out()).contains(": " + count + " trainable");
        }
    }
}
