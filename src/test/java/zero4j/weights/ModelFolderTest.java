package zero4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.AtomicFile;
import zero4j.UserError;

class ModelFolderTest {
    private static final ModelConfig CONFIG = ModelConfig.fresh(
            ModelFamilies.LLAMA,
            new ModelShape(16, 24, 2, 4, 2, 64, 10_000, false),
            32,
            OptionalInt.empty(),
            new TreeSet<>(List.of(2)));

    @TempDir
    Path folder;

    private Path source;
    private Path target;
    private List<SafetensorsWriter.Entry> entries;

    @BeforeEach
    void makeModel() throws IOException {
        source = Files.createDirectory(folder.resolve("source"));
        target = folder.resolve("target");
        Files.writeString(source.resolve("tokenizer.json"), "{\"tok\": 1}");
        Files.writeString(source.resolve("generation_config.json"), "{\"eos_token_id\": [3]}");
        Files.writeString(source.resolve("README.md"), "not copied");
        Random random = new Random(3);
        entries = new ArrayList<>();
        CONFIG.parameterShapes()
                .forEach((name, shape) -> entries.add(SafetensorsTest.entry(name, Dtype.F32, random, shape)));
    }

    private void write(long maxShardBytes) {
        AtomicFile.writeFolder(
                target, folder -> ModelFolderWriter.writeInto(folder, CONFIG, entries, source, maxShardBytes));
    }

    private void assertWeightsAreBack() {
        try (ModelFolder model = ModelFolder.open(target)) {
            assertThat(model.tensors()).hasSameSizeAs(entries);
            for (SafetensorsWriter.Entry entry : entries) {
                assertThat(SafetensorsTest.bytes(model.data(entry.name())))
                        .as(entry.name())
                        .isEqualTo(SafetensorsTest.bytes(entry.data().get()));
            }
            assertThat(model.config().eosTokenIds()).containsExactly(2, 3);
        }
    }

    @Test
    void write_oneFile_isReadBackWithCompanions() throws IOException {
        ModelFolderWriter.write(target, CONFIG, entries, source);
        assertWeightsAreBack();
        assertThat(target.resolve("tokenizer.json")).hasContent("{\"tok\": 1}");
        assertThat(target.resolve("README.md")).doesNotExist();
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(source, target);
        }
    }

    private String shardOf(String tensor) throws IOException {
        return StrictJson.object(Files.readString(target.resolve("model.safetensors.index.json")), "index")
                .path("weight_map")
                .path(tensor)
                .asString("");
    }

    @Test
    void write_shards_areReadBackInOrder() throws IOException {
        write(4000);
        assertWeightsAreBack();
        try (ModelFolder model = ModelFolder.open(target)) {
            assertThat(model.tensors().keySet())
                    .containsExactlyElementsOf(
                            entries.stream().map(SafetensorsWriter.Entry::name).toList());
        }
        assertThat(target.resolve("model.safetensors")).doesNotExist();
        assertThat(shardOf("lm_head.weight")).matches("model-(\\d{5})-of-\\1\\.safetensors");
        long total = CONFIG.parameterCount() * 4;
        assertThat(target.resolve("model.safetensors.index.json")).content().contains("\"total_size\" : " + total);
    }

    @Test
    void write_tensorLargerThanAShard_getsItsOwn() {
        write(1);
        assertWeightsAreBack();
    }

    @Test
    void open_missingShard_isNamedWithTheFoldersContents() throws IOException {
        write(4000);
        String shard = shardOf("model.norm.weight");
        Files.delete(target.resolve(shard));
        assertThatThrownBy(() -> ModelFolder.open(target))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(shard)
                .hasMessageContaining("model-00001");
    }

    @Test
    void open_tensorInIndexButNotInShard_isNamed() throws IOException {
        write(4000);
        Path index = target.resolve("model.safetensors.index.json");
        Files.writeString(index, Files.readString(index).replace("model.norm.weight", "model.gone.weight"));
        assertThatThrownBy(() -> ModelFolder.open(target))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("model.gone.weight")
                .hasMessageContaining("index.json");
    }

    @Test
    void open_indexThatLeavesTheFolder_isRefused() throws IOException {
        write(4000);
        Path index = target.resolve("model.safetensors.index.json");
        Files.writeString(index, Files.readString(index).replace("model-00001", "../model-00001"));
        assertThatThrownBy(() -> ModelFolder.open(target))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("file name");
    }

    @Test
    void open_noWeights_saysWhatTheFolderHolds() throws IOException {
        Files.writeString(source.resolve("config.json"), CONFIG.json());
        Files.writeString(source.resolve("pytorch_model.bin"), "");
        assertThatThrownBy(() -> ModelFolder.open(source))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("model.safetensors")
                .hasMessageContaining("pytorch_model.bin");
    }

    @Test
    void data_unknownTensor_isAUserError() {
        write(Long.MAX_VALUE);
        try (ModelFolder model = ModelFolder.open(target)) {
            assertThatThrownBy(() -> model.data("model.other"))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("model.other");
        }
    }

    @Test
    void write_existingTarget_isRefusedAndUntouched() throws IOException {
        Files.createDirectory(target);
        assertThatThrownBy(() -> write(4000)).isInstanceOf(UserError.class).hasMessageContaining("exists");
        assertThat(target).isEmptyDirectory();
    }

    @Test
    void write_failureInTheMiddle_leavesNoFolder() {
        assertThatThrownBy(() -> AtomicFile.writeFolder(target, temporary -> {
                    ModelFolderWriter.writeInto(temporary, CONFIG, entries, source, 4000);
                    throw new IOException("no room");
                }))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no room");
        assertThat(folder.toFile().list()).containsExactly("source");
    }
}
