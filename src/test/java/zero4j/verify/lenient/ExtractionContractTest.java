package zero4j.verify.lenient;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.Extracted;

/** What every rule must do with any text. */
class ExtractionContractTest {
    private static final List<String> PIECES = List.of(
            "\\boxed{",
            "\\boxed",
            "\\fbox{5}",
            "{",
            "}",
            "$",
            "$$",
            "\\(",
            "\\)",
            "\\[",
            "\\]",
            "\\",
            "\\$",
            "<answer>",
            "</answer>",
            "</think> <answer>",
            "The answer is ",
            "Answer:",
            "**Final Answer**",
            "#### ",
            "not ",
            "5",
            "1,000",
            "-",
            "/",
            "1/2",
            "3 1/2",
            "\\frac",
            "\\frac12",
            "^",
            "^{",
            "%",
            "e",
            "x",
            " ",
            "  ",
            ", ",
            " and ",
            "\n",
            "\n\n",
            ".",
            ". ",
            "\\text{",
            "\\quad",
            "is",
            "the",
            "because",
            "İ",
            "\ud83d\ude00",
            "\ud800",
            "٣",
            "\u0000",
            "€");

    private static final List<String> REPEATED = List.of(
            "\\boxed{",
            "\\boxed ",
            "\\boxed{1},",
            "\\boxed{\\boxed{1}",
            "$",
            "$ ",
            "$1",
            "$1$,",
            "$1$ and ",
            "$$ $",
            "\\(",
            "\\begin{align}",
            "\\begin{align*} \\end{align}",
            "\\[ ",
            "\\(\\)",
            "9",
            "9 ",
            "1,",
            "1,000,",
            "1 1/",
            "1/1/",
            "\\frac",
            "\\frac1",
            "9^",
            "1 and ",
            "-",
            "<answer>",
            "<answer> ",
            "<answer>1",
            "answer",
            "answer:",
            "answer: ",
            "answer:\n",
            "answer is not ",
            "the answer to ",
            "answer \n",
            "**",
            "#",
            "#### ",
            "\n#### 1. ",
            "\n",
            " ",
            "{",
            "}",
            "\\",
            "\\text{",
            "\\text{ and ",
            "the is ",
            "a",
            ".",
            "( ",
            "</think> <answer>",
            "</answer>");

    static Stream<AnswerExtractor> rules() {
        return Stream.of(
                AnswerExtractor.boxed(),
                LenientRules.joinedBoxes(),
                AnswerExtractor.tagged(),
                LenientRules.looseTags(),
                LenientRules.phrase(),
                LenientRules.formula(),
                LenientRules.number(),
                LenientRules.firstOf(),
                LenientRules.chain());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void randomPieces_giveTheSameStrippedAnswerTwice(AnswerExtractor rule) {
        long seed = 20260201;
        Random random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            String text = pieces(random);
            Optional<Extracted> found = rule.find(text);
            assertThat(rule.find(text))
                    .as("seed %d, case %d: <%s>", seed, i, text)
                    .isEqualTo(found);
            String answer = found.map(Extracted::answer).orElse("");
            assertThat(answer).as("seed %d, case %d: <%s>", seed, i, text).isEqualTo(answer.strip());
        }
    }

    /** A rule that is not linear would take many minutes for all of it. */
    @ParameterizedTest
    @MethodSource("rules")
    void manyRepetitionsOfAnything_isAnswered(AnswerExtractor rule) {
        for (String piece : REPEATED) {
            String text = piece.repeat((1 << 18) / piece.length());
            assertThat(rule.extract(text).orElse("").length()).as(piece).isLessThanOrEqualTo(text.length());
        }
    }

    @Test
    void prose_manyRepetitionsOfAnything_isDecided() {
        for (String piece : REPEATED) {
            Prose.in(piece.repeat((1 << 18) / piece.length()));
        }
        assertThat(Prose.in("9".repeat(1 << 18))).isFalse();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void noText_holdsNoAnswer(AnswerExtractor rule) {
        assertThat(rule.find("")).isEmpty();
        assertThat(rule.find(" \n ")).isEmpty();
    }

    private static String pieces(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = random.nextInt(30); n > 0; n--) {
            text.append(PIECES.get(random.nextInt(PIECES.size())));
        }
        return text.toString();
    }
}
