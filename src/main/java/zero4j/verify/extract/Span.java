package zero4j.verify.extract;

/**
 * A marked piece of a text; positions in characters, ends excluded.
 *
 * @param from where the mark begins
 * @param start where the content begins
 * @param end where the content ends
 * @param to where the mark ends
 */
public record Span(int from, int start, int end, int to) {
    /** The content without surrounding blanks. */
    public String content(String text) {
        return text.substring(start, end).strip();
    }
}
