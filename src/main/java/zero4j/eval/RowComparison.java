package zero4j.eval;

/**
 * Two rows of a table over the same questions.
 *
 * @param first the row that is compared
 * @param second the row that it is compared with
 * @param measure {@code greedy}, or {@code avg@k} with its number
 * @param benchmark its name; empty for all benchmarks together, each counting the same in the mean
 * @param difference of the first from the second
 * @param adjusted p-value for as many comparisons as the table has, by {@link Significance#holm}
 */
public record RowComparison(
        String first, String second, String measure, String benchmark, PairedDifference difference, double adjusted) {
    /** Whether the difference is more than chance would give. */
    public boolean isMoreThanNoise() {
        return adjusted < Significance.LEVEL;
    }
}
