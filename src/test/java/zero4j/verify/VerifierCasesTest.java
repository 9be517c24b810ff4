package zero4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * The case files, one kind of mathematics each, were written from what answers mean and not from what the verifier does.
 *
 * <p>Lines with a {@code response} or a {@code mode} belong to the grade command, whose test runs them all;
 * here the verifier judges the texts as they stand.
 */
class VerifierCasesTest {
    private static final Path FOLDER = Path.of("src/test/resources/verify/cases");
    private static final int LONGEST_SHOWN = 120;

    private final ObjectMapper mapper = new ObjectMapper();
    private final MathVerifier verifier = new MathVerifier();

    static Stream<String> kinds() throws IOException {
        List<String> names = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(FOLDER, "*.jsonl")) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names.stream().sorted();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void agreesWithEveryCase_kind(String kind) throws IOException {
        List<String> disagreements = new ArrayList<>();
        List<String> lines = Files.readAllLines(FOLDER.resolve(kind));
        for (int i = 0; i < lines.size(); i++) {
            disagreement(kind + ":" + (i + 1), mapper.readTree(lines.get(i))).ifPresent(disagreements::add);
        }
        assertThat(disagreements)
                .as("%s: disagreements in %d lines", kind, lines.size())
                .isEmpty();
    }

    @Test
    void casesAreWhole_allFiles() throws IOException {
        int right = 0;
        int wrong = 0;
        for (String kind : kinds().toList()) {
            for (String line : Files.readAllLines(FOLDER.resolve(kind))) {
                JsonNode row = mapper.readTree(line);
                assertThat(row.has("answer") ^ row.has("response")).as(line).isTrue();
                assertThat(row.path("reference").isString()).as(line).isTrue();
                assertThat(row.path("expected").isBoolean()).as(line).isTrue();
                if (row.path("expected").booleanValue()) {
                    right++;
                } else {
                    wrong++;
                }
            }
        }
        assertThat(right).isGreaterThan(900);
        assertThat(wrong).isGreaterThan(900);
    }

    private Optional<String> disagreement(String place, JsonNode row) {
        if (row.has("response") || row.has("mode")) {
            return Optional.empty();
        }
        String answer = row.path("answer").stringValue();
        String reference = row.path("reference").stringValue();
        boolean expected = row.path("expected").booleanValue();
        Verdict verdict = verifier.verify(answer, List.of(reference));
        if (verdict.correct() == expected) {
            return Optional.empty();
        }
        return Optional.of("%s answer «%s» reference «%s» expected %s, but %s by %s %s"
                .formatted(
                        place,
                        shown(answer),
                        shown(reference),
                        expected,
                        verdict.outcome(),
                        verdict.rule(),
                        row.path("note").asString("")));
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_SHOWN
                ? text
                : text.substring(0, LONGEST_SHOWN) + "… (" + text.length() + " characters)";
    }
}
