package zero4j.reproduce;

import java.util.List;

/** The phrases with which a completion of the generated texts checks again what it has worked out. */
final class Rechecks {
    private static final List<String> PHRASES = List.of("Wait, let me recheck: ", "Check again: ");

    private Rechecks() {}

    /** How many are in a text. */
    static int in(String text) {
        int count = 0;
        for (String phrase : PHRASES) {
            for (int at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length())) {
                count++;
            }
        }
        return count;
    }
}
