package zero4j.bench.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import zero4j.verify.MathVerifier;
import zero4j.verify.extract.AnswerExtractor;

/** The worked solutions of MATH-500 end in a box that holds the reference. */
class MathSolutionsTest {
    private static final Path FILE = Path.of("../shared/data/eval/math500_full.jsonl");

    @Test
    void solutions_allOfMath500_haveTheReferenceInTheirBox() throws IOException {
        Assumptions.assumeTrue(
                Files.isDirectory(Path.of("../shared/data")), "../shared/data is absent: no solutions to check");
        MathVerifier verifier = new MathVerifier();
        List<String> wrong = new ArrayList<>();
        List<String> lines = Files.readAllLines(FILE);
        for (String line : lines) {
            JsonNode row = new ObjectMapper().readTree(line);
            String reference = row.get("answer").asString();
            String answer = AnswerExtractor.boxed()
                    .extract(row.get("solution").asString())
                    .orElse("");
            if (!verifier.verify(answer, reference).correct()) {
                wrong.add(answer + " for " + reference);
            }
        }

        assertThat(lines).hasSize(500);
        assertThat(wrong).isEmpty();
    }
}
