package zero4j.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import zero4j.template.Jinja.Failure;
import zero4j.template.Jinja.Term;

/** Reads the values of templates, by recursive descent. */
final class JinjaTerms {
    private final JinjaTokens tokens;

    private JinjaTerms(String source) {
        tokens = new JinjaTokens(source);
    }

    static Term parse(String source) {
        JinjaTerms terms = new JinjaTerms(source);
        Term term = terms.choice();
        if (!terms.tokens.peek().isEmpty()) {
            throw new Failure("\"" + source.strip() + "\" is not known from " + terms.tokens.peek());
        }
        return term;
    }

    private Term choice() {
        Term then = either();
        if (!tokens.took("if")) {
            return then;
        }
        Term test = either();
        Term otherwise = tokens.took("else") ? choice() : scope -> null;
        return scope -> Jinja.truth(test.value(scope)) ? then.value(scope) : otherwise.value(scope);
    }

    private Term either() {
        Term left = both();
        while (tokens.took("or")) {
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
        while (tokens.took("and")) {
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
        if (tokens.took("not")) {
            Term term = negated();
            return scope -> !Jinja.truth(term.value(scope));
        }
        return compared();
    }

    private Term compared() {
        Term left = joined();
        while (true) {
            Term a = left;
            String sign = tokens.peek();
            if (tokens.took("is")) {
                boolean not = tokens.took("not");
                String test = tokens.name();
                left = scope -> Jinja.is(a.value(scope), test) != not;
            } else if (tokens.took("in")) {
                Term b = joined();
                left = scope -> Jinja.contains(b.value(scope), a.value(scope));
            } else if (sign.equals("not") && tokens.second().equals("in")) {
                tokens.take();
                tokens.take();
                Term b = joined();
                left = scope -> !Jinja.contains(b.value(scope), a.value(scope));
            } else if (tokens.took("==")) {
                Term b = joined();
                left = scope -> Objects.equals(a.value(scope), b.value(scope));
            } else if (tokens.took("!=")) {
                Term b = joined();
                left = scope -> !Objects.equals(a.value(scope), b.value(scope));
            } else if (tokens.took("<") || tokens.took(">") || tokens.took("<=") || tokens.took(">=")) {
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
        while (tokens.took("~")) {
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
            if (tokens.took("+")) {
                Term b = product();
                left = scope -> Jinja.add(a.value(scope), b.value(scope));
            } else if (tokens.took("-")) {
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
            if (tokens.took("%")) {
                Term b = signed();
                left = scope -> Math.floorMod(Jinja.number(a.value(scope)), Jinja.number(b.value(scope)));
            } else if (tokens.took("*")) {
                Term b = signed();
                left = scope -> Jinja.number(a.value(scope)) * Jinja.number(b.value(scope));
            } else if (tokens.took("//")) {
                Term b = signed();
                left = scope -> Math.floorDiv(Jinja.number(a.value(scope)), Jinja.number(b.value(scope)));
            } else {
                return left;
            }
        }
    }

    private Term signed() {
        if (tokens.took("-")) {
            Term term = signed();
            return scope -> -Jinja.number(term.value(scope));
        }
        return followed(atom());
    }

    private Term followed(Term start) {
        Term left = start;
        while (true) {
            Term of = left;
            boolean filter = tokens.took("|");
            if (filter || tokens.took(".")) {
                String name = tokens.name();
                boolean called = tokens.took("(");
                List<Term> given = called ? arguments() : List.of();
                left = filter || called
                        ? scope -> Jinja.call(of.value(scope), name, values(given, scope))
                        : scope -> Jinja.item(of.value(scope), name);
            } else if (tokens.took("[")) {
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
        Term from = tokens.peek().equals(":") ? scope -> null : choice();
        if (tokens.took("]")) {
            return scope -> Jinja.item(of.value(scope), from.value(scope));
        }
        tokens.need(":");
        Term to = tokens.peek().equals(":") || tokens.peek().equals("]") ? scope -> null : choice();
        Term step = tokens.took(":") && !tokens.peek().equals("]") ? choice() : scope -> null;
        tokens.need("]");
        return scope -> Jinja.slice(of.value(scope), from.value(scope), to.value(scope), step.value(scope));
    }

    /** Up to the closing bracket; a name before a value, as in {@code indent=2}, is heard by no function here. */
    private List<Term> arguments() {
        List<Term> terms = new ArrayList<>();
        while (!tokens.took(")")) {
            if (tokens.second().equals("=")) {
                throw new Failure("the argument " + tokens.peek() + " is not known");
            }
            terms.add(choice());
            tokens.took(",");
        }
        return terms;
    }

    private Term atom() {
        String token = tokens.take();
        if (token.startsWith("\"") || token.startsWith("'")) {
            String text = JinjaTokens.unescaped(token.substring(1, token.length() - 1));
            return scope -> text;
        }
        if (token.matches("\\d+")) {
            long number = Long.parseLong(token);
            return scope -> number;
        }
        return switch (token) {
            case "(" -> {
                Term term = choice();
                tokens.need(")");
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
        while (!tokens.took("]")) {
            terms.add(choice());
            tokens.took(",");
        }
        return scope -> values(terms, scope);
    }

    private Term named(String name) {
        if (!name.matches("[A-Za-z_]\\w*")) {
            throw new Failure("\"" + name + "\" is not known here");
        }
        if (!tokens.took("(")) {
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
            default ->
                scope -> {
                    throw new Failure("the function " + name + " is not known");
                };
        };
    }

    private Term namespace() {
        Map<String, Term> fields = new LinkedHashMap<>();
        while (!tokens.took(")")) {
            String field = tokens.name();
            tokens.need("=");
            fields.put(field, choice());
            tokens.took(",");
        }
        return scope -> {
            Map<String, @Nullable Object> values = new HashMap<>();
            fields.forEach((field, term) -> values.put(field, term.value(scope)));
            return values;
        };
    }
}
