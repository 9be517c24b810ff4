package zero4j.verify.lenient;

import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.verify.extract.Span;

/** Finds the formulas of a text from its start to its end. Not thread-safe. */
final class FormulaScan {
    private final String text;
    // Closing marks that do not occur any more: looking for them again and again would not be linear.
    private boolean noDisplay;
    private boolean noRound;
    private boolean noSquare;
    private final Set<String> noEnd = new HashSet<>();

    FormulaScan(String text) {
        this.text = text;
    }

    /** The formula that opens at {@code i}, or null. Positions asked for must not decrease. */
    @Nullable
    Span at(int i) {
        char c = text.charAt(i);
        if (c == '$') {
            return text.startsWith("$$", i) ? display(i) : inline(i);
        }
        if (c != '\\' || i + 1 == text.length()) {
            return null;
        }
        return switch (text.charAt(i + 1)) {
            case '(' -> {
                int end = noRound ? -1 : text.indexOf("\\)", i + 2);
                noRound = end < 0;
                yield fenced(i, end);
            }
            case '[' -> {
                int end = noSquare ? -1 : text.indexOf("\\]", i + 2);
                noSquare = end < 0;
                yield fenced(i, end);
            }
            case 'b' -> environment(i);
            default -> null;
        };
    }

    /** An environment that is a formula of its own; it is its own content. */
    private @Nullable Span environment(int i) {
        if (!text.startsWith(LastRow.BEGIN, i)) {
            return null;
        }
        for (String name : LastRow.ENVIRONMENTS) {
            if (text.startsWith(name + "}", i + LastRow.BEGIN.length()) && !noEnd.contains(name)) {
                String close = "\\end{" + name + "}";
                int end = text.indexOf(close, i);
                if (end < 0) {
                    noEnd.add(name);
                    return null;
                }
                return new Span(i, i, end + close.length(), end + close.length());
            }
        }
        return null;
    }

    /** Where to look next when no formula opens at {@code i}. */
    int after(int i) {
        return text.charAt(i) == '\\' || text.startsWith("$$", i) ? i + 2 : i + 1;
    }

    private @Nullable Span display(int i) {
        int end = noDisplay ? -1 : text.indexOf("$$", i + 2);
        noDisplay = end < 0;
        return fenced(i, end);
    }

    private @Nullable Span fenced(int i, int end) {
        return end < 0 || text.substring(i + 2, end).isBlank() ? null : new Span(i, i + 2, end, end + 2);
    }

    private @Nullable Span inline(int i) {
        int end = i + 1;
        while (end < text.length() && text.charAt(end) != '$') {
            if (text.startsWith("\n\n", end)) {
                return null;
            }
            end += text.charAt(end) == '\\' ? 2 : 1;
        }
        if (end >= text.length() || text.substring(i + 1, end).isBlank() || amounts(i, end)) {
            return null;
        }
        return new Span(i, i + 1, end, end + 1);
    }

    /** Whether the dollar signs at {@code i} and {@code end} stand before amounts of money, as in "$5 and $6". */
    private boolean amounts(int i, int end) {
        char first = text.charAt(i + 1);
        if (!digit(first) && first != '.') {
            return false;
        }
        boolean amountFollows = end + 1 < text.length() && digit(text.charAt(end + 1));
        char last = text.charAt(end - 1);
        boolean open = Character.isWhitespace(last) || ",;(-".indexOf(last) >= 0;
        return open ? amountFollows || hasWord(i + 1, end) : amountFollows && last != '}';
    }

    private boolean hasWord(int from, int to) {
        int letters = 0;
        int depth = 0;
        boolean command = false;
        for (int i = from; i < to; i++) {
            char c = text.charAt(i);
            boolean letter = Character.isLetter(c);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            command = c == '\\' || (command && letter);
            letters = letter && !command && depth <= 0 ? letters + 1 : 0;
            if (letters == 2) {
                return true;
            }
        }
        return false;
    }

    private static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }
}
