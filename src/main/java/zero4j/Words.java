package zero4j;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Words of messages: suggestions for misspelt ones, and counted things. */
public final class Words {
    private Words() {}

    /** {@code 1 question}, {@code 200 questions}. */
    public static String counted(long number, String thing) {
        return counted(number, thing, thing + "s");
    }

    /** {@code 1 batch}, {@code 10 batches}. */
    public static String counted(long number, String one, String more) {
        return number + " " + (number == 1 ? one : more);
    }

    /** A share in percent with one decimal, {@code 62.8 %}, as {@link #tenths} rounds it. */
    public static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", tenths(share));
    }

    /**
     * A share in percent to one place, never a zero with a minus. What is half way but for the last digits of a sum is rounded away from
     * zero however it was summed, so that one share is the same wherever it is shown.
     */
    public static double tenths(double share) {
        double tenths = Math.rint(share * 1e12) / 1e9;
        return (tenths < 0 ? -Math.floor(0.5 - tenths) : Math.floor(tenths + 0.5)) / 10 + 0.0;
    }

    /** "one of …" with a suggestion where one of them is near. */
    public static String oneOf(Collection<String> allowed, String given) {
        String suggestion = nearest(given, allowed)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        return "one of " + String.join(", ", allowed) + suggestion;
    }

    /**
     * The nearest known word, if it is near enough to be a slip: the same but for capitals and what joins its parts, or a few
     * letters differ, or the rest is missing.
     */
    public static Optional<String> nearest(String word, Collection<String> known) {
        return known.stream()
                .filter(candidate -> squeezed(candidate).equals(squeezed(word)))
                .min(Comparator.naturalOrder())
                .or(() -> mistyped(word, known));
    }

    /** {@code Dr_GRPO} and {@code dr-grpo} are the same, {@code reinforce_plus_plus} and {@code reinforce++} as well. */
    private static String squeezed(String word) {
        return word.toLowerCase(Locale.ROOT).replace("plus", "+").replaceAll("[-_. ]", "");
    }

    private static Optional<String> mistyped(String word, Collection<String> known) {
        int limit = slips(word);
        return known.stream()
                .filter(candidate ->
                        distance(word, candidate) <= limit || (word.length() > 2 && candidate.startsWith(word)))
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** How many letters of a word may be slips: of three not two, which would make any word of any other. */
    public static int slips(String word) {
        return word.length() <= 3 ? 1 : Math.max(2, word.length() / 3);
    }

    /**
     * The number of insertions, deletions, replacements and swaps of neighbours between two words (optimal string
     * alignment, the restricted Damerau-Levenshtein distance).
     */
    public static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(cost, a, b, i, j);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(int[][] cost, String a, String b, int i, int j) {
        int replaced = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int least = Math.min(replaced, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
    }
}
