package zero4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What programs that use zero4j can see of it: which packages, and which types of these. */
class LibrarySurfaceTest {
    /** Packages whose types are public for each other only. They have no pages in the Javadoc. */
    private static final Set<String> INTERNAL = Set.of(
            "zero4j.bench",
            "zero4j.bench.verify",
            "zero4j.cli",
            "zero4j.cli.console",
            "zero4j.dashboard",
            "zero4j.vector",
            "zero4j.verify.algebra",
            "zero4j.verify.equality",
            "zero4j.verify.form",
            "zero4j.verify.expr",
            "zero4j.verify.syntax");

    private static final Path LIST = Path.of("src/test/resources/public-types.txt");
    private static final Path PAGE = Path.of("docs/library.md");
    private static final Path EXAMPLE = Path.of("examples/train/src/main/java/TrainByOwnReward.java");
    private static final Path FOUND = Path.of("target/public-types.txt");

    @Test
    void publicTypes_ofAllPackages_areThoseOfTheList() throws Exception {
        List<String> found = publicTypes().map(Class::getCanonicalName).sorted().toList();
        Files.createDirectories(FOUND.getParent());
        Files.write(FOUND, found);

        List<String> listed = Files.readAllLines(LIST);
        assertThat(Stream.concat(without(found, listed, "+ "), without(listed, found, "- ")))
                .as("public types that programs see. Make package-private what need not be seen. If the rest of the"
                        + " difference is meant: cp " + FOUND + " " + LIST)
                .isEmpty();
    }

    private static Stream<String> without(List<String> all, List<String> known, String sign) {
        return all.stream().filter(name -> !known.contains(name)).map(sign::concat);
    }

    @Test
    void internalPackages_all_haveNoPagesInTheJavadoc() throws IOException {
        String excluded = matches("<excludePackageNames>(.*?)</excludePackageNames>", Path.of("pom.xml"))
                .map(match -> match.group(1))
                .collect(Collectors.joining());

        assertThat(excluded.split(":")).containsExactlyInAnyOrderElementsOf(INTERNAL);
    }

    @Test
    void packages_all_areInThePageForPrograms() throws Exception {
        String section = matches("\n## What is public\n.*?\n## ", PAGE)
                .findFirst()
                .orElseThrow()
                .group();
        List<String> named = Pattern.compile("(?m)^\\| `([a-z0-9.]+)`")
                .matcher(section)
                .results()
                .map(row -> row.group(1).equals("zero4j") ? "zero4j" : "zero4j." + row.group(1))
                .toList();

        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(
                        publicTypes().map(Class::getPackageName).distinct().toList());
    }

    @Test
    void versionsOfThePage_areThoseOfTheBuild() throws IOException {
        for (String library : List.of("javacpp", "openblas", "pytorch", "cuda")) {
            String version = matches("<" + library + "\\.version>(.*?)<", Path.of("pom.xml"))
                    .map(match -> match.group(1))
                    .collect(Collectors.joining());

            assertThat(PAGE).content().contains("| `" + library + "` | " + version + " |");
        }
    }

    @Test
    void readme_asALibrary_showsTheExample() throws IOException {
        String shown = matches("## As a library.*?```java\n(.*?)```", Path.of("README.md"))
                .map(match -> match.group(1))
                .collect(Collectors.joining());

        assertThat(shown).contains("Recipes.train(", ".reward(", ".listener(", ".run()");
        assertThat(Files.readString(EXAMPLE))
                .as("the lines of README's section \"As a library\" are lines of " + EXAMPLE)
                .contains(shown.stripTrailing().indent(8));
    }

    private static Stream<Class<?>> publicTypes() throws IOException, URISyntaxException, ClassNotFoundException {
        return types().stream().filter(type -> isVisible(type) && !INTERNAL.contains(type.getPackageName()));
    }

    private static List<Class<?>> types() throws IOException, URISyntaxException, ClassNotFoundException {
        Path root = Path.of(UserError.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI());
        List<String> names;
        try (Stream<Path> files = Files.walk(root.resolve("zero4j"))) {
            names = files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("-info.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length())
                            .replace(root.getFileSystem().getSeparator(), "."))
                    .toList();
        }
        List<Class<?>> types = new ArrayList<>();
        for (String name : names) {
            types.add(Class.forName(name, false, LibrarySurfaceTest.class.getClassLoader()));
        }
        return types;
    }

    private static boolean isVisible(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && type.getCanonicalName() != null
                && (type.getEnclosingClass() == null || isVisible(type.getEnclosingClass()));
    }

    private static Stream<MatchResult> matches(String pattern, Path file) throws IOException {
        return Pattern.compile(pattern, Pattern.DOTALL)
                .matcher(Files.readString(file))
                .results();
    }
}
