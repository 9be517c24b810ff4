package zero4j.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import zero4j.analyze.MadeSamples.Kind;
import zero4j.analyze.SelfReflection.Accuracy;

/** Accuracy of responses with reflection against that of those without, as fractions. */
class AccuracyCountsTest {
    private static final SampleCell CELL = new SampleCell("nano", "none", 1, 8);
    private static final AskedQuestion QUESTION = MadeSamples.question("b", 0, Map.of());

    /** So many that reflect and as many that do not, so many of either right. */
    private static void add(AccuracyCounts counts, int ofEach, int with, int without) {
        counts.add(
                IntStream.range(0, 2 * ofEach)
                        .mapToObj(i -> MadeSamples.completion(
                                QUESTION,
                                CELL,
                                i,
                                i % ofEach < (i < ofEach ? with : without) ? Kind.CORRECT : Kind.INCORRECT,
                                "",
                                9))
                        .toList(),
                IntStream.range(0, 2 * ofEach).mapToObj(i -> i < ofEach).toList());
    }

    private static Accuracy accuracy(AccuracyCounts counts) {
        return counts.accuracy(Layout.Way.of(CELL), "keyword");
    }

    /** Quarters stand between two bars: what is as far below 0 as above must be shown so. */
    @Test
    void histogram_differencesOfBothSigns_isSymmetric() {
        AccuracyCounts counts = new AccuracyCounts();
        for (int with = 0; with <= 4; with++) {
            for (int without = 0; without <= 4; without++) {
                add(counts, 4, with, without);
            }
        }
        assertThat(accuracy(counts).histogram())
                .containsExactly(1, 0, 2, 0, 0, 3, 0, 4, 0, 0, 5, 0, 0, 4, 0, 3, 0, 0, 2, 0, 1);
    }

    /** In floating point 0.1 and 0.2 are not 0.3, and a mean difference of nothing would have a sign. */
    @Test
    void accuracy_equalOverTemperatures_isExactlyEqual() {
        AccuracyCounts counts = new AccuracyCounts();
        add(counts, 10, 1, 3);
        counts.nextTemperature();
        add(counts, 10, 2, 0);
        Accuracy accuracy = accuracy(counts);
        assertThat(accuracy.accuracyWith()).isEqualTo(accuracy.accuracyWithout());
        assertThat(accuracy.difference().orElseThrow().mean()).isZero();
        assertThat(List.of(accuracy.below(), accuracy.equal(), accuracy.above()))
                .containsExactly(0, 1, 0);
    }
}
