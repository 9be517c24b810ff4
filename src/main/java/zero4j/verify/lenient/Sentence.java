package zero4j.verify.lenient;

import java.util.List;
import zero4j.verify.extract.Span;

/** The piece of a text that belongs to a phrase: up to the end of sentence, clause or line, formulas skipped whole. */
final class Sentence {
    private static final List<String> CLAUSES = List.of(
            "because",
            "since",
            "which",
            "where",
            "as",
            "so",
            "when",
            "but",
            "assuming",
            "not",
            "i hope",
            "i think",
            "i believe",
            "for all",
            "for any");
    private static final List<String> MARKS = List.of("</", "<|", "####");
    private static final String WRAPPING = "*_`\"";

    private Sentence() {}

    /** What stands from {@code start} on, without the marks around it. */
    static String from(String text, int start) {
        FormulaScan formulas = new FormulaScan(text);
        int depth = 0;
        int i = start;
        while (i < text.length() && !(depth <= 0 && endsAt(text, start, i))) {
            Span formula = formulas.at(i);
            depth += text.charAt(i) == '{' ? 1 : text.charAt(i) == '}' ? -1 : 0;
            i = formula == null ? formulas.after(i) : formula.to();
        }
        return bare(text.substring(start, Math.min(i, text.length())));
    }

    private static boolean endsAt(String text, int start, int i) {
        char c = text.charAt(i);
        return switch (c) {
            case '\n', '?' -> true;
            case '.' -> fullStop(text, i);
            case ' ', ',' -> i > start && clauseAt(text, i + 1);
            case '<', '#' -> MARKS.stream().anyMatch(mark -> text.startsWith(mark, i));
            default -> false;
        };
    }

    private static boolean fullStop(String text, int i) {
        int next = i + 1;
        while (next < text.length() && (WRAPPING + ")").indexOf(text.charAt(next)) >= 0) {
            next++;
        }
        boolean abbreviation = i >= 2 && Character.isLetter(text.charAt(i - 1)) && text.charAt(i - 2) == '.';
        return !abbreviation && (next == text.length() || Character.isWhitespace(text.charAt(next)));
    }

    private static boolean clauseAt(String text, int i) {
        for (String clause : CLAUSES) {
            int end = i + clause.length();
            if (text.regionMatches(true, i, clause, 0, clause.length())
                    && (end == text.length() || " ,.:\n".indexOf(text.charAt(end)) >= 0)) {
                return true;
            }
        }
        return false;
    }

    private static String bare(String said) {
        int start = 0;
        int end = said.length();
        while (start < end && (WRAPPING + " :=\t\r").indexOf(said.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && (WRAPPING + " .,;:\t\r").indexOf(said.charAt(end - 1)) >= 0) {
            end -= 1;
        }
        return said.substring(start, end).strip();
    }
}
