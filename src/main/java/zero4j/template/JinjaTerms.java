package zero4j.template;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zero4j.template.Jinja.Failure;
import zero4j.template.Jinja.Lacking;
import zero4j.template.Jinja.Scope;
import zero4j.template.Jinja.Term;
import zero4j.template.JinjaFunctions.Given;

/** Reads the values of templates, by recursive descent. */
final class JinjaTerms {
    private final JinjaTokens tokens;

    private JinjaTerms(JinjaTokens tokens) {
        this.tokens = tokens;
    }

    /** The value that all tokens from here on say. */
    static Term whole(JinjaTokens tokens) {
        Term term = new JinjaTerms(tokens).choice();
        tokens.end();
        return term;
    }

    /** The value from here up to a condition behind it. */
    static Term unconditional(JinjaTokens tokens) {
        return new JinjaTerms(tokens).either();
    }

    private Term choice() {
        Term left = either();
        while (tokens.took("if")) {
            Term then = left;
            Term test = either();
            Term otherwise = tokens.took("else") ? choice() : scope -> Lacking.UNDEFINED;
            left = scope -> Jinja.truth(test.value(scope)) ? then.value(scope) : otherwise.value(scope);
        }
        return left;
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

    /** Comparisons in a row hold together, as Python's do. */
    private Term compared() {
        Term first = joined();
        List<String> signs = new ArrayList<>();
        List<Term> others = new ArrayList<>();
        for (String sign = sign(); !sign.isEmpty(); sign = sign()) {
            signs.add(sign);
            others.add(joined());
        }
        if (signs.isEmpty()) {
            return first;
        }
        return scope -> {
            boolean holds = true;
            Object left = first.value(scope);
            for (int i = 0; i < signs.size() && holds; i++) {
                Object right = others.get(i).value(scope);
                holds = Jinja.holds(left, signs.get(i), right);
                left = right;
            }
            return holds;
        };
    }

    private String sign() {
        return switch (tokens.peek()) {
            case "==", "!=", "<", ">", "<=", ">=", "in" -> tokens.take();
            case "not" -> {
                tokens.take();
                tokens.need("in");
                yield "not in";
            }
            default -> "";
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
        while (tokens.peek().equals("+") || tokens.peek().equals("-")) {
            left = counted(left, tokens.take(), product());
        }
        return left;
    }

    private Term product() {
        Term left = signed(true);
        while (tokens.peek().equals("*")
                || tokens.peek().equals("%")
                || tokens.peek().equals("//")) {
            left = counted(left, tokens.take(), signed(true));
        }
        return left;
    }

    private static Term counted(Term a, String sign, Term b) {
        return scope -> Jinja.counted(a.value(scope), sign, b.value(scope));
    }

    /** A filter takes the sign before its value with it. */
    private Term signed(boolean filters) {
        Term term;
        if (tokens.peek().equals("-") || tokens.peek().equals("+")) {
            term = counted(scope -> 0L, tokens.take(), signed(false));
        } else {
            term = followed(atom());
        }
        return filters ? filtered(term) : term;
    }

    private Term followed(Term start) {
        Term left = start;
        while (true) {
            Term of = left;
            if (tokens.took(".")) {
                String name = tokens.name();
                if (tokens.took("(")) {
                    Arguments given = arguments();
                    left = scope -> JinjaMethods.method(of.value(scope), name, given.in(scope));
                } else {
                    left = scope -> JinjaMethods.field(of.value(scope), name);
                }
            } else if (tokens.took("[")) {
                left = indexed(of);
            } else {
                return left;
            }
        }
    }

    private Term filtered(Term start) {
        Term left = start;
        while (true) {
            Term of = left;
            if (tokens.took("|")) {
                String name = tokens.name();
                Arguments given = tokens.took("(") ? arguments() : Arguments.NONE;
                left = scope -> JinjaFunctions.filter(of.value(scope), name, given.in(scope));
            } else if (tokens.took("is")) {
                boolean not = tokens.took("not");
                String name = tokens.name();
                Arguments given = tokens.took("(")
                        ? arguments()
                        : tokens.atValue() ? new Arguments(List.of(followed(atom())), Map.of()) : Arguments.NONE;
                left = scope -> JinjaFunctions.is(of.value(scope), name, given.in(scope)) != not;
            } else {
                return left;
            }
        }
    }

    private Term indexed(Term of) {
        Term none = scope -> null;
        Term from = tokens.peek().equals(":") ? none : choice();
        if (tokens.took("]")) {
            return scope -> JinjaMethods.item(of.value(scope), from.value(scope));
        }
        tokens.need(":");
        Term to = tokens.peek().equals(":") || tokens.peek().equals("]") ? none : choice();
        Term step = tokens.took(":") && !tokens.peek().equals("]") ? choice() : none;
        tokens.need("]");
        return scope -> Jinja.slice(of.value(scope), from.value(scope), to.value(scope), step.value(scope));
    }

    /** What stands in the brackets behind a name. */
    private record Arguments(List<Term> values, Map<String, Term> named) {
        static final Arguments NONE = new Arguments(List.of(), Map.of());

        Given in(Scope scope) {
            List<@Nullable Object> all = new ArrayList<>();
            values.forEach(term -> all.add(term.value(scope)));
            Map<String, @Nullable Object> some = new LinkedHashMap<>();
            named.forEach((name, term) -> some.put(name, term.value(scope)));
            return new Given(all, some);
        }
    }

    private Arguments arguments() {
        Arguments given = new Arguments(new ArrayList<>(), new LinkedHashMap<>());
        while (!tokens.took(")")) {
            if (tokens.second().equals("=")) {
                String name = tokens.variable();
                tokens.take();
                if (given.named().put(name, choice()) != null) {
                    throw new Failure("the argument " + name + " is given twice");
                }
            } else if (given.named().isEmpty()) {
                given.values().add(choice());
            } else {
                throw new Failure("an argument without a name follows one with a name in \"" + tokens + "\"");
            }
            comma(")");
        }
        return given;
    }

    /** Commas part values; behind the last there may be one. */
    private void comma(String end) {
        if (!tokens.peek().equals(end)) {
            tokens.need(",");
        }
    }

    private Term atom() {
        String token = tokens.peek();
        if (token.startsWith("\"") || token.startsWith("'")) {
            String text = tokens.text();
            return scope -> text;
        }
        if (token.matches("\\d+")) {
            long number = tokens.number();
            return scope -> number;
        }
        return switch (token) {
            case "(" -> {
                tokens.take();
                Term term = choice();
                tokens.need(")");
                yield term;
            }
            case "[" -> listed();
            case "true", "True" -> constant(true);
            case "false", "False" -> constant(false);
            case "none", "None" -> constant(null);
            default -> named();
        };
    }

    private Term constant(@Nullable Object value) {
        tokens.take();
        return scope -> value;
    }

    private Term listed() {
        tokens.take();
        List<Term> terms = new ArrayList<>();
        while (!tokens.took("]")) {
            terms.add(choice());
            comma("]");
        }
        return scope -> new Arguments(terms, Map.of()).in(scope).values();
    }

    private Term named() {
        String name = tokens.variable();
        if (!tokens.took("(")) {
            return scope -> scope.get(name);
        }
        Arguments given = arguments();
        return scope -> JinjaFunctions.call(scope.get(name), name, given.in(scope));
    }
}
