package zero4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import zero4j.data.Question;
import zero4j.run.CompletionRecord;

/** Scores of rows of model and template, counted from completions. */
class ScoreMatrixTest {
    @Test
    void counter_everyKindOfAnswer_isCountedOnceWithItsLength() {
        CellScores cell = MadeAnswers.cell("b", "cinutc");

        AnswerCounts counts = cell.greedy();
        assertThat(counts.correct()).isEqualTo(new AnswerCounts.Group(2, 20));
        assertThat(counts.incorrect()).isEqualTo(new AnswerCounts.Group(2, 20));
        assertThat(counts.notEvaluated()).isEqualTo(1);
        assertThat(counts.unformatted().answers()).isEqualTo(1);
        assertThat(counts.truncated().answers()).isEqualTo(1);
        assertThat(counts.all()).isEqualTo(new AnswerCounts.Group(6, 60));
        assertThat(counts.share(counts.truncated())).isCloseTo(1 / 6.0, within(1e-12));
        assertThat(cell.greedyAccuracy()).contains(new ScoreEstimate(2 / 6.0, Interval.wilson(2, 6)));
        assertThat(cell.averageAtK()).isEmpty();
    }

    /** Tags without anything between them are the required form, and no answer. */
    @Test
    void counts_everyVerdict_areThoseOfItsCategory() {
        for (String outcome : List.of("correct", "incorrect", "no_answer", "unparseable", "over_budget")) {
            for (boolean formatted : List.of(true, false)) {
                for (String end : List.of("eos", "length")) {
                    CompletionRecord one = new CompletionRecord(
                            0,
                            Optional.of("b"),
                            "q",
                            0,
                            1,
                            "?",
                            "!",
                            7,
                            0,
                            formatted,
                            outcome,
                            "a rule",
                            Optional.empty(),
                            List.of("1"),
                            end);
                    AnswerCounts counts = AnswerCounts.of(List.of(one));
                    assertThat(List.of(
                                    counts.correct().answers(),
                                    counts.incorrect().answers(),
                                    counts.unformatted().answers(),
                                    counts.truncated().answers()))
                            .as(one.toString())
                            .isEqualTo(Arrays.stream(Category.values())
                                    .map(category -> category == Category.of(one) ? 1L : 0L)
                                    .toList());
                }
            }
        }
    }

    /** Every subset of the eight samples is as likely as any other: the share that holds a correct one. */
    @Test
    void passAt_eightSamples_isTheShareOfSubsetsWithACorrectOne() {
        CellScores cell = MadeAnswers.cell("b", "", "ciiiiiii", "cccciiii", "iiiiiiii", "cccccccc");
        int[] correct = {1, 4, 0, 8};
        for (int k = 1; k <= 8; k++) {
            double sum = 0;
            for (int right : correct) {
                int hit = 0;
                int all = 0;
                for (int subset = 0; subset < 256; subset++) {
                    if (Integer.bitCount(subset) == k) {
                        all++;
                        hit += (subset & ((1 << right) - 1)) != 0 ? 1 : 0;
                    }
                }
                sum += (double) hit / all;
            }
            assertThat(cell.passAt(k).orElseThrow().value()).isCloseTo(sum / 4, within(1e-12));
        }
        assertThat(cell.averageAtK().orElseThrow().value()).isCloseTo(13 / 32.0, within(1e-12));
        assertThat(cell.isGreedy()).isFalse();
    }

    @Test
    void levels_numbersAndWords_areInTheOrderOfPeople() {
        List<CellScores.LevelPart> levels = MadeAnswers.cell("b", "ciccci", "cc", "ci", "ii", "cc", "ii", "ii")
                .levels();

        assertThat(levels)
                .containsExactly(
                        new CellScores.LevelPart("2", 2, 1, 1, 0),
                        new CellScores.LevelPart("10", 2, 2, 4, 0),
                        new CellScores.LevelPart("hard", 2, 1, 0, 0));
        assertThat(MadeAnswers.cell("b", "c").levels()).isEmpty();
    }

    @Test
    void counter_questionsThatLackSamples_areRefused() {
        CellScores.Counter counter = new CellScores.Counter("b", 2);
        counter.greedy("q0", Optional.empty(), MadeAnswers.answer("b", "q0", 0, 'c', 1));

        assertThatIllegalArgumentException().isThrownBy(() -> counter.sampled("q0", Optional.empty(), List.of()));
        assertThatIllegalStateException().isThrownBy(counter::scores);
    }

    @Test
    void average_benchmarksOfDifferentSize_countTheSame() {
        ScoreRow row =
                new ScoreRow("m", "t", List.of(MadeAnswers.cell("a", "cccccccccc"), MadeAnswers.cell("b", "ic")));

        assertThat(row.average(CellScores::greedyAccuracy).orElseThrow().value())
                .isEqualTo(0.75);
        assertThat(row.average(CellScores::averageAtK)).isEmpty();
    }

