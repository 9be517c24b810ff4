package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.analyze.judge.RuleJudge;
import zero4j.report.Table;

/** What programs read of findings. */
class FindingNumbersTest {
    private static final SampleSet SAMPLES =
            MadeSamples.random(List.of("base", "trained"), List.of("none", "r1"), List.of(0.0, 1.0), 30, 1);
    private static final SampleSet SEVERAL =
            MadeSamples.random(List.of("base", "trained"), List.of("none"), List.of(0.3, 1.0), 30, 3);

    static Stream<Finding> findings() {
        return Stream.of(SAMPLES, SEVERAL)
                .flatMap(samples -> Stream.of(
                        Exploration.of(samples).finding(),
                        SelfReflection.of(
                                        samples, Optional.of(new SelfReflection.Judging(new RuleJudge(), 0, false, 1)))
                                .finding(),
                        Categories.of(samples).finding(),
                        Answering.of(samples, new RuleJudge()).finding(),
                        TemplateScores.finding(samples)));
    }

    @ParameterizedTest
    @MethodSource("findings")
    void numbers_ofEachExhibit_areColumnsOfTextsOrOfNumbers(Finding finding) {
        for (Finding.Exhibit exhibit : finding.exhibits()) {
            Table numbers = exhibit.numbers();
            assertThat(numbers.rows()).as(exhibit.name()).isNotEmpty();
            assertThat(numbers.header()).doesNotHaveDuplicates().allMatch(name -> !name.contains(" "));
            for (int i = 0; i < numbers.header().size(); i++) {
                int column = i;
                List<String> cells =
                        numbers.rows().stream().map(row -> row.get(column)).toList();
                assertThat(cells).as(numbers.header().get(i)).noneMatch(cell -> cell.matches("-|.*[%\\[].*"));
                if (List.of("low", "high", "share", "score", "pass", "p", "difference", "temperature")
                                .contains(numbers.header().get(i))
                        && !finding.name().equals("templates")) {
                    assertThat(cells).allMatch(cell -> cell.isEmpty() || Double.isFinite(Double.parseDouble(cell)));
                }
            }
        }
    }

    @Test
    void numbers_ofExploration_areThoseOfTheData() {
        Exploration found = Exploration.of(SEVERAL);
        List<Double> means = found.scores().stream()
                .filter(score -> score.benchmark().isEmpty())
                .flatMap(score -> score.passAt().stream())
                .map(Exploration.PassAt::mean)
                .toList();
        Table numbers = found.finding().exhibits().getFirst().numbers();
        int column = numbers.header().indexOf("pass");
        assertThat(numbers.rows().stream()
                        .map(row -> Double.parseDouble(row.get(column)))
                        .toList())
                .isEqualTo(means);
        assertThat(means).anyMatch(mean -> Double.toString(mean).length() > 10);
    }

    @Test
    void numbers_ofAccuracy_haveTheHistogram() {
        SelfReflection found = SelfReflection.of(SEVERAL, Optional.empty());
        Table numbers = found.finding().exhibits().getLast().numbers();
        List<Integer> steps = new ArrayList<>();
        IntStream.range(0, numbers.header().size())
                .filter(i -> numbers.header().get(i).startsWith("at_"))
                .forEach(i ->
                        steps.add(Integer.parseInt(numbers.rows().getFirst().get(i))));
        assertThat(numbers.header()).contains("at_-1.0", "at_0.0", "at_0.1", "at_1.0");
        assertThat(steps).isEqualTo(found.accuracies().getFirst().histogram());
    }

    @Test
    void numbers_ofNothing_areEmptyCells() {
        Table numbers = NumberColumns.of(List.of(1))
                .with("a", _ -> Optional.empty())
                .with("b", _ -> Double.NaN)
                .with("c", _ -> java.util.OptionalDouble.empty())
                .withInterval(_ -> Optional.empty())
                .with("d", _ -> Optional.of(0.1))
                .table();
        assertThat(numbers.csv()).isEqualTo("a,b,c,low,high,d\n,,,,,0.1\n");
    }
}
