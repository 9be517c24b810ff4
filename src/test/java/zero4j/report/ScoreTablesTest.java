package zero4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import zero4j.eval.MadeAnswers;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;

/** The tables of models and templates. */
class ScoreTablesTest {
    private static ScoreMatrix greedy() {
        return new ScoreMatrix(List.of(
                new ScoreRow("m", "none", List.of(MadeAnswers.cell("aime", "cciit"), MadeAnswers.cell("amc", "icc"))),
                new ScoreRow("m", "r1", List.of(MadeAnswers.cell("aime", "iiuuu"), MadeAnswers.cell("amc", "ccc")))));
    }

    private static Table table(ScoreMatrix matrix, String name) {
        return ScoreTables.of(matrix).stream()
                .filter(titled -> titled.name().equals(name))
                .findFirst()
                .orElseThrow()
                .table();
    }

    private static String all(ScoreMatrix matrix) {
        return ScoreTables.of(matrix).stream()
                        .map(titled -> titled.title() + titled.table().text())
                        .collect(Collectors.joining("\n"))
                + String.join("\n", ScoreTables.notes(matrix))
                + ScoreData.of(matrix).numbers().csv();
    }

    @Test
    void of_greedyRows_isTheTableOfThePaperWithCountsAndIntervals() {
        assertThat(table(greedy(), "greedy").text()).isEqualTo("""
                        model  template                       aime                          amc              average
                        m      none      40.0 % (2/5) [11.8, 76.9]    66.7 % (2/3) [20.8, 93.9]  53.3 % [26.4, 76.3]
                        m      r1          0.0 % (0/5) [0.0, 43.4]  100.0 % (3/3) [43.9, 100.0]  50.0 % [21.9, 71.7]""");
    }

    @Test
    void of_sameScores_areTheSameTablesToTheByte() {
        assertThat(all(greedy())).isEqualTo(all(greedy())).doesNotContain("not evaluated", "avg@", "pass@");
    }

    @Test
    void answers_someNotEvaluated_areAColumnOfTheirOwn() {
        ScoreMatrix matrix =
                new ScoreMatrix(List.of(new ScoreRow("m", "none", List.of(MadeAnswers.cell("a", "cinut")))));

        assertThat(table(matrix, "answers").text()).isEqualTo("""
                        model  template  benchmark  answers  correct  incorrect  not evaluated  unformatted  truncated  tokens  of correct  of incorrect  of unformatted  of truncated
                        m      none      a                5   20.0 %     40.0 %              1       20.0 %     20.0 %      10          10            10              10            10""");
    }

    @Test
    void passAtK_manySamples_showsPowersOfTwoAndTheNumbersHaveAll() {
        String twenty = "c".repeat(3) + "i".repeat(17);
        ScoreMatrix matrix =
                new ScoreMatrix(List.of(new ScoreRow("m", "none", List.of(MadeAnswers.cell("a", "", twenty, twenty)))));

        assertThat(table(matrix, "pass").rows())
                .extracting(row -> row.get(2))
                .containsExactly("pass@1", "pass@2", "pass@4", "pass@8", "pass@16", "pass@20");
        assertThat(table(matrix, "pass").rows()).allMatch(row -> row.getLast().matches("\\d+\\.\\d % \\[.*, .*]"));
        assertThat(ScoreData.of(matrix).numbers().header()).contains("pass_1", "pass_19_low", "pass_20_high");
        assertThat(ScoreData.of(matrix).rows().getFirst().pass()).hasSize(20);
    }

    @Test
    void passAtK_severalBenchmarks_areColumnsWithIntervalsAndTheirMean() {
        ScoreMatrix matrix = new ScoreMatrix(List.of(new ScoreRow(
                "m", "none", List.of(MadeAnswers.cell("a", "", "ci", "ci"), MadeAnswers.cell("b", "", "cc", "ii")))));

        assertThat(table(matrix, "pass").text()).isEqualTo("""
                        model  template  score                       a                    b               average
                        m      none      pass@1     50.0 % [9.5, 90.5]  50.0 % [0.0, 100.0]   50.0 % [17.8, 82.2]
                        m      none      pass@2  100.0 % [34.2, 100.0]  50.0 % [0.0, 100.0]  75.0 % [33.7, 100.0]""");
    }

