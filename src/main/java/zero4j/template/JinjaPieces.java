package zero4j.template;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zero4j.template.Jinja.Failure;

/**
 * Cuts a template into its text and its tags, as jinja2 3.1 does with {@code trim_blocks} and {@code lstrip_blocks}, the settings of
 * transformers: the line end behind a statement or a remark vanishes, and so do the blanks between a line's begin and it.
 */
final class JinjaPieces {
    /**
     * A piece of the source.
     *
     * @param kind <code>{</code> for a value, {@code %} for a statement, {@code t} for text
     * @param text the text, if it is text
     * @param tokens the words and signs, if it is a tag
     */
    record Piece(char kind, String text, List<String> tokens) {
        /** What statement it is; empty if it is none. */
        String word() {
            return kind == '%' && !tokens.isEmpty() ? tokens.getFirst() : "";
        }
    }

    private static final Pattern BEGIN = Pattern.compile("\\{([{%#])([-+]?)");
    private static final Pattern END_OF_VALUE = Pattern.compile("(-?)}}");
    private static final Pattern END_OF_STATEMENT = Pattern.compile("([-+]?)%}");
    private static final Pattern END_OF_REMARK = Pattern.compile("([-+]?)#}");
    private static final Pattern TOKEN = Pattern.compile(
            "\"[^\"\\\\]*+(?:\\\\.[^\"\\\\]*+)*+\"|'[^'\\\\]*+(?:\\\\.[^'\\\\]*+)*+'|[A-Za-z_]\\w*|\\d+"
                    + "|==|!=|<=|>=|//|[-+*/%~<>=.,:|()\\[\\]{}]",
            Pattern.DOTALL);

    private final String source;
    private final List<Piece> pieces = new ArrayList<>();
    private int at;
    private boolean atLineStart = true;

    private JinjaPieces(String source) {
        String lines = source.replace("\r\n", "\n").replace('\r', '\n');
        this.source = lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines;
    }

    static List<Piece> of(String source) {
        return new JinjaPieces(source).cut();
    }

    private List<Piece> cut() {
        Matcher begin = BEGIN.matcher(source);
        while (begin.find(at)) {
            char kind = begin.group(1).charAt(0);
            add(before(source.substring(at, begin.start()), kind, begin.group(2)));
            at = begin.end();
            if (kind == '#') {
                remark();
            } else {
                pieces.add(new Piece(kind, "", tokens(kind)));
            }
        }
        add(source.substring(at));
        return pieces;
    }

    private void add(String text) {
        if (!text.isEmpty()) {
            pieces.add(new Piece('t', text, List.of()));
        }
    }

    /** What is left of a text before a tag. */
    private String before(String text, char kind, String sign) {
        int end = text.length();
        while (end > 0 && isSpace(text.charAt(end - 1))) {
            end--;
        }
        if (sign.equals("-")) {
            return text.substring(0, end);
        }
        int line = text.lastIndexOf('\n') + 1;
        boolean indented = end <= line && (line > 0 || atLineStart);
        return kind != '{' && sign.isEmpty() && indented ? text.substring(0, line) : text;
    }

    private void remark() {
        Matcher end = END_OF_REMARK.matcher(source);
        if (!end.find(at)) {
            throw new Failure("{# is never closed by #}");
        }
        close(end, '#');
    }

    private List<String> tokens(char kind) {
        int begin = at;
        Matcher end = (kind == '{' ? END_OF_VALUE : END_OF_STATEMENT).matcher(source);
        Matcher token = TOKEN.matcher(source);
        List<String> tokens = new ArrayList<>();
        Deque<String> open = new ArrayDeque<>();
        while (true) {
            skipSpace();
            if (open.isEmpty() && end.region(at, source.length()).lookingAt()) {
                close(end, kind);
                return tokens;
            }
            if (!token.region(at, source.length()).lookingAt()) {
                String rest = source.substring(begin, Math.min(begin + 40, source.length()));
                throw new Failure(
                        at == source.length()
                                ? "\"{" + kind + rest + "\" is never closed by " + (kind == '{' ? "}}" : "%}")
                                : "\"" + source.charAt(at) + "\" is not known in \"{" + kind + rest + "\"");
            }
            balance(token.group(), open);
            tokens.add(token.group());
            at = token.end();
        }
    }

    /** Brackets that are open hide the end of a tag. */
    private static void balance(String token, Deque<String> open) {
        switch (token) {
            case "(" -> open.push(")");
            case "[" -> open.push("]");
            case "{" -> open.push("}");
            case ")", "]", "}" -> {
                if (!token.equals(open.poll())) {
                    throw new Failure("\"" + token + "\" closes nothing");
                }
            }
            default -> {}
        }
    }

    private void close(Matcher end, char kind) {
        at = end.end();
        if (end.group(1).equals("-")) {
            skipSpace();
        } else if (kind != '{' && end.group(1).isEmpty() && source.startsWith("\n", at)) {
            at++;
        }
        atLineStart = source.charAt(at - 1) == '\n';
    }

    private void skipSpace() {
        while (at < source.length() && isSpace(source.charAt(at))) {
            at++;
        }
    }

    /** Python's idea of a blank, which has the hard ones. */
    static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
