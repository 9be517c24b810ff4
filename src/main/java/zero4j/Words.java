package zero4j.recipe;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Suggestions for misspelt words. */
final class Words {
    private Words() {}

    /** The sentence "it must be one of …" with a suggestion where one of them is near. */
    static String oneOf(Collection<String> allowed, String given) {
        String suggestion = nearest(given, allowed)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
        return "it must be one of " + String.join(", ", allowed) + suggestion;
    }

    /** The nearest known word, if it is near enough to be a slip. */
    static Optional<String> nearest(String word, Collection<String> known) {
        int limit = Math.max(2, word.length() / 3);
        return known.stream()
                .filter(candidate -> distance(word, candidate) <= limit)
                .min(Comparator.comparingInt((String candidate) -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** The number of insertions, deletions and replacements between two words (Levenshtein). */
    static int distance(String a, String b) {
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
