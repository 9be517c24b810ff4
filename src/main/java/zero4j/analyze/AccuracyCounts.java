package zero4j.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.analyze.SelfReflection.Accuracy;
import zero4j.eval.Category;
import zero4j.eval.PairedDifference;
import zero4j.run.CompletionRecord;

/** Compares responses of a question that reflect with those that do not, temperature by temperature: hotter ones do both more often. */
final class AccuracyCounts {
    /** Of the histogram, from no difference to one of 1. */
    static final int STEPS = 10;

    /** Of one question: sums over the temperatures at which it has both kinds. Fractions, since rounded ones would not be equal. */
    private static final class Sums {
        private BigFraction with = BigFraction.ZERO;
        private BigFraction without = BigFraction.ZERO;
        private int temperatures;

        private BigFraction difference() {
            return with.subtract(without).divide(temperatures);
        }

        /** The nearest step, the same way below 0 as above: halves go away from it. */
        private int step() {
            BigFraction difference = difference();
            int size =
                    difference.abs().multiply(STEPS).add(BigFraction.of(1, 2)).intValue();
            return difference.signum() * size;
        }
    }

    private final List<Sums> questions = new ArrayList<>();
    private int next;

    /** The same questions come again, in the same order. */
    void nextTemperature() {
        next = 0;
    }

    /**
     * The next question.
     *
     * @param reflects of each completion, whether it does
     */
    void add(List<CompletionRecord> completions, List<Boolean> reflects) {
        if (next == questions.size()) {
            questions.add(new Sums());
        }
        Sums sums = questions.get(next++);
        int[] correct = new int[2];
        int[] all = new int[2];
        for (int i = 0; i < completions.size(); i++) {
            int kind = reflects.get(i) ? 1 : 0;
            all[kind]++;
            correct[kind] += Category.of(completions.get(i)) == Category.CORRECT ? 1 : 0;
        }
        if (all[0] > 0 && all[1] > 0) {
            sums.without = sums.without.add(BigFraction.of(correct[0], all[0]));
            sums.with = sums.with.add(BigFraction.of(correct[1], all[1]));
            sums.temperatures++;
        }
    }

    Accuracy accuracy(Layout.Way way, String by) {
        List<Sums> both =
                questions.stream().filter(sums -> sums.temperatures > 0).toList();
        double[] with = both.stream()
                .mapToDouble(sums -> sums.with.divide(sums.temperatures).doubleValue())
                .toArray();
        double[] without = both.stream()
                .mapToDouble(sums -> sums.without.divide(sums.temperatures).doubleValue())
                .toArray();
        Integer[] histogram = new Integer[2 * STEPS + 1];
        Arrays.fill(histogram, 0);
        both.forEach(sums -> histogram[STEPS + sums.step()]++);
        int below = counted(both, -1);
        int above = counted(both, 1);
        return new Accuracy(
                way.model(),
                way.template(),
                by,
                questions.size(),
                both.size(),
                Arrays.stream(with).average().orElse(0),
                Arrays.stream(without).average().orElse(0),
                both.isEmpty() ? Optional.empty() : Optional.of(PairedDifference.of(with, without)),
                below,
                both.size() - below - above,
                above,
                List.of(histogram));
    }

    private static int counted(List<Sums> both, int sign) {
        return (int)
                both.stream().filter(sums -> sums.difference().signum() == sign).count();
    }
}
