package zero4j.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import zero4j.template.Jinja.Failure;
import zero4j.template.Jinja.Term;

/** Reads the values of templates, by recursive descent. */
final class JinjaTerms {
    private static final Pattern TOKEN = Pattern.compile(
            "\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*'|[A-Za-z_]\\w*|\\d+"
                    + "|==|!=|<=|>=|//|[-+*/%~<>=.,:|()\\[\\]{}])",
            Pattern.DOTALL);

    private final List<String> tokens = new ArrayList<>();
    private int at;

    private JinjaTerms(String source) {
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

    static Term parse(String source) {
        JinjaTerms terms = new JinjaTerms(source);
        Term term = terms.choice();
        if (terms.at < terms.tokens.size()) {
            throw new Failure("\"" + source.strip() + "\" is not known from " + terms.peek());
        }
        return term;
    }

    private String peek() {
        return at < tokens.size() ? tokens.get(at) : "";
    }

    private boolean took(String token) {
        boolean is = peek().equals(token);
        at += is ? 1 : 0;
        return is;
    }

    private void need(String token) {
        if (!took(token)) {
            throw new Failure("\"" + token + "\" is missing before \"" + peek() + "\"");
        }
    }

    private String name() {
        if (!peek().matches("[A-Za-z_]\\w*")) {
            throw new Failure("a name is missing before \"" + peek() + "\"");
        }
        return tokens.get(at++);
    }

    private Term choice() {
        Term then = either();
        if (!took("if")) {
            return then;
        }
        Term test = either();
        Term otherwise = took("else") ? choice() : scope -> null;
        return scope -> Jinja.truth(test.value(scope)) ? then.value(scope) : otherwise.value(scope);
    }

    private Term either() {
        Term left = both();
        while (took("or")) {
            Term a = left;
            Term b = both();
            left = scope -> {
                Object first = a.value(scope);
                return Jinja.truth(first) ? first : b.value(scope);
            };
        }
        return left;
    }

    private Term both() {
        Term left = negated();
        while (took("and")) {
            Term a = left;
            Term b = negated();
            left = scope -> {
                Object first = a.value(scope);
                return Jinja.truth(first) ? b.value(scope) : first;
            };
        }
        return left;
    }

    private Term negated() {
        if (took("not")) {
            Term term = negated();
            return scope -> !Jinja.truth(term.value(scope));
        }
        return compared();
    }

    private Term compared() {
        Term left = joined();
        while (true) {
            Term a = left;
            String sign = peek();
            if (took("is")) {
                boolean not = took("not");
                String test = name();
                left = scope -> Jinja.is(a.value(scope), test) != not;
            } else if (took("in")) {
                Term b = joined();
                left = scope -> Jinja.contains(b.value(scope), a.value(scope));
            } else if (sign.equals("not")
                    && at + 1 < tokens.size()
                    && tokens.get(at + 1).equals("in")) {
                at += 2;
                Term b = joined();
                left = scope -> !Jinja.contains(b.value(scope), a.value(scope));
            } else if (took("==")) {
                Term b = joined();
                left = scope -> Objects.equals(a.value(scope), b.value(scope));
            } else if (took("!=")) {
                Term b = joined();
                left = scope -> !Objects.equals(a.value(scope), b.value(scope));
            } else if (took("<") || took(">") || took("<=") || took(">=")) {
                Term b = joined();
                left = scope -> ordered(sign, Jinja.number(a.value(scope)), Jinja.number(b.value(scope)));
            } else {
                return left;
            }
        }
    }

    private static boolean ordered(String sign, long a, long b) {
        return switch (sign) {
            case "<" -> a < b;
            case ">" -> a > b;
            case "<=" -> a <= b;
            default -> a >= b;
        };
    }

    private Term joined() {
        Term left = sum();
        while (took("~")) {
            Term a = left;
            Term b = sum();
            left = scope -> Jinja.text(a.value(scope)) + Jinja.text(b.value(scope));
        }
        return left;
    }

    private Term sum() {
        Term left = product();
        while (true) {
            Term a = left;
            if (took("+")) {
                Term b = product();
                left = scope -> Jinja.add(a.value(scope), b.value(scope));
            } else if (took("-")) {
                Term b = product();
                left = scope -> Jinja.number(a.value(scope)) - Jinja.number(b.value(scope));
            } else {
                return left;
            }
        }
    }

    private Term product() {
        Term left = signed();
        while (true) {
            Term a = left;
            if (took("%")) {
                Term b = signed();
                left = scope -> Math.floorMod(Jinja.number(a.value(scope)), Jinja.number(b.value(scope)));
            } else if (took("*")) {
                Term b = signed();
                left = scope -> Jinja.number(a.value(scope)) * Jinja.number(b.value(scope));
            } else if (took("//")) {
                Term b = signed();
                left = scope -> Math.floorDiv(Jinja.number(a.value(scope)), Jinja.number(b.value(scope)));
            } else {
                return left;
            }
        }
    }

    private Term signed() {
        if (took("-")) {
            Term term = signed();
            return scope -> -Jinja.number(term.value(scope));
        }
        return followed(atom());
    }

    private Term followed(Term start) {
        Term left = start;
        while (true) {
            Term of = left;
            if (took(".") || took("|")) {
                boolean filter = tokens.get(at - 1).equals("|");
                String name = name();
                boolean called = took("(");
                List<Term> given = called ? arguments() : List.of();
                left = filter || called
                        ? scope -> Jinja.call(of.value(scope), name, values(given, scope))
                        : scope -> Jinja.item(of.value(scope), name);
            } else if (took("[")) {
                left = indexed(of);
            } else {
                return left;
            }
        }
    }

    private static List<@Nullable Object> values(List<Term> terms, Jinja.Scope scope) {
        List<@Nullable Object> values = new ArrayList<>();
        for (Term term : terms) {
            values.add(term.value(scope));
        }
        return values;
    }

    private Term indexed(Term of) {
        Term from = peek().equals(":") ? scope -> null : choice();
        if (took("]")) {
            return scope -> Jinja.item(of.value(scope), from.value(scope));
        }
        need(":");
        Term to = peek().equals(":") || peek().equals("]") ? scope -> null : choice();
        Term step = took(":") && !peek().equals("]") ? choice() : scope -> null;
        need("]");
        return scope -> Jinja.slice(of.value(scope), from.value(scope), to.value(scope), step.value(scope));
    }

    /** Up to the closing bracket; a name before a value, as in {@code indent=2}, is heard by no function here. */
    private List<Term> arguments() {
        List<Term> terms = new ArrayList<>();
        while (!took(")")) {
            if (at + 1 < tokens.size() && tokens.get(at + 1).equals("=")) {
                throw new Failure("the argument " + peek() + " is not known");
            }
            terms.add(choice());
            took(",");
        }
        return terms;
    }

    private Term atom() {
        String token = at < tokens.size() ? tokens.get(at++) : "";
        if (token.startsWith("\"") || token.startsWith("'")) {
            String text = unescaped(token.substring(1, token.length() - 1));
            return scope -> text;
        }
        if (token.matches("\\d+")) {
            long number = Long.parseLong(token);
            return scope -> number;
        }
        return switch (token) {
            case "(" -> {
                Term term = choice();
                need(")");
                yield term;
            }
            case "[" -> listed();
            case "true", "True" -> scope -> true;
            case "false", "False" -> scope -> false;
            case "none", "None" -> scope -> null;
            default -> named(token);
        };
    }

    private Term listed() {
        List<Term> terms = new ArrayList<>();
        while (!took("]")) {
            terms.add(choice());
            took(",");
        }
        return scope -> values(terms, scope);
    }

    private Term named(String name) {
        if (!name.matches("[A-Za-z_]\\w*")) {
            throw new Failure("\"" + name + "\" is not known here");
        }
        if (!took("(")) {
            return scope -> scope.get(name);
        }
        if (name.equals("namespace")) {
            return namespace();
        }
        List<Term> given = arguments();
        return switch (name) {
            case "raise_exception" ->
                scope -> {
                    throw new Failure(Jinja.text(given.getFirst().value(scope)));
                };
            case "range" ->
                scope -> LongStream.range(
                                given.size() > 1 ? Jinja.number(given.getFirst().value(scope)) : 0,
                                Jinja.number(given.get(given.size() > 1 ? 1 : 0).value(scope)))
                        .boxed()
                        .toList();
            // Known to be absent: templates ask whether they are defined.
            default ->
                scope -> {
                    throw new Failure("the function " + name + " is not known");
                };
        };
    }

    private Term namespace() {
        Map<String, Term> fields = new LinkedHashMap<>();
        while (!took(")")) {
            String field = name();
            need("=");
            fields.put(field, choice());
            took(",");
        }
        return scope -> {
            Map<String, @Nullable Object> values = new HashMap<>();
            fields.forEach((field, term) -> values.put(field, term.value(scope)));
            return values;
        };
    }

    private static String unescaped(String text) {
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
