package zero4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import zero4j.report.EvalTable;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;

/** Scores of an evaluation, and the tables of them. */
class EvaluationTest {
    @Test
    void passAt_fewerThanTheSamples_isTheUnbiasedEstimate() {
        BenchmarkResult result = BenchmarkResult.of("t", 2, 0, 4, List.of(1, 0), 1, 0, 0, 0);

        assertThat(result.passAt(1)).isCloseTo(0.125, within(1e-12));
        assertThat(result.passAt(2)).isCloseTo(0.25, within(1e-12)); // half of the pairs of four have the one
        assertThat(result.passAtK()).isEqualTo(0.5);
    }

    @Test
    void notEvaluated_completionsOfThatReason_areCountedPerBenchmark() {
        ScoreCounts counts = new ScoreCounts("sums", 2);
        counts.greedy(judged("right value, not evaluated"));
        counts.sampled(List.of(judged("same value"), judged("right value, not evaluated")));
        ScoreCounts others = new ScoreCounts("others", 0);
        others.greedy(judged("not found equal"));

        assertThat(new Evaluation(List.of(counts.result(), others.result())).notEvaluated())
                .hasValueSatisfying(text -> assertThat(text).endsWith(": sums 2 of 3"));
        assertThat(new Evaluation(List.of(others.result())).notEvaluated()).isEmpty();
    }

    private static CompletionRecord judged(String rule) {
        return new CompletionRecord(
                0,
                Optional.of("sums"),
                "q",
                0,
                0,
                "?",
                "!",
                1,
                0,
                true,
                "incorrect",
                rule,
                Optional.empty(),
                List.of("1"),
                "stop");
    }

    private static EvalRecord score(String name, int correct, double avg) {
        Interval interval = Interval.wilson(correct, 30);
        return new EvalRecord(
                0,
                name,
                30,
                correct,
                correct / 30.0,
                interval.low(),
                interval.high(),
                4,
                avg,
                avg - 0.1,
                avg + 0.1,
                0.9,
                50.4,
                0.05);
    }

    @Test
    void table_oneEvaluation_isAligned() {
        assertThat(EvalTable.of(List.of(score("aime", 13, 0.4), score("amc", 0, 0.2)))
                        .text())
                .isEqualTo("""
                        benchmark  greedy  correct          95 %   avg@4          95 %  pass@4  tokens  truncated
                        aime       43.3 %    13/30  [27.4, 60.8]  40.0 %  [30.0, 50.0]  90.0 %      50      5.0 %
                        amc         0.0 %     0/30   [0.0, 11.4]  20.0 %  [10.0, 30.0]  90.0 %      50      5.0 %
                        mean       21.7 %                         30.0 %                90.0 %      50      5.0 %""");
    }

    @Test
    void beforeAfter_commonBenchmarks_showTheChange() {
        String table = EvalTable.beforeAfter(
                        List.of(score("gone", 1, 0.1), score("amc", 6, 0.2), score("aime", 13, 0.4)),
                        List.of(score("aime", 16, 0.5), score("amc", 3, 0.2), score("new", 1, 0.1)))
                .text();
        assertThat(table).isEqualTo("""
                        benchmark   greedy before           after  change         avg@4 before                after  change  tokens before  after
                        aime       43.3 % (13/30)  53.3 % (16/30)   +10.0  40.0 % [30.0, 50.0]  50.0 % [40.0, 60.0]   +10.0             50     50
                        amc         20.0 % (6/30)   10.0 % (3/30)   -10.0  20.0 % [10.0, 30.0]  20.0 % [10.0, 30.0]    +0.0             50     50
                        mean               31.7 %          31.7 %    +0.0               30.0 %               35.0 %    +5.0             50     50""");
    }
}
