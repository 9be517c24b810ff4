package zero4j.template;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import zero4j.template.Jinja.Failure;

/** The words and signs of a tag, taken one after the other. Not thread-safe. */
final class JinjaTokens {
    private static final Pattern NAME = Pattern.compile("[A-Za-z_]\\w*");
    private static final Set<String> KEYWORDS = Set.of(
            "and", "or", "not", "in", "is", "if", "else", "elif", "true", "false", "none", "True", "False", "None");

    private final List<String> tokens;
    private int at;

    JinjaTokens(List<String> tokens) {
        this.tokens = tokens;
    }

    String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    boolean took(String token) {
        boolean is = peek().equals(token);
        at += is ? 1 : 0;
        return is;
    }

    void need(String token) {
        if (!took(token)) {
            throw new Failure("\"" + token + "\" is missing before \"" + peek() + "\" in \"" + this + "\"");
        }
    }

    /** Any name, that of a field too. */
    String name() {
        if (!NAME.matcher(peek()).matches()) {
            throw new Failure("a name is missing before \"" + peek() + "\" in \"" + this + "\"");
        }
        return take();
    }

    /** The name of a value, which no word of the language can be. */
    String variable() {
        if (KEYWORDS.contains(peek())) {
            throw new Failure("a name is missing before \"" + peek() + "\" in \"" + this + "\"");
        }
        return name();
    }

    /** Whether a value can begin here. */
    boolean atValue() {
        String token = peek();
        return token.matches("(?s)[\"'(\\[{\\d].*|[tT]rue|[fF]alse|[nN]one")
                || (NAME.matcher(token).matches() && !KEYWORDS.contains(token));
    }

    /** The one behind {@link #peek}. */
    String second() {
        return at + 1 < tokens.size() ? tokens.get(at + 1) : "";
    }

    /** The next one, which is gone then; empty at the end. */
    String take() {
        return at < tokens.size() ? tokens.get(at++) : "";
    }

    /** Nothing may be left. */
    void end() {
        if (at < tokens.size()) {
            throw new Failure("\"" + this + "\" is not known from \"" + peek() + "\"");
        }
    }

    @Override
    public String toString() {
        return String.join(" ", tokens);
    }

    /** The texts in quotes that stand here: those in a row are one. */
    String text() {
        StringBuilder all = new StringBuilder();
        while (peek().startsWith("\"") || peek().startsWith("'")) {
            all.append(unquoted(take()));
        }
        return all.toString();
    }

    long number() {
        if (peek().length() > 18 || peek().matches("0\\d*[1-9]\\d*")) {
            throw new Failure("the number " + peek() + " is not known");
        }
        return Long.parseLong(take());
    }

    private static String unquoted(String token) {
        StringBuilder plain = new StringBuilder();
        int end = token.length() - 1;
        for (int i = 1; i < end; i++) {
            char c = token.charAt(i);
            if (c != '\\') {
                plain.append(c);
                continue;
            }
            char next = token.charAt(++i);
            int digits = "xuU".indexOf(next) < 0 ? 0 : 2 << "xuU".indexOf(next);
            if (digits > 0) {
                if (i + digits >= end || !token.substring(i + 1, i + 1 + digits).matches("\\p{XDigit}+")) {
                    throw new Failure("the escape \\" + next + " lacks digits in " + token);
                }
                plain.appendCodePoint(Integer.parseInt(token, i + 1, i + 1 + digits, 16));
                i += digits;
            } else {
                plain.append(escape(next, token));
            }
        }
        return plain.toString();
    }

    private static String escape(char sign, String token) {
        return switch (sign) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'b' -> "\b";
            case 'f' -> "\f";
            case 'a' -> "\u0007";
            case 'v' -> "\u000b";
            case '\n' -> "";
            case '\\', '\'', '"' -> String.valueOf(sign);
            case 'N', '0', '1', '2', '3', '4', '5', '6', '7' ->
                throw new Failure("the escape \\" + sign + " is not known in " + token);
            default -> "\\" + sign;
        };
    }
}
