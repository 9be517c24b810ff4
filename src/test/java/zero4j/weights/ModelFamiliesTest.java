package zero4j.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import zero4j.UserError;

class ModelFamiliesTest {
    @Test
    void documents_families_areAllTold() throws IOException {
        String models = Files.readString(Path.of("docs/models.md"));
        List<String> rows = ModelFamilies.REGISTRY.all().stream()
                .map(family -> "| `%s` | `%s` | %s |".formatted(family.architecture(), family.name(), family.help()))
                .toList();
        assertThat(models.lines()
                        .filter(line -> line.startsWith("| `"))
                        .filter(line -> !line.contains("architectures")))
                .containsExactlyElementsOf(rows);
        String layers = String.join(", ", ModelFamilies.linearLayers());
        assertThat(models.replace("`", "").replace("\n", " ")).contains(layers);
        assertThat(Path.of("src/main/resources/zero4j/recipe/defaults.yaml"))
                .content()
                .contains("or a list of: " + String.join(", ", ModelFamilies.LLAMA.linearLayers()));
    }

    @Test
    void parse_unknownFamily_namesAllThereAre() {
        assertThatThrownBy(() -> ModelConfig.parse("{\"architectures\": [\"GPT2LMHeadModel\"]}", "config.json"))
                .isInstanceOf(UserError.class)
                .hasMessage("config.json: \"architectures\" is GPT2LMHeadModel; expected one of "
                        + ModelFamilies.REGISTRY.all().stream()
                                .map(ModelFamily::architecture)
                                .collect(Collectors.joining(", ")));
        assertThatThrownBy(() -> ModelConfig.parse("{\"model_type\": \"gpt2\"}", "config.json"))
                .hasMessageContaining("\"model_type\" is gpt2; expected that of LlamaForCausalLM, ");
        assertThatThrownBy(() -> ModelConfig.parse("{}", "config.json"))
                .hasMessageContaining("config.json has no \"architectures\"; expected one of LlamaForCausalLM, ");
    }
}
