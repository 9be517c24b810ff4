package zero4j.analyze;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The words by which self-reflection is found in a text, whatever its capitals, also inside of longer words (arXiv 2503.20783, appendix). */
public final class Keywords {
    /** All of them. */
    public static final List<String> ALL = List.of(
            "recheck",
            "rethink",
            "reassess",
            "reevaluate",
            "re-evaluate",
            "reevaluation",
            "re-examine",
            "reexamine",
            "reconsider",
            "reanalyze",
            "double-check",
            "check again",
            "think again",
            "verify again",
            "go over the steps");

    private Keywords() {}

    /** How often each is in a text, in the order of {@link #ALL}; an occurrence begins behind the end of the one before. */
    public static int[] occurrences(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        int[] counts = new int[ALL.size()];
        Arrays.setAll(counts, i -> count(small, ALL.get(i)));
        return counts;
    }

    private static int count(String text, String word) {
        int count = 0;
        for (int at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length())) {
            count++;
        }
        return count;
    }

    /** Whether any of them is in a text. */
    public static boolean reflects(String text) {
        String small = text.toLowerCase(Locale.ROOT);
        return ALL.stream().anyMatch(small::contains);
    }
}
