package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.pretrain.ArchitectureSettings;
import zero4j.recipe.Recipes;
import zero4j.rollout.SamplingParams;
import zero4j.session.LoadedModel;
import zero4j.weights.BundledModels;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/** The bundled bases are what their file and their cards say. */
class BundledBasesTest {
    private static final long MOST_BYTES = 4_000_000;

    /** A row of a card: template, question, and what the model says greedily; behind … it goes on. */
    private static final Pattern SAYS = Pattern.compile("\\| ([-0-9a-z]+) \\| `(.+)` \\| `(.+)` \\|");

    static Stream<String> bases() {
        return BundledModels.NAMES.stream().filter(name -> !name.equals(BundledModels.NANO));
    }

    private static Path folder(String base) {
        return BundledModels.folder(base).orElseThrow();
    }

    private static String card(String base) throws IOException {
        return Files.readString(folder(base).resolve("README.md"));
    }

    @Test
    void file_ofTheBases_makesAllThatAreBundled() {
        assertThat(Experiments.read(Experiments.BASES).models().keySet())
                .containsExactlyInAnyOrderElementsOf(bases().toList());
    }

    @ParameterizedTest
    @MethodSource("bases")
    void folder_hasTheShapeAndTheVocabularyThatItsRecipeSays(String base) throws IOException {
        Map<String, Experiment.Pretrained> models =
                Experiments.read(Experiments.BASES).models();
        Experiment.Pretrained first = Objects.requireNonNull(models.get(base));
        while (models.containsKey(first.init())) {
            first = Objects.requireNonNull(models.get(first.init()));
        }
        List<String> settings = first.settings().entrySet().stream()
                .map(setting -> setting.getKey() + "=" + setting.getValue())
                .toList();
        ArchitectureSettings said = Recipes.pretrain(null, settings).architecture();
        ModelConfig found = ModelFolder.config(folder(base));

        assertThat(List.of(found.hiddenSize(), found.layers(), found.heads(), found.kvHeads(), found.headDim()))
                .containsExactly(said.hiddenSize(), said.layers(), said.heads(), said.kvHeads(), said.headDim());
        assertThat(found.longestSequence()).isEqualTo(said.context());
        assertThat(folder(base).resolve("tokenizer.json"))
                .hasSameTextualContentAs(Path.of("models/nano/tokenizer.json"));
    }

    @ParameterizedTest
    @MethodSource("bases")
    void folder_isSmall(String base) throws IOException {
        try (Stream<Path> files = Files.list(folder(base))) {
            assertThat(files.mapToLong(file -> file.toFile().length()).sum()).isLessThan(MOST_BYTES);
        }
    }

    @ParameterizedTest
    @MethodSource("bases")
    void card_namesTheCommandThatMakesItAgain_andItsLicence(String base) throws IOException {
        assertThat(card(base)).contains("`./zero4j reproduce " + Experiments.BASES + "`", "Licence: Apache-2.0");
    }

    @ParameterizedTest
    @MethodSource("bases")
    void model_asked_saysWhatItsCardShows(String base) throws IOException {
        Matcher row = SAYS.matcher(card(base));
        int rows = 0;
        try (LoadedModel model = LoadedModel.open(base)) {
            for (; row.find(); rows++) {
                String said = model.generate(
                                model.prompt(row.group(1), row.group(2)), new SamplingParams(1, 60, 0, 0, 1, 1))
                        .text();
                String shown = row.group(3);
                assertThat(said.strip())
                        .as(row.group())
                        .matches(
                                shown.endsWith("…")
                                        ? "(?s)" + Pattern.quote(shown.substring(0, shown.length() - 1)) + ".*"
                                        : Pattern.quote(shown));
            }
        }
        assertThat(rows).isGreaterThanOrEqualTo(2);
    }
}
