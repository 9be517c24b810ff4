package zero4j.template;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zero4j.template.Jinja.Failure;

/** The words and signs of a value in a template, taken one after the other. Not thread-safe. */
final class JinjaTokens {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[A-Za-z_]\\w*|\\d+"
                    + "|==|!=|<=|>=|//|[-+*/%~<>=.,:|()\\[\\]{}])",
            Pattern.DOTALL);

    private final List<String> tokens = new ArrayList<>();
    private int at;

    JinjaTokens(String source) {
        Matcher matcher = TOKEN.matcher(source);
        int end = 0;
        while (end < source.stripTrailing().length()) {
            if (!matcher.find(end) || matcher.start() != end) {
                throw new Failure("\"" + source.substring(end).strip() + "\" is not known");
            }
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
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
            throw new Failure("\"" + token + "\" is missing before \"" + peek() + "\"");
        }
    }

    String name() {
        if (!peek().matches("[A-Za-z_]\\w*")) {
            throw new Failure("a name is missing before \"" + peek() + "\"");
        }
        return tokens.get(at++);
    }

    /** The one behind {@link #peek}. */
    String second() {
        return at + 1 < tokens.size() ? tokens.get(at + 1) : "";
    }

    /** The next one, which is gone then; empty at the end. */
    String take() {
        return at < tokens.size() ? tokens.get(at++) : "";
    }

    static String unescaped(String text) {
        StringBuilder plain = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                char next = text.charAt(++i);
                plain.append(
                        switch (next) {
                            case 'n' -> "\n";
                            case 't' -> "\t";
                            case 'r' -> "\r";
                            case '\\', '\'', '"' -> String.valueOf(next);
                            default -> "\\" + next;
                        });
            } else {
                plain.append(c);
            }
        }
        return plain.toString();
    }
}
