package zero4j.verify.lenient;

import java.util.Locale;
import java.util.Set;
import zero4j.verify.extract.BoxScan;
import zero4j.verify.extract.Span;

/** Tells sentences from answers. */
public final class Prose {
    // Words of sentences that stand in no answer, so neither "and", "or", "all", "no" nor names of units.
    private static final Set<String> SENTENCE_WORDS = Set.of(
            "the",
            "is",
            "are",
            "was",
            "so",
            "thus",
            "therefore",
            "hence",
            "we",
            "this",
            "it",
            "answer",
            "answers",
            "have",
            "has",
            "get",
            "gets",
            "gives",
            "since",
            "because",
            "then",
            "solution",
            "solutions",
            "result",
            "equals",
            "let",
            "which",
            "must",
            "there",
            "he",
            "she",
            "they",
            "my",
            "need",
            "find");

    private static final int REACH = 80;

    private Prose() {}

    /**
     * Whether a text says something around its answer: it marks it by a box or tag, or holds words of a sentence outside of
     * its formulas. Linear in its length.
     */
    public static boolean in(String text) {
        return BoxScan.mentionedIn(text)
                || LooseTags.mentionedIn(text)
                || text.startsWith("####")
                || text.contains("\n####")
                || hasSentence(text)
                || introducesFormula(text);
    }

    /**
     * Whether a reference, most of which say their answer alone, may be prose: it marks its answer, or there are a blank and
     * a word that is no command.
     */
    public static boolean possible(String text) {
        return text.indexOf(' ') >= 0
                ? text.indexOf('#') >= 0 || text.indexOf('<') >= 0 || hasWord(text) || BoxScan.mentionedIn(text)
                : text.startsWith("####") || BoxScan.mentionedIn(text);
    }

    /** Whether two letters stand side by side outside of commands. */
    private static boolean hasWord(String text) {
        int letters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                int name = word(text, i + 1);
                letters = 0;
                i = name > i + 1 ? name - 1 : i + 1;
            } else {
                letters = Character.isLetter(c) ? letters + 1 : 0;
                if (letters == 2) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a word stands before the first formula: "Answer: $5$". */
    private static boolean introducesFormula(String text) {
        FormulaScan formulas = new FormulaScan(text);
        int longest = 0;
        for (int i = 0; i < text.length(); ) {
            int end = word(text, i);
            if (formulas.at(i) != null) {
                return longest > 2;
            }
            longest = Math.max(longest, end - i);
            i = end > i ? end : afterMark(text, i, formulas);
        }
        return false;
    }

    /** Whether a number stands among many words: "Jane began 3 hours ago". */
    static boolean tellsOfNumber(String text) {
        int words = 0;
        boolean number = false;
        for (int i = 0; i < text.length(); ) {
            int end = word(text, i);
            words += end - i > 2 ? 1 : 0;
            number |= Character.isDigit(text.charAt(i));
            if ("\\$".indexOf(text.charAt(i)) >= 0) {
                return false;
            }
            i = Math.max(end, i + 1);
        }
        return number && words > 3;
    }

    /** Whether there are two words outside of formulas and commands, one of them a word of a sentence. */
    static boolean hasSentence(String text) {
        FormulaScan formulas = new FormulaScan(text);
        int words = 0;
        boolean sentence = false;
        int i = 0;
        while (i < text.length() && !(sentence && words > 1)) {
            Span formula = formulas.at(i);
            int end = formula == null ? word(text, i) : formula.to();
            if (formula == null && end > i) {
                words++;
                sentence |= end - i < 10
                        && SENTENCE_WORDS.contains(text.substring(i, end).toLowerCase(Locale.ROOT));
            }
            i = end > i ? end : afterMark(text, i, formulas);
        }
        return sentence && words > 1;
    }

    private static int word(String text, int start) {
        int end = start;
        while (end < text.length() && Character.isLetter(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int afterMark(String text, int i, FormulaScan formulas) {
        int name = word(text, i + 1);
        if (text.charAt(i) != '\\' || name == i + 1) {
            return formulas.after(i);
        }
        // The words of \text{…} belong to a formula or an answer.
        boolean words = text.startsWith("{", name) && text.startsWith("text", i + 1);
        int close = words ? text.indexOf('}', name, Math.min(text.length(), name + REACH)) : -1;
        return close < 0 ? name : close;
    }
}
