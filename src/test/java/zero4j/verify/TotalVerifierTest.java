package zero4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import zero4j.verify.extract.AnswerExtractor;

/** Whatever the input, a verdict comes back, and the same one again. */
class TotalVerifierTest {
    private static final List<String> PIECES = List.of(
            "\\frac",
            "\\frac{1}{2}",
            "\\sqrt",
            "\\sqrt[",
            "{",
            "}",
            "(",
            ")",
            "[",
            "]",
            "\\{",
            "\\}",
            "\\",
            "^",
            "^{",
            "_",
            "!",
            "%",
            "\\%",
            "$",
            ",",
            "{,}",
            ".",
            "..",
            "1",
            "0",
            "-",
            "+",
            "*",
            "/",
            "12",
            "1,000",
            "e",
            "1e9",
            "x",
            "abc",
            "\\pi",
            "\\infty",
            "\\text{",
            "\\text{cm}",
            " ",
            "=",
            "<",
            "\\in",
            "\\cup",
            "\\left",
            "\\right.",
            "\\begin{pmatrix}",
            "^\\circ",
            "π",
            "√",
            "−",
            "\u0000",
            "\ud83d\ude00",
            "\ud800",
            "é",
            "٣",
            "\n",
            "and");

    private final MathVerifier verifier = new MathVerifier();

    @Test
    void randomPieces_alwaysGetTheSameVerdictTwice() {
        long seed = 20260101;
        Random random = new Random(seed);
        for (int i = 0; i < 8_000; i++) {
            String answer = pieces(random, random.nextInt(24));
            String reference = pieces(random, 1 + random.nextInt(12));
            Verdict verdict = verifier.verify(answer, reference);
            assertThat(verdict.isDefect())
                    .as("<%s> against <%s>: %s", answer, reference, verdict.rule())
                    .isFalse();
            assertThat(verifier.verify(answer, reference))
                    .as("seed %d, case %d: <%s> against <%s>", seed, i, answer, reference)
                    .isEqualTo(verdict);
            AnswerExtractor.boxed().extract("\\boxed{" + answer);
            AnswerExtractor.tagged().extract("</think> <answer>" + answer + "</answer>\\boxed" + reference);
        }
    }

    @Test
    void longRandomPieces_getAVerdict() {
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            String answer = pieces(random, 1000);
            assertWrong(verifier.verify(answer, "x+1"));
        }
    }

    static List<String> monsters() {
        return List.of(
                "{".repeat(1 << 20),
                "(".repeat(1 << 20),
                "\\frac{".repeat(100_000),
                "\\frac".repeat(100_000),
                "9".repeat(1 << 20),
                "1,".repeat(1 << 19),
                "(".repeat(4000),
                "\\frac".repeat(800),
                "\\sqrt".repeat(800),
                "\\frac{1}{".repeat(400) + "x" + "}".repeat(400),
                "2^".repeat(2000) + "2",
                "x^".repeat(2000) + "x",
                "x_".repeat(2000) + "x",
                "-".repeat(4000) + "1",
                "5" + "!".repeat(4000),
                "1" + "!".repeat(4000),
                "x" + "^{x}".repeat(1000),
                "2" + "^{1/2}".repeat(600),
                "9".repeat(4096) + "/7",
                "1/".repeat(2000) + "7",
                "1/3+1/7+".repeat(500) + "1",
                "(x+1/3)(y+2/7)".repeat(290),
                "\\sqrt{" + "7".repeat(2000) + "}",
                "\\sqrt{7919}".repeat(370),
                "\\frac1x+\\frac1y+".repeat(200) + "1",
                "\\text{".repeat(680),
                "1,".repeat(2000) + "1",
                "\\{" + "x+1,".repeat(1000) + "1\\}",
                "(a+b+c+d+e+f+g+h)".repeat(200),
                "(a+b+c)^{30}",
                "(x+1)".repeat(800),
                "a_\\end",
                "8mod",
                "'".repeat(4000) + "x",
                "\\sin".repeat(800) + "x",
                "|".repeat(4000) + "1",
                "x" + "'".repeat(4000),
                "\\begin{pmatrix}x&1\\\\1&0\\end{pmatrix}".repeat(90),
                "((\\begin{pmatrix}x&1\\\\1&0\\end{pmatrix}^8)^8)^8");
    }

    @ParameterizedTest
    @MethodSource("monsters")
    void monster_getsAVerdict(String text) {
        assertWrong(verifier.verify(text, "5"));
        assertWrong(verifier.verify("5", text));
        assertThat(verifier.verify(text, text.replace('1', '2')).isDefect()).isFalse();
        assertThat(verifier.verify(text, text).correct()).isTrue();
    }

    @Test
    void referencesOfTheBenchmarks_areCorrectAgainstThemselvesAndNeverThrow() throws IOException {
        Path folder = Path.of("../shared/data/eval");
        Assumptions.assumeTrue(Files.isDirectory(folder), "../shared/data is absent: no references to check");
        List<String> references = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jsonl")) {
            for (Path file : files) {
                references.addAll(references(file));
            }
        }
        assertThat(references).hasSizeGreaterThan(3000);
        Random random = new Random(3);
        for (String reference : references) {
            assertThat(verifier.verify(reference, reference).correct())
                    .as(reference)
                    .isTrue();
            assertThat(verifier.verify(" $" + reference + "$ ", reference).correct())
                    .as(reference)
                    .isTrue();
            assertThat(verifier.verify(mutated(reference, random), reference).isDefect())
                    .as(reference)
                    .isFalse();
        }
    }

    private static void assertWrong(Verdict verdict) {
        assertThat(verdict.correct() || verdict.isDefect()).as(verdict.rule()).isFalse();
    }

    private static List<String> references(Path file) throws IOException {
        ObjectMapper mapper = new ObjectMapper();
        List<String> references = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            JsonNode answer = mapper.readTree(line).get("answer");
            if (answer.isArray()) {
                answer.forEach(a -> references.add(a.asString()));
            } else {
                references.add(answer.asString());
            }
        }
        return references;
    }

    private static String pieces(Random random, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }

    private static String mutated(String text, Random random) {
        int at = random.nextInt(text.length() + 1);
        return text.substring(0, at) + PIECES.get(random.nextInt(PIECES.size())) + text.substring(at);
    }
}
