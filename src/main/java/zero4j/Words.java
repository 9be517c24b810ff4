package zero4j;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggestions for misspelt words. */
public final class Words {
    private Words() {}

    /** "one of …" with a suggestion where one of them is near. */
    public static String oneOf(Collection<String> allowed, String given) {
        String suggestion = nearest(given, allowed)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        return "one of " + String.join(", ", allowed) + suggestion;
    }

    /** The nearest known word, if it is near enough to be a slip: a few letters differ, or the rest is missing. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        int limit = Math.max(2, word.length() / 3);
        return known.stream()
                .filter(candidate ->
                        distance(word, candidate) <= limit || (word.length() > 2 && candidate.startsWith(word)))
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The number of insertions, deletions and replacements between two words (Levenshtein). */
    private static int distance(String a, String b) {
        int[] previous = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            previous[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] current = new int[b.length() + 1];
            current[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = previous[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[b.length()];
    }
}
