package zero4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/**
 * Kinds of pairs that verifiers get wrong, found by attacking one: {@code found.jsonl} has the pairs that were found,
 * {@code more.jsonl} others of each kind, right answers and near misses, {@code attacked.jsonl} those that later attacks found.
 */
class VerifierKindsTest {
    private static final Path FOLDER = Path.of("src/test/resources/verify/kinds");

    private final MathVerifier verifier = new MathVerifier();

    static Stream<Map.Entry<String, List<JsonNode>>> kinds() throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        Map<String, List<JsonNode>> byKind = new TreeMap<>();
        for (String file : List.of("found.jsonl", "more.jsonl", "attacked.jsonl")) {
            for (String line : Files.readAllLines(FOLDER.resolve(file))) {
                JsonNode pair = mapper.readTree(line);
                byKind.computeIfAbsent(pair.path("kind").stringValue(), kind -> new ArrayList<>())
                        .add(pair);
            }
        }
        return byKind.entrySet().stream();
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void verify_pairsOfAKind_asExpected(Map.Entry<String, List<JsonNode>> kind) {
        assertThat(kind.getValue().stream().filter(this::isWrong).map(JsonNode::toString))
                .as(kind.getKey())
                .isEmpty();
    }

    private boolean isWrong(JsonNode pair) {
        String answer = pair.path("answer").stringValue();
        String reference = pair.path("reference").stringValue();
        return verifier.verify(answer, reference).correct()
                != pair.path("expected").booleanValue();
    }
}
