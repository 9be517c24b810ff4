package zero4j;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Text as a terminal may show it. Whatever data hold (questions, completions, names of files, messages that quote them), nothing
 * in it moves the cursor, changes colours or titles, hides or reorders letters: such characters are written as they are in JSON,
 * {@code \}{@code u001b}, so that a line of JSON still says the same.
 */
public final class PlainText {
    private static final int ZERO_WIDTH_JOINER = 0x200D;
    private static final int ZERO_WIDTH_NON_JOINER = 0x200C;

    /** First and last characters, in order, of those that take two columns: the wide ones of Unicode's East Asian Width. */
    private static final int[] WIDE = {
        0x1100, 0x115F, 0x231A, 0x231B, 0x2329, 0x232A, 0x23E9, 0x23EC, 0x2614, 0x2615, 0x2648, 0x2653, 0x26A1, 0x26A1,
        0x26AA, 0x26AB, 0x26BD, 0x26BE, 0x26C4, 0x26C5, 0x26D4, 0x26D4, 0x2705, 0x2705, 0x270A, 0x270B, 0x2728, 0x2728,
        0x274C, 0x274C, 0x2753, 0x2755, 0x2757, 0x2757, 0x2795, 0x2797, 0x2B1B, 0x2B1C, 0x2B50, 0x2B50, 0x2B55, 0x2B55,
        0x2E80, 0x303E, 0x3041, 0x33FF, 0x3400, 0x4DBF, 0x4E00, 0xA4CF, 0xA960, 0xA97F, 0xAC00, 0xD7A3, 0xF900, 0xFAFF,
        0xFE10, 0xFE19, 0xFE30, 0xFE6F, 0xFF01, 0xFF60, 0xFFE0, 0xFFE6, 0x16FE0, 0x18CFF, 0x1B000, 0x1B2FF, 0x1F004,
        0x1F004, 0x1F0CF, 0x1F0CF, 0x1F18E, 0x1F18E, 0x1F191, 0x1F19A, 0x1F200, 0x1F320, 0x1F32D, 0x1F64F, 0x1F680,
        0x1F6FF, 0x1F7E0, 0x1F7EB, 0x1F90C, 0x1F9FF, 0x1FA70, 0x1FAFF, 0x20000, 0x3FFFD
    };

    private PlainText() {}

    /** The text in its lines: line ends and tabs stay. */
    public static String of(String text) {
        return escaped(text, false);
    }

    /** The text on one line: line ends and tabs are written as {@code \n} and {@code \t}. */
    public static String line(String text) {
        return escaped(text, true);
    }

    /** The text on one line, in quotes, and so that it can be read back: a backslash is written as two. */
    public static String quoted(String text) {
        return '"' + line(text.replace("\\", "\\\\")) + '"';
    }

    /** A word of a command, as a shell takes it. */
    public static String shell(String word) {
        return word.matches("[A-Za-z0-9_./:=,@%+-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }

    /** How many columns of a terminal a line takes: letters of Chinese, Japanese and Korean take two, combining marks none. */
    public static int columns(String line) {
        return line.codePoints().map(PlainText::columns).sum();
    }

    /** The beginning of a line in so many columns, with {@code …} at its end where something is missing. */
    public static String cut(String line, int most) {
        if (line.length() <= most / 2 || columns(line) <= most) {
            return line;
        }
        StringBuilder head = new StringBuilder();
        int used = 0;
        for (int i = 0; i < line.length(); i += Character.charCount(line.codePointAt(i))) {
            used += columns(line.codePointAt(i));
            if (used > most - 1) {
                break;
            }
            head.appendCodePoint(line.codePointAt(i));
        }
        return head.append('…').toString();
    }

    /** A line in so many columns, with {@code …} in its middle where something is missing: names often differ at their ends. */
    public static String shortened(String line, int most) {
        if (columns(line) <= most) {
            return line;
        }
        int[] letters = line.codePoints().toArray();
        int from = letters.length;
        for (int used = 0; from > 0 && used + columns(letters[from - 1]) <= (most - 1) / 2; from--) {
            used += columns(letters[from - 1]);
        }
        String tail = new String(letters, from, letters.length - from);
        return cut(line, most - columns(tail)) + tail;
    }

    /** The words of a line in lines of so many columns. Blanks stay as they are within a line; a longer word stays whole. */
    public static List<String> wrapped(String line, int columns) {
        List<String> lines = new ArrayList<>();
        String rest = line;
        while (columns(rest) > columns) {
            int end = rest.indexOf(' ', 1);
            for (int next = end; next > 0 && columns(rest.substring(0, next)) <= columns; ) {
                end = next;
                next = rest.indexOf(' ', next + 1);
            }
            if (end < 0) {
                break;
            }
            lines.add(rest.substring(0, end));
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    private static int columns(int character) {
        if (character < WIDE[0]) {
            return isMark(character) ? 0 : 1;
        }
        for (int i = 0; i < WIDE.length && WIDE[i] <= character; i += 2) {
            if (character <= WIDE[i + 1]) {
                return 2;
            }
        }
        return isMark(character) ? 0 : 1;
    }

    private static boolean isMark(int character) {
        int type = Character.getType(character);
        return type == Character.NON_SPACING_MARK || type == Character.ENCLOSING_MARK || type == Character.FORMAT;
    }

    private static String escaped(String text, boolean oneLine) {
        int clean = 0;
        while (clean < text.length() && text.charAt(clean) >= ' ' && text.charAt(clean) < 0x7F) {
            clean++;
        }
        if (clean == text.length()) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length() + 16).append(text, 0, clean);
        text.codePoints().skip(clean).forEach(character -> {
            if (character == '\n' || character == '\t') {
                plain.append(oneLine ? character == '\n' ? "\\n" : "\\t" : Character.toString(character));
            } else if (character == '\r' && oneLine) {
                plain.append("\\r");
            } else if (acts(character)) {
                for (char unit : Character.toChars(character)) {
                    plain.append(String.format(Locale.ROOT, "\\u%04x", (int) unit));
                }
            } else {
                plain.appendCodePoint(character);
            }
        });
        return plain.toString();
    }

    /** Whether a terminal does something else than to show it. The joiners make letters of Persian and pictures of people. */
    private static boolean acts(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            case Character.FORMAT -> character != ZERO_WIDTH_JOINER && character != ZERO_WIDTH_NON_JOINER;
            default -> false;
        };
    }
}
