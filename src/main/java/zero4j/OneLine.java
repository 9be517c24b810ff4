package zero4j;

import java.util.regex.Pattern;

/** Texts of any length in a line. */
public final class OneLine {
    private static final Pattern BLANKS = Pattern.compile("\\s+");

    private OneLine() {}

    /** The text without line breaks, cut to {@code most} columns, and plain as {@link PlainText} says. */
    public static String of(String text, int most) {
        String head = text.length() > 2 * most ? text.substring(0, 2 * most) : text;
        String line = PlainText.line(BLANKS.matcher(head.strip()).replaceAll(" "));
        return PlainText.cut(line, most);
    }
}
