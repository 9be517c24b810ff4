package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.reproduce.world.QuestionPart;
import zero4j.reproduce.world.TextPart;

/** {@code docs/experiments.md} names every key of an experiment's file, and its example is one. */
class ExperimentsPageTest {
    private static final Path PAGE = Path.of("docs/experiments.md");

    @ParameterizedTest
    @ValueSource(
            classes = {
                Experiment.class,
                Experiment.Pretrained.class,
                TextPart.class,
                QuestionPart.class,
                Experiment.Scores.class,
                Experiment.Sampled.class,
                Experiment.Claim.class,
                Experiment.Picture.class,
                Experiment.Quick.class
            })
    void page_ofEachRecord_namesItsKeys(Class<?> declared) throws IOException {
        String page = Files.readString(PAGE);
        List<String> rows = page.lines().filter(line -> line.startsWith("| `")).toList();
        Stream<String> keys = Arrays.stream(declared.getRecordComponents())
                .map(component ->
                        component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(java.util.Locale.ROOT))
                .filter(key ->
                        declared != Experiment.class || !List.of("name", "file").contains(key)); // of the file itself

        assertThat(keys)
                .allSatisfy(key -> assertThat(rows)
                        .anyMatch(row -> row.substring(0, row.indexOf(" | ")).contains("`" + key + "`")));
    }

    @Test
    void example_ofThePage_hasOneOfEachAndCanBeRun(@TempDir Path folder) throws IOException {
        String example = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(PAGE))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        Experiment experiment = Experiments.parse("mine", "mine.yaml", example);

        assertThat(experiment.arms()).containsOnlyKeys("small", "large");
        assertThat(experiment.models()).isNotEmpty();
        assertThat(experiment.templates()).isNotEmpty();
        assertThat(experiment.passes()).isNotEmpty();
        assertThat(experiment.pictures()).isNotEmpty();
        assertThat(Plan.of(experiment, experiment.chosen(0, true), folder).stages().stream()
                        .map(Stage::kind))
                .containsExactly("pretraining", "training", "training", "evaluation", "sampling");
    }
}
