package zero4j.verify;

import static java.util.Map.entry;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zero4j.verify.Token.Kind;

/**
 * Normalises an answer into tokens: dollar signs, sizes of brackets, blanks, degree and currency signs and the last
 * period go; variants of a command become one. Total: an unknown character is a token of its own.
 */
final class Lexer {
    private static final Set<String> IGNORED = Set.of(
            "left",
            "right",
            "big",
            "Big",
            "bigg",
            "Bigg",
            "bigl",
            "bigr",
            "displaystyle",
            "textstyle",
            "quad",
            "qquad",
            "limits",
            "degree",
            "degrees",
            "$",
            ",",
            ";",
            ":",
            "!",
            " ",
            "(",
            ")",
            "[",
            "]",
            "\\",
            "\n",
            "");
    private static final Set<String> TEXT =
            Set.of("text", "textbf", "textit", "textrm", "texttt", "mathrm", "mbox", "hbox", "operatorname");
    private static final Map<String, String> ALIASES =
            Map.of("dfrac", "frac", "tfrac", "frac", "cfrac", "frac", "varnothing", "emptyset");
    private static final Map<String, String> SIGNS = Map.ofEntries(
            entry("cdot", "*"),
            entry("times", "*"),
            entry("ast", "*"),
            entry("div", "/"),
            entry("%", "%"),
            entry("{", "\\{"),
            entry("}", "\\}"),
            entry("lbrace", "\\{"),
            entry("rbrace", "\\}"),
            entry("le", "<="),
            entry("leq", "<="),
            entry("leqslant", "<="),
            entry("ge", ">="),
            entry("geq", ">="),
            entry("geqslant", ">="),
            entry("lt", "<"),
            entry("gt", ">"),
            entry("in", "in"),
            entry("cup", "cup"),
            entry("lbrack", "["),
            entry("rbrack", "]"));
    private static final Map<Character, String> UNICODE = Map.ofEntries(
            entry('−', "-"),
            entry('–', "-"),
            entry('×', "*"),
            entry('·', "*"),
            entry('÷', "/"),
            entry('≤', "<="),
            entry('≥', ">="),
            entry('∪', "cup"),
            entry('∈', "in"));
    private static final Map<Character, String> UNICODE_COMMANDS =
            Map.of('π', "pi", '√', "sqrt", '∞', "infty", 'θ', "theta", '∅', "emptyset");
    /** Words that are read as units, or as a comma, without {@code \text}. */
    private static final Set<String> WORDS = Set.of(
            "and", "or", "percent", "degrees", "degree", "dollars", "dollar", "cents", "cent", "units", "unit", "cm",
            "mm", "km", "meters", "miles", "inches", "inch", "feet", "foot", "hours", "hour", "minutes", "minute",
            "seconds", "second", "days", "day", "weeks", "years", "square", "cubic");

    private static final Pattern DEGREE = Pattern.compile("\\^\\s*(\\{\\s*\\\\circ\\s*}|\\\\circ(?![a-zA-Z]))");
    private static final Pattern SEPARATOR = Pattern.compile("(,\\\\!|\\{,}|\\\\,|,)(?=[0-9]{3}(?![0-9]))");
    private static final Pattern POWER_OF_TEN = Pattern.compile("[eE][+-]?[0-9]+");
    private static final Pattern LETTERS = Pattern.compile("[a-zA-Z]+");

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;
    private int brackets;
    private boolean spaced;

    private Lexer(String text) {
        this.text = text;
    }

    /** The tokens of {@code text}, without an end marker. */
    static List<Token> tokens(String text) {
        Lexer lexer = new Lexer(text);
        while (lexer.at < text.length()) {
            lexer.next();
        }
        List<Token> tokens = lexer.tokens;
        if (!tokens.isEmpty() && tokens.getLast().sign(".")) {
            tokens.removeLast();
        }
        // A text that is the whole answer is an answer like any other: \text{(A)}, \text{Evelyn}.
        return tokens.size() == 1 && tokens.getFirst().kind() == Kind.TEXT && text.contains("{")
                ? tokens(tokens.getFirst().text())
                : tokens;
    }

