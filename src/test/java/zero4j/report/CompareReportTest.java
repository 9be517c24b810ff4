package zero4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunReader;

class CompareReportTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void page_fewSteps_comparesEndsThatHaveNoStepInCommon() throws IOException {
        String page = page(row("grpo", List.of(0.1, 0.2, 0.9, 0.7, 0.9)));

        assertThat(page)
                .contains("| reward first 2 | last 2 |", "| grpo | 5 | 0.150 | 0.800 |")
                .contains("It learned: mean reward 0.150 in the first 2 of 5 steps, 0.800 in the last 2.");
    }

    @Test
    void page_manySteps_comparesTenAtEitherEnd() throws IOException {
        List<Double> rewards = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            rewards.add(i < 10 ? 0.5 : 0.25);
        }

        assertThat(page(row("grpo", rewards)))
                .contains("| reward first 10 | last 10 |")
                .contains("It unlearned: mean reward 0.500 in the first ten of 30 steps, 0.250 in the last ten.");
    }

    @Test
    void page_oneStep_comparesItNotWithItself() throws IOException {
        assertThat(page(row("grpo", List.of(0.5))))
                .contains("One step tells of no change: mean reward 0.500.")
                .doesNotContain("hardly");
    }

    @Test
    void page_runsOfDifferentLength_saysThatSomeEndsAreShorter() throws IOException {
        assertThat(page(row("grpo", List.of(0.5, 0.5, 0.5, 0.5)), row("rloo", List.of(0.5, 0.5))))
                .contains("| reward first 2 or fewer | last 2 or fewer |");
    }

    @Test
    void page_noRunBegun_hasNoMeans() throws IOException {
        assertThat(page(CompareRow.without("grpo"))).contains("| grpo | 0 (not finished) | - | - |", "Not finished.");
    }

    @Test
    void page_withoutEvaluation_hasNoColumnsOfAccuracy() throws IOException {
        assertThat(page(row("grpo", List.of(0.5, 0.5)))).doesNotContain("greedy", "avg@", "Accuracies");
    }

    @Test
    void page_evaluationWithoutSamples_hasGreedyAccuracyOnly() throws IOException {
        CompareRow scored = row("grpo", List.of(0.5, 0.5), List.of(score(0, 30)), List.of(score(2, 70)));

        assertThat(page(scored))
                .contains("| greedy before | after | change | length |", "Accuracies")
                .contains("| 30.0 % [10.0, 90.0] | 70.0 % [10.0, 90.0] | +40.0 [")
                .doesNotContain("avg@");
    }

    @Test
    void page_changeOfSamples_decidesWhatIsSaidOfLearning() throws IOException {
        List<Double> flat = List.of(0.5, 0.5, 0.53, 0.53);
        CompareRow learned = row("clear", flat, List.of(sampled(0, 0.30, 0.02)), List.of(sampled(4, 0.36, 0.02)));
        CompareRow noise = row(
                "noise", List.of(0.1, 0.1, 0.9, 0.9), List.of(sampled(0, 0.30, 0.05)), List.of(sampled(4, 0.36, 0.05)));
        CompareRow worse = row("worse", flat, List.of(sampled(0, 0.36, 0.02)), List.of(sampled(4, 0.30, 0.02)));

        assertThat(page(learned, noise, worse))
                .contains("| avg@4 before | after | change |")
                .contains("| 30.0 % [28.0, 32.0] | 36.0 % [34.0, 38.0] | +6.0 [3.2, 8.8] |")
                .contains("It learned: mean reward 0.500")
                .contains(
                        "avg@4 30.0 % [28.0, 32.0] before, 36.0 % [34.0, 38.0] after, a change of +6.0 [3.2, 8.8] points.")
                .contains("Whether it learned cannot be told from chance: mean reward 0.100")
                .contains("a change of +6.0 [-1.1, 13.1] points, which chance alone may make.")
                .contains("It unlearned: mean reward 0.500");
        assertThat(new CompareReport(List.of(learned)).table().text(200))
                .contains("36.0 %  +6.0 [3.2, 8.8]")
                .doesNotContain("[34.0");
    }

    private static EvalRecord sampled(long step, double share, double half) {
        return new EvalRecord(
                step, "nano-chain", 100, 50, 0.5, 0.4, 0.6, 4, share, share - half, share + half, 0.8, 40, 0);
    }

    @Test
    void page_rewardThatIsNotAccuracy_showsBothAndClaimsNoLearning() throws IOException {
        CompareRow spurious = CompareRow.of(
                "random",
                true,
                4,
                metric -> switch (metric) {
                    case REWARD -> points(0.2, 0.2, 0.9, 0.9);
                    case ACCURACY -> points(0.5, 0.5, 0.25, 0.25);
                    default -> List.of();
                },
                List.of(),
                List.of());

        assertThat(page(spurious))
                .contains("| accuracy first 2 | last 2 |", "| 0.200 | 0.900 | 0.500 | 0.250 |")
                .contains(
                        "The reward rose: mean reward 0.200 in the first 2 of 4 steps, 0.900 in the last 2; accuracy, which"
                                + " the verifier tells, 0.500 and 0.250.")
                .doesNotContain("learned");
    }

    private static List<RunReader.Point> points(double... values) {
        List<RunReader.Point> points = new ArrayList<>();
        for (double value : values) {
            points.add(new RunReader.Point(points.size() + 1L, value));
        }
        return points;
    }

    private String page(CompareRow... rows) throws IOException {
        new CompareReport(List.of(rows)).write(folder);
        return Files.readString(folder.resolve(CompareReport.PAGE));
    }

    private static CompareRow row(String name, List<Double> rewards) {
        return row(name, rewards, List.of(), List.of());
    }

    private static CompareRow row(String name, List<Double> rewards, List<EvalRecord> before, List<EvalRecord> after) {
        List<RunReader.Point> points = new ArrayList<>();
        for (double reward : rewards) {
            points.add(new RunReader.Point(points.size() + 1L, reward));
        }
        return CompareRow.of(
                name, true, points.size(), metric -> metric == Metric.REWARD ? points : List.of(), before, after);
    }

    private static EvalRecord score(long step, int correct) {
        return new EvalRecord(step, "nano-chain", 100, correct, correct / 100.0, 0.1, 0.9, 0, 0, 0, 0, 0, 40, 0);
    }
}
