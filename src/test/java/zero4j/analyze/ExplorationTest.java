package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.analyze.MadeSamples.Kind;
import zero4j.eval.Interval;

class ExplorationTest {
    private static final SampleCell CELL = new SampleCell("nano", "none", 1, 8);

    @Test
    void passAt_eightSamples_isTheExactCombinatorialValue() {
        for (int correct = 0; correct <= 8; correct++) {
            Exploration found = Exploration.of(
                    new MadeSamples().with(CELL, List.of(asked(CELL, "b", 0, correct), asked(CELL, "b", 1, correct))));

            for (int k = 1; k <= 8; k++) {
                BigDecimal failing = new BigDecimal(choose(8 - correct, k))
                        .divide(new BigDecimal(choose(8, k)), MathContext.DECIMAL128);
                Exploration.PassAt pass = found.scores().getFirst().passAt().get(k - 1);
                assertThat(pass.k()).isEqualTo(k);
                assertThat(pass.mean())
                        .as("%d correct, k %d", correct, k)
                        .isCloseTo(1 - failing.doubleValue(), within(1e-14));
            }
        }
    }

    private static BigInteger choose(int n, int k) {
        BigInteger product = BigInteger.ONE;
        for (int i = 0; i < k; i++) {
            product = product.multiply(BigInteger.valueOf(n - i)).divide(BigInteger.valueOf(i + 1));
        }
        return product;
    }

    @Test
    void of_severalBenchmarks_scoresAllQuestionsAndEachBenchmark() {
        Exploration found = Exploration.of(new MadeSamples()
                .with(CELL, List.of(asked(CELL, "a", 0, 8), asked(CELL, "b", 1, 0), asked(CELL, "b", 2, 0))));

        assertThat(found.scores())
                .extracting(Exploration.Score::benchmark)
                .containsExactly(Optional.empty(), Optional.of("a"), Optional.of("b"));
        assertThat(found.scores())
                .extracting(score -> score.passAt().getLast().mean())
                .containsExactly(1 / 3.0, 1.0, 0.0);
    }

    @Test
    void of_oneQuestion_knowsNothingOfOthers() {
        Exploration found = Exploration.of(new MadeSamples().with(CELL, List.of(asked(CELL, "a", 0, 8))));

        assertThat(found.scores().getFirst().passAt())
                .allMatch(pass -> pass.mean() == 1 && pass.interval().equals(new Interval(0, 1)));
        assertThat(found.finding().exhibits().getFirst().chart()).isPresent();
    }

    @Test
    void finding_noSamples_saysSo() {
        SampleCell none = new SampleCell("nano", "none", 1, 0);
        Finding finding = Exploration.of(
                        new MadeSamples().with(none, List.of(new SampledQuestion(MadeSamples.question(0), List.of()))))
                .finding();

        assertThat(finding.says()).containsExactly("There are no samples: nothing can be said.");
        assertThat(finding.exhibits().getFirst().chart()).isEmpty();
        assertThat(finding.exhibits().getFirst().table().rows()).isEmpty();
    }

    @Test
    void finding_greedyBesideSampled_comparesWhatTheSampledOnesHaveInCommon() {
        SampleCell greedy = new SampleCell("nano", "none", 0, 1);
        SampleCell cool = new SampleCell("nano", "none", 0.5, 4);
        Finding finding = Exploration.of(new MadeSamples()
                        .with(greedy, List.of(asked(greedy, "b", 0, 1)))
                        .with(cool, List.of(asked(cool, "b", 0, 1)))
                        .with(CELL, List.of(asked(CELL, "b", 0, 1))))
                .finding();

        assertThat(finding.exhibits().getFirst().title()).startsWith("pass@4");
        assertThat(finding.exhibits().getFirst().table().rows().getFirst())
                .containsExactly("nano", "none", "0.0", "100.0 % [0.0, 100.0]", "-", "-", "-", "-", "-", "-", "-");
        assertThat(finding.says().getLast()).contains("nano, none: 100.0 % at 0.5.");
    }

    @Test
    void finding_twice_isTheSameToTheByte() {
        assertThat(shown()).isEqualTo(shown()).contains("pass@8", "exploration").doesNotContain("NaN");
    }

    private static String shown() {
        Finding finding = Exploration.of(
                        MadeSamples.random(List.of("a", "b"), List.of("none", "r1"), List.of(0.1, 1.0), 30, 8))
                .finding();
        StringBuilder all = new StringBuilder(finding.name() + finding.says());
        finding.exhibits().forEach(exhibit -> {
            all.append(exhibit.table().text());
            exhibit.chart().ifPresent(chart -> all.append(chart.svg()));
        });
        return all.toString();
    }

    private static SampledQuestion asked(SampleCell cell, String benchmark, int index, int correct) {
        AskedQuestion question = MadeSamples.question(benchmark, index, Map.of());
        return new SampledQuestion(
                question,
                IntStream.range(0, cell.samples())
                        .mapToObj(i -> MadeSamples.completion(
                                question, cell, i, i < correct ? Kind.CORRECT : Kind.TRUNCATED, "", 5))
                        .toList());
    }
}
