package zero4j.algorithm;

import java.util.Arrays;
import java.util.Locale;

/** From the rewards of one group to the advantages of its responses. Every token of a response shares its advantage. */
public sealed interface Advantage {
    /** The advantages of a group's responses, in the same order. */
    double[] of(double[] rewards);

    /** In words, for the header of a run. */
    String inWords();

    /** Reward minus the group's mean: Dr. GRPO (arXiv 2503.20783, section 3.2). */
    record Centred() implements Advantage {
        @Override
        public double[] of(double[] rewards) {
            double mean = mean(rewards);
            return Arrays.stream(rewards).map(r -> r - mean).toArray();
        }

        @Override
        public String inWords() {
            return "centred by the group's mean, no std";
        }
    }

    /**
     * Reward minus the group's mean, divided by the group's standard deviation: GRPO (arXiv 2402.03300, section 4.1.2).
     *
     * @param ddof 1 for the unbiased (sample) deviation, 0 for the population's
     * @param eps added to the deviation
     */
    record Standardised(int ddof, double eps) implements Advantage {
        @Override
        public double[] of(double[] rewards) {
            double mean = mean(rewards);
            double squares =
                    Arrays.stream(rewards).map(r -> (r - mean) * (r - mean)).sum();
            double std = Math.sqrt(squares / Math.max(1, rewards.length - ddof));
            return Arrays.stream(rewards).map(r -> (r - mean) / (std + eps)).toArray();
        }

        @Override
        public String inWords() {
            return String.format(Locale.ROOT, "centred, divided by the group's std (ddof %d, eps %.0e)", ddof, eps);
        }
    }

    private static double mean(double[] rewards) {
        return Arrays.stream(rewards).average().orElse(0);
    }
}
