package zero4j.verify;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.data.ColumnNames;
import zero4j.data.QuestionFiles;

/** Texts that are long, deep or costly get a verdict too, and every reference equals itself. */
class TotalVerifierTest {
    private final MathVerifier verifier = new MathVerifier();

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

    /** Where there is too little stack the verifier itself fails: it says so, and whoever asked goes on. */
    @Test
    void everyAnswer_verifierFails_saysSo() throws InterruptedException {
        String deep = "(".repeat(120) + "1" + ")".repeat(120);
        explained(deep); // so that no class is loaded for the first time where there is no room for it
        List<String> told = new ArrayList<>();
        Thread shallow = new Thread(null, () -> told.addAll(explained(deep)), "shallow", 1);
        shallow.start();
        shallow.join();
        assertThat(told)
                .hasSize(5)
                .allSatisfy(text -> assertThat(text).contains("defect of the verifier", "StackOverflowError"));
    }

    private static List<String> explained(String text) {
        Explanation explanation =
                new MathVerifier(VerifierSettings.DEFAULT).explain(text, List.of(text + "+1"), "What is 1?");
        return List.of(
                explanation.verdict().rule(),
                explanation.answerRead(),
                explanation.form().orElse(""),
                explanation.referencesRead().getFirst(),
                MathVerifier.unreadable(text).orElse(""));
    }

    private static void assertWrong(Verdict verdict) {
        assertThat(verdict.correct() || verdict.isDefect()).as(verdict.rule()).isFalse();
    }

    @Test
    void referencesOfTheBenchmarks_withAndWithoutDollarSigns_areCorrectAgainstThemselves() throws IOException {
        Path folder = Path.of("../shared/data/eval");
        Assumptions.assumeTrue(Files.isDirectory(folder), "../shared/data is absent: no references to check");
        Set<String> references = new LinkedHashSet<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jsonl")) {
            files.forEach(file -> QuestionFiles.open(file, ColumnNames.FOUND)
                    .questions()
                    .forEach(question -> references.addAll(question.answers())));
        }
        List<String> wrong = references.stream()
                .filter(reference -> !verifier.verify(reference, reference).correct()
                        || !verifier.verify(" $" + reference + "$ ", reference).correct())
                .toList();

        assertThat(references).hasSizeGreaterThan(1000);
        assertThat(wrong).isEmpty();
    }
}
