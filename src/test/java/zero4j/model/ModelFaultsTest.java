package zero4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.ModelFolder;
import zero4j.weights.ModelFolderWriter;

/** Folders that are easily read wrongly: they give what transformers gives, or are refused; see their README. */
class ModelFaultsTest {
    private static final Path FOLDERS = Path.of("src/test/resources/model_faults");
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);

    private static JsonNode expected(String name) {
        return JsonMapper.shared().readTree(FOLDERS.resolve(name).resolve("expected.json"));
    }

    private static int[] tokens(JsonNode expected) {
        return IntStream.range(0, expected.path("tokens").size())
                .map(i -> expected.path("tokens").get(i).intValue())
                .toArray();
    }

    private static double score(Path folder, int... tokens) {
        try (var _ = new PointerScope();
                CausalLm lm = ModelFiles.load(folder, CPU, false)) {
            float[] logprobs = SequenceScores.logprobs(lm, tokens);
            return IntStream.range(0, logprobs.length)
                    .mapToDouble(i -> logprobs[i])
                    .sum();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rope-theta-in-both-places", "rope-scaling-empty-object", "tied-but-lm-head-differs"})
    void logprobs_folder_agreeWithReference(String name) {
        JsonNode expected = expected(name);
        assertThat(score(FOLDERS.resolve(name), tokens(expected)))
                .isCloseTo(expected.path("sum_logprobs").doubleValue(), within(4e-5));
    }

    @ParameterizedTest
    @CsvSource({"layer-types-mixed-window, 8", "mistral-window-key-absent, 4096"})
    void logprobs_longerThanAWindow_areRefusedWithItsSize(String name, int window) {
        int[] tokens = tokens(expected(name));
        assertThat(score(FOLDERS.resolve(name), IntStream.of(tokens).limit(8).toArray()))
                .isNegative();
        assertThatThrownBy(() -> score(FOLDERS.resolve(name), tokens))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("sliding window of " + window + " ")
                .hasMessageContaining("layer_types");
    }

    @Test
    void write_modelWhoseHeadDiffers_keepsItAndSaysThatItIsNotTied(@TempDir Path folder) {
        Path source = FOLDERS.resolve("tied-but-lm-head-differs");
        try (CausalLm lm = ModelFiles.load(source, CPU, true);
                ModelFolder read = ModelFolder.open(source)) {
            assertThat(read.warnings()).singleElement().asString().contains("lm_head.weight", "tie_word_embeddings");
            ModelFolderWriter.write(folder.resolve("copy"), lm.config(), ModelFiles.entries(lm), source);
        }
        try (ModelFolder copy = ModelFolder.open(folder.resolve("copy"))) {
            assertThat(copy.warnings()).isEmpty();
            assertThat(copy.config().tieWordEmbeddings()).isFalse();
        }
        JsonNode expected = expected("tied-but-lm-head-differs");
        assertThat(score(folder.resolve("copy"), tokens(expected)))
                .isCloseTo(expected.path("sum_logprobs").doubleValue(), within(4e-5));
    }

    @ParameterizedTest
    @CsvSource({
        "tokenizer-larger-than-model, its ids go up to 127",
        "lfs-pointer, model.safetensors is a Git LFS pointer"
    })
    void open_folderThatCannotBeUsed_isRefusedInOneSentence(String name, String message) {
        assertThatThrownBy(() -> ModelFolder.open(FOLDERS.resolve(name)))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(message);
    }
}
