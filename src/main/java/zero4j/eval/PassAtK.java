package zero4j.eval;

import zero4j.Words;

/** The chance that at least one of k samples is correct. */
public final class PassAtK {
    private PassAtK() {}

    /**
     * The unbiased estimate 1 - C(n - c, k) / C(n, k) for one question (arXiv 2107.03374, equation 1).
     *
     * @param samples drawn (n)
     * @param correct among them (c)
     * @param k from 1 to {@code samples}
     */
    public static double estimate(int samples, int correct, int k) {
        if (k < 1 || k > samples || correct < 0 || correct > samples) {
            throw new IllegalArgumentException(
                    "pass@" + k + " of " + correct + " correct in " + Words.counted(samples, "sample"));
        }
        double allWrong = 1;
        for (int i = 0; i < k; i++) {
            allWrong *= Math.max(0, samples - correct - i) / (double) (samples - i);
        }
        return 1 - allWrong;
    }
}