    @Test
    void levels_sampledAndGreedy_areRowsOfTheirOwn() {
        ScoreMatrix matrix = new ScoreMatrix(
                List.of(new ScoreRow("m", "none", List.of(MadeAnswers.cell("a", "cic", "cc", "ci", "ii")))));

        assertThat(table(matrix, "levels").text()).isEqualTo("""
                        model  template  benchmark  score             2             10           hard
                        m      none      a          greedy  0.0 % (0/1)  100.0 % (1/1)  100.0 % (1/1)
                        m      none      a          avg@2        50.0 %        100.0 %          0.0 %""");
    }

    @Test
    void comparisons_oneThatMayBeNoise_saysSo() {
        assertThat(table(greedy(), "comparisons").rows())
                .extracting(List::getLast)
                .containsOnly("may be noise");
        assertThat(ScoreTables.notes(greedy())).last().asString().contains("There are 3 comparisons", "Holm");
    }

    @Test
    void csv_namesWithCommasAndQuotes_areQuoted() {
        assertThat(Table.of("name", "value").row("a, \"b\"", "1").csv()).isEqualTo("name,value\n\"a, \"\"b\"\"\",1\n");
    }

    private static ScoreMatrix unasked() {
        return new ScoreMatrix(List.of(
                new ScoreRow(
                        "m",
                        "none",
                        List.of(
                                MadeAnswers.cell("aime", "cxix", "cc", "xx", "ci", "xx"),
                                MadeAnswers.cell("amc", "cc", "cc", "cc"))),
                new ScoreRow(
                        "m",
                        "4-shot",
                        List.of(
                                MadeAnswers.cell("aime", "xxxx", "xx", "xx", "xx", "xx"),
                                MadeAnswers.cell("amc", "ci", "ci", "ii")))));
    }

    @Test
    void of_questionsThatWereNeverAsked_countAsNotAnsweredAndWhereThatIsAllThereIsNoScore() {
        assertThat(table(unasked(), "greedy").text()).isEqualTo("""
                        model  template                      aime                          amc              average
                        m      none      25.0 % (1/4) [4.6, 69.9]  100.0 % (2/2) [34.2, 100.0]  62.5 % [28.1, 85.0]
                        m      4-shot                           -     50.0 % (1/2) [9.5, 90.5]                    -""");
        assertThat(table(unasked(), "avg").rows().get(1)).element(2).isEqualTo("-");
        assertThat(table(unasked(), "pass").rows())
                .filteredOn(row -> row.get(1).equals("4-shot"))
                .hasSize(2)
                .allMatch(row -> row.get(3).equals("-") && row.getLast().equals("-"));
        assertThat(table(unasked(), "levels").rows())
                .filteredOn(row -> row.get(1).equals("none") && row.get(2).equals("aime"))
                .extracting(row -> row.get(4))
                .as("level 2, of which nothing was asked")
                .containsOnly("-");
        assertThat(ScoreTables.notes(unasked()))
                .anyMatch(note -> note.contains("m, none, aime 2 of 4; m, 4-shot, aime 4 of 4.")
                        && note.contains("count as not answered"));
        assertThat(ScoreTables.notes(greedy())).noneMatch(note -> note.contains("Never asked"));
    }

    @Test
    void answers_neverAsked_areNoneAndNotTruncated() {
        assertThat(table(unasked(), "answers").rows())
                .extracting(row -> row.subList(1, 9))
                .contains(
                        List.of("none", "aime", "2", "2", "50.0 %", "50.0 %", "0.0 %", "0.0 %"),
                        List.of("4-shot", "aime", "4", "0", "-", "-", "-", "-"),
                        List.of("4-shot", "all", "4", "2", "50.0 %", "50.0 %", "0.0 %", "0.0 %"));
    }

    @Test
    void comparisons_benchmarkOfWhichNothingWasAsked_isNotCompared() {
        assertThat(unasked().comparisons())
                .isNotEmpty()
                .allMatch(one -> one.benchmark().equals("amc"));
    }

    @Test
    void numbers_neverAsked_isAColumnAndScoresThatAreNotThereAreEmpty() {
        Table numbers = ScoreData.of(unasked()).numbers();
        int column = numbers.header().indexOf("never_asked");

        assertThat(numbers.rows()).extracting(row -> row.get(column)).containsExactly("2", "0", "2", "4", "0", "4");
        for (String score : List.of("greedy", "avg", "pass_1", "pass_2_high")) {
            int place = numbers.header().indexOf(score);
            assertThat(numbers.rows())
                    .extracting(row -> row.get(place).isEmpty())
                    .as(score)
                    .containsExactly(false, false, false, true, false, true);
        }
    }
}
