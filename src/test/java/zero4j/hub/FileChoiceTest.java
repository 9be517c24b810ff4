package zero4j.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import zero4j.UserError;

class FileChoiceTest {
    private static final HubRepository MODEL = new HubRepository(HubRepository.Kind.MODEL, "owner/name");

    @Test
    void needed_weightsInSeveralDivisions_takesOne() {
        assertThat(chosen(
                        "config.json",
                        "consolidated.safetensors",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json",
                        "model.fp16.safetensors",
                        "original/model.safetensors"))
                .containsExactly(
                        "config.json",
                        "model-00001-of-00002.safetensors",
                        "model-00002-of-00002.safetensors",
                        "model.safetensors.index.json");
        assertThat(chosen("config.json", "model.safetensors", "consolidated.safetensors", "flax_model.msgpack"))
                .containsExactly("config.json", "model.safetensors");
    }

    @Test
    void needed_shardsOfOtherNames_areAllTaken() {
        String[] paths = {"config.json", "part_1.safetensors", "part_2.safetensors", "model.safetensors.index.json"};
        assertThat(chosen(paths)).containsExactly(paths);
    }

    @Test
    void needed_indexWithoutShards_isNoModel() {
        assertThatThrownBy(() -> chosen("config.json", "model.safetensors.index.json", "pytorch_model.bin"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no safetensors files at its top")
                .hasMessageContaining("pytorch_model.bin");
    }

    @Test
    void needed_dataSet_isItsFilesOfRows() {
        HubRepository set = new HubRepository(HubRepository.Kind.DATASET, "owner/name");
        assertThat(FileChoice.NEEDED.chosen(
                        set,
                        files(
                                "README.md",
                                "config.json",
                                "web/package.json",
                                "dataset_infos.json",
                                "data/train.parquet",
                                "test.json")))
                .extracting(HubFile::path)
                .containsExactly("data/train.parquet", "test.json");
    }

    @Test
    void needed_adapter_isTakenWithItsConfiguration() {
        assertThat(chosen(
                        "adapter_config.json",
                        "adapter_model.safetensors",
                        "checkpoint-100/adapter_model.safetensors",
                        "training_args.bin"))
                .containsExactly("adapter_config.json", "adapter_model.safetensors");
    }

    @Test
    void needed_tokenizerOfAnyKind_isTaken() {
        assertThat(chosen(
                        "vocab.json",
                        "merges.txt",
                        "tokenizer.model",
                        "chat_template.jinja",
                        "model.safetensors",
                        "modeling_x.py",
                        "LICENSE"))
                .containsExactly(
                        "vocab.json", "merges.txt", "tokenizer.model", "chat_template.jinja", "model.safetensors");
    }

    @Test
    void needed_dataSet_isItsRowsWithoutWhatIsSaidAboutThem() {
        HubRepository data = new HubRepository(HubRepository.Kind.DATASET, "owner/name");
        assertThat(FileChoice.NEEDED.chosen(
                        data, files("README.md", "dataset_infos.json", ".cache/old.json", "main/train.parquet")))
                .extracting(HubFile::path)
                .containsExactly("main/train.parquet");
    }

    @Test
    void patterns_nothingMatches_saysWhatThereIs() {
        assertThatThrownBy(() -> new FileChoice(List.of("*.parquet"), List.of()).chosen(MODEL, files("config.json")))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("no files of these patterns; it has config.json");
    }

    @Test
    void patterns_signsOfRegularExpressions_meanThemselves() {
        assertThat(new FileChoice(List.of("a+(b).json"), List.of()).chosen(MODEL, files("a+(b).json", "aab.json")))
                .extracting(HubFile::path)
                .containsExactly("a+(b).json");
    }

    private static List<String> chosen(String... paths) {
        return FileChoice.NEEDED.chosen(MODEL, files(paths)).stream()
                .map(HubFile::path)
                .toList();
    }

    private static List<HubFile> files(String... paths) {
        return Stream.of(paths)
                .map(path -> new HubFile(path, 1, new HubFile.Checksum.GitBlob("0".repeat(40))))
                .toList();
    }
}