    @Test
    void comparisons_twoRows_areByBenchmarkAndOverAllCorrectedForTheirNumber() {
        ScoreRow first =
                new ScoreRow("m", "none", List.of(MadeAnswers.cell("a", "cccccccc"), MadeAnswers.cell("b", "cici")));
        ScoreRow second =
                new ScoreRow("m", "r1", List.of(MadeAnswers.cell("a", "iiiiiiii"), MadeAnswers.cell("b", "icic")));

        List<RowComparison> found = new ScoreMatrix(List.of(first, second)).comparisons();

        assertThat(found).extracting(RowComparison::benchmark).containsExactly("a", "b", "");
        assertThat(found).extracting(RowComparison::first).containsOnly("m, r1");
        double p = Significance.mcNemar(0, 8);
        assertThat(found.getFirst().difference().p()).isEqualTo(p);
        assertThat(found.getFirst().adjusted()).isCloseTo(3 * p, within(1e-12));
        assertThat(found.getFirst().isMoreThanNoise()).isTrue();
        assertThat(found.get(1).isMoreThanNoise()).isFalse();
        assertThat(found.get(2).difference().p()).isCloseTo(ofAllSigns(8, 4, 0.5), within(1e-12));
        assertThat(found.get(2).difference().mean()).isEqualTo(-0.5);
    }

    /** The share of all choices of signs that give two benchmarks a mean of at least so much, either way. */
    private static double ofAllSigns(int first, int second, double mean) {
        int far = 0;
        for (int signs = 0; signs < 1 << (first + second); signs++) {
            int less = Integer.bitCount(signs & ((1 << first) - 1));
            int others = Integer.bitCount(signs >> first);
            double drawn = (1 - 2.0 * less / first + 1 - 2.0 * others / second) / 2;
            far += Math.abs(drawn) >= mean ? 1 : 0;
        }
        return (double) far / (1 << (first + second));
    }

    @Test
    void comparisons_samplesOfDifferentTemperatures_areLeftOut() {
        List<CellScores> cells = List.of(MadeAnswers.cell("a", "ccii", "ci", "cc", "ii", "ci"));
        ScoreMatrix matrix = new ScoreMatrix(List.of(
                new ScoreRow("m", "none", cells, OptionalDouble.of(0.5)),
                new ScoreRow("m", "r1", cells, OptionalDouble.of(1)),
                new ScoreRow("m", "chat", cells, OptionalDouble.of(1))));

        assertThat(matrix.comparisons())
                .extracting(one -> one.first() + " - " + one.second() + " " + one.measure())
                .containsExactly(
                        "m, r1 - m, none greedy",
                        "m, chat - m, none greedy",
                        "m, chat - m, r1 greedy",
                        "m, chat - m, r1 avg@2");
        assertThat(matrix.comparisons()).isSameAs(matrix.comparisons());
    }

    @Test
    void levels_numberAndWordOfOneLevel_areOneColumn() {
        CellScores.Counter counter = new CellScores.Counter("b", 0);
        List<String> written = List.of("5", "Level 5", " level 5", "5.0", "Level 3");
        for (String level : written) {
            counter.greedy(level, Question.level(Map.of("level", level)), MadeAnswers.answer("b", level, 0, 'c', 1));
        }

        assertThat(counter.scores().levels())
                .containsExactly(new CellScores.LevelPart("3", 1, 1, 0, 0), new CellScores.LevelPart("5", 4, 4, 0, 0));
        assertThat(Question.level(Map.of("level", "Level"))).contains("Level");
        assertThat(Question.level(Map.of("difficulty", "4.625"))).contains("4");
    }

    @Test
    void comparisons_severalRows_areOfThoseThatDifferInOneThing() {
        List<CellScores> cells = List.of(MadeAnswers.cell("a", "ccii", "ci", "cc", "ii", "ci"));
        ScoreMatrix matrix = new ScoreMatrix(List.of(
                new ScoreRow("m", "none", cells),
                new ScoreRow("m", "r1", cells),
                new ScoreRow("n", "none", cells),
                new ScoreRow("n", "r1", List.of(MadeAnswers.cell("a", "cciii", "ci", "cc", "ii", "ci", "cc")))));

        // The last row was asked a question more than the others.
        assertThat(matrix.comparisons())
                .extracting(one -> one.first() + " - " + one.second() + " " + one.measure())
                .containsExactly(
                        "m, r1 - m, none greedy",
                        "m, r1 - m, none avg@2",
                        "n, none - m, none greedy",
                        "n, none - m, none avg@2");
        assertThat(matrix.comparisons()).extracting(RowComparison::adjusted).containsOnly(1.0);
    }
}
