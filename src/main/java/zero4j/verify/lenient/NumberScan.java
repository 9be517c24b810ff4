package zero4j.verify.lenient;

import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.verify.extract.Span;

/** Finds the numbers of a text from its start to its end. Looks ahead no further than the next number. */
final class NumberScan {
    private static final String CURRENCIES = "$€£¥";
    private static final List<String> FRACTIONS = List.of("\\frac", "\\dfrac", "\\tfrac");
    private static final List<String> SEPARATORS = List.of(",\\!", "{,}", "\\,", ",", " ");
    private static final List<String> TIMES = List.of("\\times", "\\cdot", "×", "x", "*");
    private static final List<String> ORDINALS = List.of("st", "nd", "rd", "th");
    private static final List<String> SCALES =
            List.of("%", "\\%", " %", " \\%", " percent", " thousand", " million", " billion", " trillion");

    private final String text;

    NumberScan(String text) {
        this.text = text;
    }

    /** The number whose first digit (or {@code \frac}) stands at {@code i}, with its sign and currency; or null. */
    @Nullable
    Span at(int i) {
        int end = end(i);
        if (end < 0 || ordinal(end)) {
            return null;
        }
        int from = i;
        if (from > 0 && CURRENCIES.indexOf(text.charAt(from - 1)) >= 0) {
            from -= from > 1 && text.charAt(from - 2) == '\\' ? 2 : 1;
        }
        from = signed(from) ? from - 1 : from;
        return new Span(from, from, end, end);
    }

    /** Where to look next when no number is at {@code i}: behind the digits of a name such as {@code x12}. */
    int after(int i) {
        int end = i + 1;
        while (digit(i) && digit(end)) {
            end++;
        }
        return end;
    }

    private int end(int i) {
        if (digit(i) || (text.charAt(i) == '.' && digit(i + 1))) {
            return partOfName(i) ? -1 : number(i);
        }
        return text.charAt(i) == '\\' ? fraction(i) : -1;
    }

    private boolean partOfName(int i) {
        int before = i > 0 && text.charAt(i - 1) == '{' ? i - 2 : i - 1;
        return before >= 0
                && ("_^".indexOf(text.charAt(before)) >= 0
                        || (before == i - 1 && Character.isLetter(text.charAt(before))));
    }

    private int number(int i) {
        int whole = separated(i, digits(i));
        if (charAt(whole) != '.' || !digit(whole + 1)) {
            int mixed = mixed(whole);
            return mixed > 0 ? mixed : scaled(ratio(power(whole)));
        }
        return scaled(ratio(power(digits(whole + 1))));
    }

    private int separated(int start, int end) {
        int at = end;
        for (int next = end; end - start <= 3 && end > start && next > 0; ) {
            at = next;
            next = group(at);
        }
        return at;
    }

    /** The end of a separator and exactly three digits; 0 if there are none. */
    private int group(int i) {
        if (!digit(i + 1) && !digit(i + 2) && !digit(i + 3)) {
            return 0;
        }
        for (String separator : SEPARATORS) {
            if (text.startsWith(separator, i)) {
                int start = i + separator.length();
                boolean three = digit(start) && digit(start + 1) && digit(start + 2) && !digit(start + 3);
                return three && charAt(start + 3) != '/' ? start + 3 : 0;
            }
        }
        return 0;
    }

    /** The end of a proper fraction behind a whole number; 0 if there is none. */
    private int mixed(int i) {
        int start = charAt(i) == ' ' ? i + 1 : i;
        int latex = fraction(start);
        if (latex > 0) {
            return latex;
        }
        int slash = digits(start);
        return start > i && slash > start && charAt(slash) == '/' && digit(slash + 1) ? digits(slash + 1) : 0;
    }

    private int fraction(int i) {
        if (charAt(i) != '\\') {
            return -1;
        }
        for (String command : FRACTIONS) {
            if (text.startsWith(command, i)) {
                int numerator = argument(i + command.length());
                return numerator < 0 ? -1 : argument(numerator);
            }
        }
        return -1;
    }

    private int argument(int i) {
        if (digit(i)) {
            return i + 1;
        }
        int start = charAt(i + 1) == '-' ? i + 2 : i + 1;
        int end = digits(start);
        return charAt(i) == '{' && end > start && charAt(end) == '}' ? end + 1 : -1;
    }

    private int power(int i) {
        if (charAt(i) == '^') {
            return exponent(i + 1, i);
        }
        if ("eE".indexOf(charAt(i)) >= 0) {
            int end = exponent(i + 1, i);
            return Character.isLetter(charAt(end)) ? i : end;
        }
        int at = charAt(i) == ' ' ? i + 1 : i;
        if (digit(at) || charAt(at) == ',') {
            return i;
        }
        for (String times : TIMES) {
            if (text.startsWith(times, at)) {
                int ten = at + times.length() + (charAt(at + times.length()) == ' ' ? 1 : 0);
                return text.startsWith("10^", ten) ? exponent(ten + 3, i) : i;
            }
        }
        return i;
    }

    private int exponent(int i, int otherwise) {
        boolean braced = charAt(i) == '{';
        int start = braced ? i + 1 : i;
        start += "+-−".indexOf(charAt(start)) >= 0 ? 1 : 0;
        int end = digits(start);
        boolean complete = end > start && (!braced || charAt(end) == '}');
        return complete ? end + (braced ? 1 : 0) : otherwise;
    }

    private int ratio(int i) {
        int at = charAt(i) == ' ' && charAt(i + 1) == '/' ? i + 1 : i;
        if (charAt(at) != '/' && charAt(at) != ':') {
            return i;
        }
        int start = charAt(at) == '/' && charAt(at + 1) == ' ' ? at + 2 : at + 1;
        int end = digits(start);
        boolean decimals = charAt(end) == '.' && digit(end + 1);
        return end == start ? i : decimals ? digits(end + 1) : end;
    }

    private int scaled(int i) {
        if (charAt(i) == ',' || digit(i + 1)) {
            return i;
        }
        for (String scale : SCALES) {
            int end = i + scale.length();
            if (text.startsWith(scale, i) && !Character.isLetter(charAt(end))) {
                return end;
            }
        }
        return i;
    }

    /** A minus is a sign unless something that it could be taken from stands before it. */
    private boolean signed(int i) {
        if (i == 0 || "-−+".indexOf(text.charAt(i - 1)) < 0) {
            return false;
        }
        char before = charAt(i - 2);
        return !Character.isLetterOrDigit(before) && ")]}".indexOf(before) < 0;
    }

    private boolean ordinal(int end) {
        if (!Character.isLetter(charAt(end))) {
            return false;
        }
        for (String ending : ORDINALS) {
            if (text.startsWith(ending, end) && !Character.isLetter(charAt(end + 2))) {
                return true;
            }
        }
        return false;
    }

    private int digits(int i) {
        int end = i;
        while (digit(end)) {
            end++;
        }
        return end;
    }

    private boolean digit(int i) {
        char c = charAt(i);
        return c >= '0' && c <= '9';
    }

    private char charAt(int i) {
        return i >= 0 && i < text.length() ? text.charAt(i) : '\n';
    }
}
