package zero4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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
        Files.writeString(source.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"tok\": 1}}}");
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
        assertThat(target.resolve("tokenizer.json")).hasContent("{\"model\": {\"vocab\": {\"tok\": 1}}}");
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
    void config_tokenizerWithFewerIds_saysWhichRowsAreTokens() throws IOException {
        write(Long.MAX_VALUE);
        assertThat(ModelFolder.config(target).tokens()).isEqualTo(2);
        assertThat(ModelFolder.config(target).vocabSize()).isEqualTo(CONFIG.vocabSize());
        Files.delete(target.resolve("tokenizer.json"));
        assertThat(ModelFolder.config(target).tokens()).isEqualTo(CONFIG.vocabSize());
    }

    @ParameterizedTest
    @ValueSource(strings = {"num_hidden_layers", "hidden_size", "intermediate_size", "vocab_size"})
    void open_configurationLargerThanTheWeights_isRefusedByTheHeadersAlone(String key) throws IOException {
        write(Long.MAX_VALUE);
        Path file = target.resolve("config.json");
        String config = Files.readString(file);
        for (String value : List.of("8192", "1000000000")) {
            Files.writeString(file, config.replaceFirst("(\"" + key + "\" ?: )\\d+", "$1" + value));
            assertThatThrownBy(() -> ModelFolder.open(target))
                    .isInstanceOf(UserError.class)
                    .hasMessageMatching("(?s).*(" + key + "|config.json implies|do not fit).*");
        }
    }

    @Test
    void open_moreLayersThanTensors_isToldByTheirCount() throws IOException {
        write(Long.MAX_VALUE);
        Path file = target.resolve("config.json");
        String config = Files.readString(file);
        Files.writeString(file, config.replaceFirst("(?<=\"num_hidden_layers\" ?: )\\d+", "8192"));
        assertThatThrownBy(() -> ModelFolder.open(target))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(
                        "\"num_hidden_layers\" is 8192, but there are only " + entries.size() + " tensors");
    }

    @Test
    void open_parameterOfWholeNumbers_isRefusedByItsName() throws IOException {
        write(Long.MAX_VALUE);
        Path file = target.resolve("model.safetensors");
        String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
        Files.writeString(file, bytes.replaceFirst("\"F32\"", "\"I32\""), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> ModelFolder.open(target))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("is stored as I32; expected F32, BF16 or F16");
    }

    @Test
    void requireFinite_oneNumberIsNone_namesItsTensor() {
        write(Long.MAX_VALUE); // of random bits
        try (ModelFolder random = ModelFolder.open(target);
                ModelFolder sound = ModelFolder.open(Path.of("src/test/resources/golden/qwen2"))) {
            assertThatThrownBy(random::requireFinite)
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining("model.embed_tokens.weight holds NaN");
            sound.requireFinite();
        }
        for (Dtype dtype : List.of(Dtype.F32, Dtype.BF16, Dtype.F16)) {
            byte[] bytes = new byte[64];
            assertThat(dtype.allFinite(MemorySegment.ofArray(bytes))).isTrue();
            bytes[63] = (byte) 0xFB; // sign and most of the exponent
            assertThat(dtype.allFinite(MemorySegment.ofArray(bytes))).isTrue();
            bytes[62] = (byte) 0x80;
            bytes[63] = (byte) (dtype == Dtype.F16 ? 0x7C : 0x7F);
            assertThat(dtype.allFinite(MemorySegment.ofArray(bytes)))
                    .as("%s", dtype)
                    .isFalse();
        }
    }

    @Test
    void open_gitLfsPointer_saysHowToGetTheFile() throws IOException {
        write(Long.MAX_VALUE);
        for (String name : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            byte[] before = Files.readAllBytes(target.resolve(name));
            Files.writeString(
                    target.resolve(name),
                    "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 3087467144\n");
            assertThatThrownBy(() -> ModelFolder.open(target))
                    .isInstanceOf(UserError.class)
                    .hasMessageContaining(name + " is a Git LFS pointer")
                    .hasMessageContaining("3087467144 bytes")
                    .hasMessageContaining("git lfs pull");
            Files.write(target.resolve(name), before);
        }
    }

    @Test
    void open_indexThatIsAGitLfsPointer_saysSo() throws IOException {
        write(4000);
        Files.writeString(
                target.resolve("model.safetensors.index.json"),
                "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 24000\n");
        assertThatThrownBy(() -> ModelFolder.open(target))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("model.safetensors.index.json is a Git LFS pointer");
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
