package zero4j.verify.syntax;

import java.util.stream.IntStream;

/** A text and a position in it; behind the end there are NUL characters. */
final class Scanner {
    /** A text with more braces that do not end is no formula; looking for their ends would take long. */
    private static final int MAX_UNCLOSED = 8;

    private final String text;
    private int at;
    private int unclosed;

    /** The texts of single characters of ASCII, of which answers have many. */
    private static final String[] SINGLE =
            IntStream.range(0, 128).mapToObj(Character::toString).toArray(String[]::new);

    Scanner(String text) {
        this.text = text;
    }

    static boolean digit(char c) {
        return c >= '0' && c <= '9';
    }

    static boolean letter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    static String text(char c) {
        return c < SINGLE.length ? SINGLE[c] : String.valueOf(c);
    }

    static boolean letters(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!letter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    boolean done() {
        return at >= text.length();
    }

    int at() {
        return at;
    }

    void moveTo(int position) {
        at = Math.min(position, text.length());
    }

    void skip(int count) {
        moveTo(at + count);
    }

    char peek() {
        return charAt(at);
    }

    char peek(int distance) {
        return charAt(at + distance);
    }

    char charAt(int position) {
        return position >= 0 && position < text.length() ? text.charAt(position) : '\0';
    }

    String substring(int from, int to) {
        return text.substring(from, to);
    }

    boolean startsWith(String expected) {
        return text.startsWith(expected, at);
    }

    /** The same so many characters further on. */
    boolean startsWith(String expected, int distance) {
        return text.startsWith(expected, at + distance);
    }

    boolean take(String expected) {
        boolean found = text.startsWith(expected, at);
        at += found ? expected.length() : 0;
        return found;
    }

    /** Takes so many characters; the first of them. */
    String takeFirstOf(int count) {
        String first = String.valueOf(peek());
        skip(count);
        return first;
    }

    /** Takes {@code \name}, unless letters follow it. */
    boolean takeCommand(String name) {
        int end = at + 1 + name.length();
        boolean found = charAt(at) == '\\' && text.startsWith(name, at + 1) && !letter(charAt(end));
        at = found ? end : at;
        return found;
    }

    String takeLetters() {
        int start = at;
        while (letter(charAt(at))) {
            at++;
        }
        return at == start + 1 ? SINGLE[text.charAt(start)] : text.substring(start, at);
    }

    void skipBlanks() {
        while (charAt(at) == ' ' || charAt(at) == '\t' || charAt(at) == '\n' || charAt(at) == '\r') {
            at++;
        }
    }

    /** Whether {@code a.m.} or {@code p.m.} comes next. */
    boolean meridiem() {
        return "aApP".indexOf(peek()) >= 0 && peek(1) == '.' && (peek(2) == 'm' || peek(2) == 'M') && peek(3) == '.';
    }

    /** The content of the braces that come next, taken; the empty string if there are none. */
    String takeBraces() {
        int start = at;
        skipBlanks();
        int close = peek() == '{' ? closing(at) : -1;
        if (close < 0) {
            moveTo(start);
            return "";
        }
        String content = substring(at + 1, close).replace('~', ' ').replace('\n', ' ');
        moveTo(close + 1);
        return content;
    }

    /** Where the brace that closes the one at {@code open} is; -1 if none does. */
    int closing(int open) {
        if (unclosed > MAX_UNCLOSED) {
            return -1;
        }
        int depth = 0;
        for (int i = open; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i;
            }
        }
        unclosed++;
        return -1;
    }
}
