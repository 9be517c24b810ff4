package zero4j.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages on algorithms speak of what there is. */
class AlgorithmPagesTest {
    private static final Path PAGES = Path.of("docs/algorithms");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final Pattern SETTING =
            Pattern.compile("`(?:--set )?((?:objective|kl|correction|critic|rollout|train)\\.[a-z_]+)[`:=]");

    static Stream<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(PAGES)) {
            return files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream();
        }
    }

    @Test
    void presets_all_haveAPageThatTheIndexLinks() throws IOException {
        String index = Files.readString(PAGES.resolve("README.md"));
        for (Preset preset : Presets.REGISTRY.all()) {
            String name = preset.name();
            assertThat(index).contains("\n| [" + name + "](" + name + ".md) | ");
            assertThat(Files.readString(PAGES.resolve(name + ".md")))
                    .startsWith("# " + name + "\n")
                    .contains("--set algorithm=" + name + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void links_toFiles_leadSomewhere(Path page) throws IOException {
        List<String> targets = LINK.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(targets)
                .allSatisfy(target -> assertThat(PAGES.resolve(target)).exists());
    }

    @ParameterizedTest
    @MethodSource("pages")
    void settings_named_exist(Path page) throws IOException {
        Set<String> named = SETTING.matcher(Files.readString(page))
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(settings()).containsAll(named);
    }

    private static Set<String> settings() throws IOException {
        Set<String> keys = new TreeSet<>();
        String section = "";
        for (String line : Files.readAllLines(Path.of("src/main/resources/zero4j/recipe/defaults.yaml"))) {
            if (line.matches("[a-z_]+:.*")) {
                section = line.substring(0, line.indexOf(':'));
            } else if (line.matches(" +[a-z_]+:.*")) {
                keys.add(section + "." + line.substring(0, line.indexOf(':')).strip());
            }
        }
        return keys;
    }
}
