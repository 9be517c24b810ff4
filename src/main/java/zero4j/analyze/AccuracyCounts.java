package zero4j.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import zero4j.analyze.SelfReflection.Accuracy;
import zero4j.eval.PairedDifference;
import zero4j.run.CompletionRecord;

/** Compares responses of a question that reflect with those that do not, temperature by temperature: hotter ones do both more often. */
final class AccuracyCounts {
    private static final int STEPS = 10;

    /** Of one question: sums over the temperatures at which it has both kinds. */
    private static final class Sums {
        private double with;
        private double without;
        private int temperatures;

        /** What is 0 in the mind is not so in floating point. */
        private double difference() {
            double difference = (with - without) / temperatures;
            return Math.abs(difference) < 1e-12 ? 0 : difference;
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
            sums.without += (double) correct[0] / all[0];
            sums.with += (double) correct[1] / all[1];
            sums.temperatures++;
        }
    }

    Accuracy accuracy(Layout.Way way, String by) {
        List<Sums> both =
                questions.stream().filter(sums -> sums.temperatures > 0).toList();
        double[] with =
                both.stream().mapToDouble(sums -> sums.with / sums.temperatures).toArray();
        double[] without = both.stream()
                .mapToDouble(sums -> sums.without / sums.temperatures)
                .toArray();
        double[] differences = both.stream().mapToDouble(Sums::difference).toArray();
        Integer[] histogram = new Integer[2 * STEPS + 1];
        Arrays.fill(histogram, 0);
        Arrays.stream(differences).forEach(difference -> histogram[STEPS + (int) Math.round(STEPS * difference)]++);
        int below = (int)
                Arrays.stream(differences).filter(difference -> difference < 0).count();
        int above = (int)
                Arrays.stream(differences).filter(difference -> difference > 0).count();
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
}