    private void next() {
        char c = text.charAt(at);
        if (digit(at) || (c == '.' && digit(at + 1))) {
            number();
        } else if (c == '\\') {
            command();
        } else if (LETTERS.matcher(text).region(at, text.length()).lookingAt()) {
            letters();
        } else if (c == '^') {
            Matcher degree = DEGREE.matcher(text).region(at, text.length());
            if (degree.lookingAt()) {
                at = degree.end();
            } else {
                at++;
                add(Kind.SIGN, "^");
            }
        } else {
            at++;
            character(c);
        }
    }

    private void character(char c) {
        String command = UNICODE_COMMANDS.get(c);
        if (command != null) {
            add(Kind.COMMAND, command);
        } else if (Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '~') {
            spaced = true;
        } else if (c == '*' && text.startsWith("*", at)) {
            at++;
            add(Kind.SIGN, "^");
        } else if ("$€£¥°".indexOf(c) < 0) {
            add(Kind.SIGN, UNICODE.getOrDefault(c, String.valueOf(c)));
        }
    }

    private void number() {
        StringBuilder number = new StringBuilder();
        digits(number);
        boolean grouping = number.length() >= 1 && number.length() <= 3;
        Matcher separator = SEPARATOR.matcher(text);
        while (grouping
                && separator
                        .region(at, text.length())
                        .useTransparentBounds(true)
                        .lookingAt()
                && (brackets == 0 || separator.end() > at + 1)) {
            at = separator.end();
            digits(number);
        }
        if (at < text.length() && text.charAt(at) == '.' && digit(at + 1)) {
            at++;
            number.append('.');
            digits(number);
        }
        Matcher power = POWER_OF_TEN.matcher(text).region(at, text.length());
        if (power.lookingAt()) {
            number.append(power.group());
            at = power.end();
        }
        add(Kind.NUMBER, number.toString());
    }

    private void digits(StringBuilder into) {
        while (digit(at)) {
            into.append(text.charAt(at++));
        }
    }

    private void letters() {
        Matcher run = LETTERS.matcher(text).region(at, text.length());
        String letters = run.lookingAt() ? run.group() : "";
        at += letters.length();
        if (WORDS.contains(letters.toLowerCase(Locale.ROOT))) {
            add(Kind.TEXT, letters.toLowerCase(Locale.ROOT));
            return;
        }
        for (int i = 0; i < letters.length(); i++) {
            add(Kind.LETTER, letters.substring(i, i + 1));
        }
    }

    private void command() {
        Matcher letters = LETTERS.matcher(text).region(at + 1, text.length());
        String name = letters.lookingAt() ? letters.group() : text.substring(at + 1, Math.min(at + 2, text.length()));
        at += 1 + name.length();
        if (TEXT.contains(name)) {
            words();
        } else if (IGNORED.contains(name)) {
            spaced |= !name.equals("!");
            boolean emptyDelimiter = (name.equals("left") || name.equals("right")) && text.startsWith(".", at);
            at += emptyDelimiter ? 1 : 0;
        } else if (SIGNS.containsKey(name)) {
            add(Kind.SIGN, SIGNS.getOrDefault(name, name));
        } else {
            add(Kind.COMMAND, ALIASES.getOrDefault(name, name));
        }
    }

    private void words() {
        int close = text.indexOf('}', at);
        if (close < 0 || !text.startsWith("{", at)) {
            return;
        }
        String words = text.substring(at + 1, close).replace('~', ' ').strip();
        at = close + 1;
        if (!words.isEmpty()) {
            add(Kind.TEXT, words);
        }
        spaced = true;
    }

    private void add(Kind kind, String tokenText) {
        brackets += switch (tokenText) {
            case "(", "[", "\\{" -> 1;
            case ")", "]", "\\}" -> -1;
            default -> 0;
        };
        tokens.add(new Token(kind, tokenText, spaced));
        spaced = false;
    }

    private boolean digit(int i) {
        return i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
}
