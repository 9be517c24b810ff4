package zero4j.verify.extract;

/**
 * A marked piece of a text; positions in characters, ends excluded.
 *
 * @param from where the mark begins
 * @param start where the content begins
 * @param end where the content ends
 * @param to where the mark ends
 */
record Span(int from, int start, int end, int to) {
    String content(String text) {
        return text.substring(start, end).strip();
    }
}
