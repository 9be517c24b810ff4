package zero4j.analyze.judge;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

/**
 * How often a judge says what the labels say.
 *
 * @param counts by label, then by what the judge says
 */
record Agreement(int[][] counts) {
    static Agreement of(
            List<Labelled> labelled, int classes, ToIntFunction<Labelled> label, ToIntFunction<Labelled> judged) {
        int[][] counts = new int[classes][classes];
        labelled.forEach(each -> counts[label.applyAsInt(each)][judged.applyAsInt(each)]++);
        return new Agreement(counts);
    }

    int responses() {
        return Arrays.stream(counts).flatMapToInt(Arrays::stream).sum();
    }

    int agreeing() {
        int sum = 0;
        for (int i = 0; i < counts.length; i++) {
            sum += counts[i][i];
        }
        return sum;
    }

    /** Cohen's: (p - e) / (1 - e), e what chance would agree on. */
    double kappa() {
        double all = responses();
        double chance = 0;
        for (int i = 0; i < counts.length; i++) {
            int said = 0;
            for (int[] row : counts) {
                said += row[i];
            }
            chance += Arrays.stream(counts[i]).sum() / all * (said / all);
        }
        return (agreeing() / all - chance) / (1 - chance);
    }
}
