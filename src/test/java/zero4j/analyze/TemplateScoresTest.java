package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import zero4j.eval.CellScores;
import zero4j.eval.ScoreMatrix;
import zero4j.eval.ScoreRow;
import zero4j.report.plot.Chart;
import zero4j.report.plot.Mark;
import zero4j.report.plot.Panel;

/** Table 1 of a pass of sampling. */
class TemplateScoresTest {
    private static final List<Double> TEMPERATURES = List.of(0.3, 1.0);

    private static MadeSamples samples() {
        MadeSamples all = MadeSamples.random(List.of("a", "b"), List.of("none", "r1"), TEMPERATURES, 40, 4);
        MadeSamples greedy = MadeSamples.random(List.of("a", "b"), List.of("none", "r1"), List.of(0.0), 40, 1);
        greedy.cells().forEach(cell -> {
            List<SampledQuestion> questions = new ArrayList<>();
            greedy.read(cell, questions::add);
            all.with(cell, questions);
        });
        return all;
    }

    @Test
    void of_pass_isWhatPlainCodeCounts() {
        MadeSamples samples = samples();
        ScoreMatrix matrix = TemplateScores.of(samples);

        assertThat(matrix.rows()).extracting(ScoreRow::label).containsExactly("a, none", "a, r1", "b, none", "b, r1");
        for (SampleCell cell : samples.cells()) {
            Map<String, int[]> correct = new TreeMap<>();
            samples.read(cell, question -> {
                int[] counts = correct.computeIfAbsent(question.question().benchmark(), _ -> new int[2]);
                question.completions().forEach(one -> counts[0] += one.reward() == 1 ? 1 : 0);
                counts[1] += question.completions().size();
            });
            ScoreRow row = matrix.rows().stream()
                    .filter(one ->
                            one.model().equals(cell.model()) && one.template().equals(cell.template()))
                    .findFirst()
                    .orElseThrow();
            for (CellScores scores : row.cells()) {
                int[] counts = correct.getOrDefault(scores.benchmark(), new int[2]);
                if (cell.temperature() == 0) {
                    assertThat(scores.correctGreedy()).isEqualTo(counts[0]);
                } else if (cell.temperature() == 1) {
                    assertThat(scores.averageAtK().orElseThrow().value())
                            .isCloseTo((double) counts[0] / counts[1], within(1e-12));
                }
            }
        }
    }

    @Test
    void finding_pass_hasTheTablesOfEvalAndPicturesOfTheScores() {
        Finding finding = TemplateScores.finding(samples());

        assertThat(finding.exhibits())
                .extracting(Finding.Exhibit::name)
                .containsExactly("greedy", "avg", "pass", "levels", "answers", "samples", "comparisons");
        assertThat(finding.exhibits().getFirst().chart().orElseThrow().svg()).contains("a, none", "average");
        assertThat(finding.says()).anyMatch(text -> text.contains("temperature 1.0"));
    }

    @Test
    void of_rowsOfSeveralTemperatures_takesTheOneThatAllHave() {
        MadeSamples samples = MadeSamples.random(List.of("a"), List.of("none"), List.of(0.5, 1.0), 10, 3);
        add(samples, "r1", 0.2, 0.5);
        ScoreMatrix matrix = TemplateScores.of(samples);

        for (ScoreRow row : matrix.rows()) {
            double[] counts = new double[2];
            samples.read(new SampleCell("a", row.template(), 0.5, 3), question -> {
                counts[0] += question.completions().stream()
                        .filter(one -> one.reward() == 1)
                        .count();
                counts[1] += question.completions().size();
            });
            assertThat(row.cells().stream()
                            .mapToLong(cell -> cell.sampled().correct().answers())
                            .sum())
                    .isEqualTo((long) counts[0]);
        }
        assertThat(matrix.comparisons()).isNotEmpty();
        assertThat(TemplateScores.finding(samples).says()).contains("Samples are those at temperature 0.5.");
    }

    @Test
    void finding_noCommonTemperature_namesThatOfEachRowAndComparesNone() {
        MadeSamples samples = MadeSamples.random(List.of("a"), List.of("none"), List.of(0.5), 10, 3);
        add(samples, "r1", 0.8, 1.5);
        Finding finding = TemplateScores.finding(samples);

        assertThat(finding.says())
                .anyMatch(text -> text.contains("Samples are those of a, none at 0.5; a, r1 at 0.8."))
                .noneMatch(text -> text.contains("temperature 0.5"));
        assertThat(finding.exhibits()).extracting(Finding.Exhibit::name).doesNotContain("comparisons");
    }

    private static void add(MadeSamples samples, String template, Double... temperatures) {
        MadeSamples more = MadeSamples.random(List.of("a"), List.of(template), List.of(temperatures), 10, 3);
        more.cells().forEach(cell -> {
            List<SampledQuestion> questions = new ArrayList<>();
            more.read(cell, questions::add);
            samples.with(cell, questions);
        });
    }

    @Test
    void finding_samplesOnly_hasNoGreedyScores() {
        Finding finding =
                TemplateScores.finding(MadeSamples.random(List.of("a"), List.of("none"), List.of(0.5), 10, 3));

        assertThat(finding.exhibits())
                .extracting(Finding.Exhibit::name)
                .containsExactly("avg", "pass", "levels", "samples");
    }

    @Test
    void finding_manyModelsInTwoTemplates_hasAPanelForEachTemplateAndOneLegend() {
        List<String> models = List.of("m1", "m2", "m3", "m4", "m5", "m6");
        Finding finding = TemplateScores.finding(
                MadeSamples.random(models, List.of("none", "r1"), List.of(0.0), 6, 1));
        Chart chart = finding.exhibits().getFirst().chart().orElseThrow();

        assertThat(chart.panels()).extracting(Panel::title).containsExactly("template none", "template r1");
        assertThat(chart.legend()).isEqualTo(Chart.Legend.RIGHT);
        for (Panel panel : chart.panels()) {
            assertThat(panel.marks()).extracting(Mark::name).isEqualTo(models);
        }
    }
}
