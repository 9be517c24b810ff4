package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How answers are written: brackets, separators, and the noise around them. */
final class Notation {
    private static final Pattern SIZES = Pattern.compile("\\\\(?:left|right|displaystyle)(?![a-zA-Z])");
    private static final Pattern THIN_BLANKS = Pattern.compile("(?<!\\\\)\\\\[,;:!]");
    private static final Pattern WIDE_BLANKS = Pattern.compile("~|(?<!\\\\)\\\\ |\\\\quad(?![a-zA-Z])|\\s+");
    private static final Pattern FRACTIONS = Pattern.compile("\\\\[dtc]frac(?![a-zA-Z])");

    private Notation() {}

    /** The text without dollar signs around it, sizes of brackets, blanks of LaTeX and kinds of fractions. */
    static String bare(String reference) {
        String text = withoutDollars(reference.strip());
        text = SIZES.matcher(text).replaceAll("");
        text = THIN_BLANKS.matcher(text).replaceAll("");
        text = FRACTIONS.matcher(text).replaceAll("\\\\frac");
        return WIDE_BLANKS.matcher(text).replaceAll(" ").strip();
    }

    private static String withoutDollars(String text) {
        boolean wrapped = text.length() > 2
                && text.startsWith("$")
                && text.endsWith("$")
                && !text.endsWith("\\$")
                && text.indexOf('$', 1) == text.length() - 1;
        return wrapped ? text.substring(1, text.length() - 1).strip() : text;
    }

    /** The index behind the bracket that closes the one at {@code open}, or -1. Kinds of brackets are not told apart. */
    static int behindBracket(String text, int open) {
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            }
            if (depth == 0 && i > open) {
                return i + 1;
            }
            if (depth == 0 && c != '\\') {
                return -1;
            }
        }
        return -1;
    }

    /** The parts between separators outside of brackets, or empty if brackets do not match. */
    static Optional<List<String>> split(String text, String separator) {
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '(' || c == '[' || c == '{') {
                depth++;
            } else if (c == ')' || c == ']' || c == '}') {
                depth--;
            } else if (depth == 0 && text.startsWith(separator, i)) {
                parts.add(text.substring(from, i).strip());
                from = i + separator.length();
                i = from - 1;
            }
            if (depth < 0) {
                return Optional.empty();
            }
        }
        parts.add(text.substring(from).strip());
        return depth == 0 ? Optional.of(parts) : Optional.empty();
    }
}
