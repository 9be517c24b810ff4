package zero4j.verify.syntax;

/** Marks of emphasis around a whole answer, as plain text has them: {@code **14**}, {@code __14__}, {@code `14`}. */
final class Emphasis {
    private static final String[] MARKS = {"***", "**", "__", "*"};

    private Emphasis() {}

    /** {@code text} without them. */
    static String removed(String text) {
        String stripped = text.strip();
        if (stripped.isEmpty() || "*_`".indexOf(stripped.charAt(0)) < 0) {
            return text;
        }
        String inner = stripped.replace("`", "").strip();
        char last = inner.isEmpty() ? ' ' : inner.charAt(inner.length() - 1);
        String unended = last == '.' || last == ',' ? inner.substring(0, inner.length() - 1) : inner;
        for (String mark : MARKS) {
            int width = mark.length();
            boolean around = unended.length() > 2 * width && unended.startsWith(mark) && unended.endsWith(mark);
            if (around && unended.indexOf(mark, width) == unended.length() - width) {
                return unended.substring(width, unended.length() - width);
            }
        }
        return inner;
    }
}
