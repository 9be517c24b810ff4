package zero4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
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
            "zero4j.verify.algebra",
            "zero4j.verify.equality",
            "zero4j.verify.expr",
            "zero4j.verify.syntax");

    private static final Path LIST = Path.of("src/test/resources/public-types.txt");
    private static final Path FOUND = Path.of("target/public-types.txt");

    @Test
    void publicTypes_ofAllPackages_areThoseOfTheList() throws Exception {
        List<String> found = publicTypes();
        Files.createDirectories(FOUND.getParent());
        Files.write(FOUND, found);

        assertThat(found)
                .as("public types that programs see. Make package-private what need not be seen. If the rest of the"
                        + " difference is meant: cp " + FOUND + " " + LIST)
                .isEqualTo(Files.readAllLines(LIST));
    }

    @Test
    void internalPackages_all_haveNoPagesInTheJavadoc() throws IOException {
        String excluded = matches("<excludePackageNames>(.*?)</excludePackageNames>", Path.of("pom.xml"))
                .map(match -> match.group(1))
                .collect(Collectors.joining());

        assertThat(excluded.split(":")).containsExactlyInAnyOrderElementsOf(INTERNAL);
    }

    /** A line for each package, and below it one for each of its types. */
    private static List<String> publicTypes() throws Exception {
        Map<String, Set<String>> packages = new TreeMap<>();
        for (Class<?> type : types()) {
            if (isVisible(type) && !INTERNAL.contains(type.getPackageName())) {
                String name =
                        type.getCanonicalName().substring(type.getPackageName().length() + 1);
                packages.computeIfAbsent(type.getPackageName(), _ -> new TreeSet<>())
                        .add(name);
            }
        }
        return packages.entrySet().stream()
                .flatMap(entry -> Stream.concat(
                        Stream.of("package " + entry.getKey()),
                        entry.getValue().stream().map("  "::concat)))
                .toList();
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
