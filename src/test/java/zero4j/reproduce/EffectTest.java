package zero4j.reproduce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.eval.PairedDifference;
import zero4j.reproduce.Measurements.Measured;
import zero4j.reproduce.Measurements.Unit;

class EffectTest {
    private static Measured seeds(Double... values) {
        return new Measured("arm", "length@last", Unit.SEED, List.of(values));
    }

    private static Measured questions(List<Double> values) {
        return new Measured("row", "greedy", Unit.QUESTION, values);
    }

    @Test
    void seeds_three_haveStudentsIntervalOfTheirDifferences() {
        Effect effect = Effect.of(seeds(310.0, 330.0, 326.0), seeds(52.0, 48.0, 50.0), 0);

        // differences 258, 282, 276: mean 272, standard deviation sqrt(156), t(2) 4.302653
        assertThat(effect.difference()).isEqualTo(272);
        assertThat(effect.low()).isCloseTo(272 - 4.302653 * Math.sqrt(156 / 3.0), within(1e-4));
        assertThat(effect.high()).isCloseTo(272 + 4.302653 * Math.sqrt(156 / 3.0), within(1e-4));
        assertThat(effect.pairs()).isEqualTo(3);
        assertThat(effect.unit()).isEqualTo(Unit.SEED);
    }

    @Test
    void seeds_pairedWithTheirSeed_haveNoSpreadOfWhatSeedsShare() {
        Effect paired = Effect.of(seeds(10.0, 50.0, 90.0), seeds(8.0, 47.0, 88.0), 0);

        assertThat(paired.low()).isPositive();
    }

    @Test
    void seeds_oneOnly_knowNothing() {
        Effect effect = Effect.of(seeds(310.0), seeds(52.0), 0);

        assertThat(effect).isEqualTo(new Effect(258, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 1, Unit.SEED));
    }

    @Test
    void seeds_identicalDifferences_areNotCertain() {
        Effect shares = Effect.of(seeds(0.1, 0.2, 0.3), seeds(0.05, 0.15, 0.25), 1);
        Effect lengths = Effect.of(seeds(200.0, 300.0, 400.0), seeds(190.0, 290.0, 390.0), 0);

        assertThat(shares.high() - shares.difference()).isCloseTo(4.302653 * 0.01 / Math.sqrt(3), within(1e-6));
        assertThat(lengths.difference() - lengths.low()).isCloseTo(4.302653 * 4 / Math.sqrt(3), within(1e-4));
    }

    @Test
    void seeds_allZero_areOfTheSharesScaleOrOfNone() {
        Measured none = seeds(0.0, 0.0, 0.0);

        assertThat(Effect.of(none, none, 1).high()).isCloseTo(4.302653 * 0.01 / Math.sqrt(3), within(1e-6));
        assertThat(Effect.of(none, none, 0).high()).isInfinite();
    }

    @Test
    void seeds_oneWithoutAValue_areComparedWithoutIt() {
        Effect effect = Effect.of(seeds(3.0, Double.NaN, 5.0, 7.0), seeds(1.0, 1.0, 2.0, Double.NaN), 0);

        assertThat(effect).isEqualTo(Effect.of(seeds(3.0, 5.0), seeds(1.0, 2.0), 0));
        assertThat(effect.pairs()).isEqualTo(2);
    }

    @Test
    void seeds_noneWithBothValues_haveNoDifference() {
        Effect effect = Effect.of(seeds(Double.NaN, 1.0), seeds(1.0, Double.NaN), 0);

        assertThat(effect.difference()).isNaN();
        assertThat(effect.low()).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(effect.pairs()).isZero();
    }

    @Test
    void questions_many_haveTheIntervalOfPairedShares() {
        List<Double> ours = IntStream.range(0, 60).mapToObj(i -> i % 4 / 4.0).toList();
        List<Double> theirs = IntStream.range(0, 60).mapToObj(i -> i % 3 / 4.0).toList();

        Effect effect = Effect.of(questions(ours), questions(theirs), 1);

        PairedDifference expected = PairedDifference.of(array(ours), array(theirs));
        assertThat(effect.difference()).isEqualTo(expected.mean());
        assertThat(effect.low()).isEqualTo(expected.interval().low());
        assertThat(effect.high()).isEqualTo(expected.interval().high());
        assertThat(effect.pairs()).isEqualTo(60);
        assertThat(effect.unit()).isEqualTo(Unit.QUESTION);
    }

    @Test
    void questions_allDifferAlike_areNotCertain() {
        Effect effect = Effect.of(questions(Collections.nCopies(20, 1.0)), questions(Collections.nCopies(20, 0.0)), 1);

        assertThat(effect.difference()).isEqualTo(1);
        assertThat(effect.low()).isBetween(0.6, 0.9);
        assertThat(effect.high()).isEqualTo(1);
    }

    @Test
    void pairs_ofDifferentSeedsOrQuestions_areRefused() {
        assertThatThrownBy(() -> Effect.of(seeds(1.0, 2.0), seeds(1.0), 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2 values of arm against 1");
        assertThatThrownBy(() -> Effect.of(seeds(1.0), questions(List.of(1.0)), 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static double[] array(List<Double> values) {
        double[] array = new double[values.size()];
        Arrays.setAll(array, values::get);
        return array;
    }
}
