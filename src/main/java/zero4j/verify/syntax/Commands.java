package zero4j.verify.syntax;

import static java.util.Map.entry;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr.Relation.Sign;

/** What LaTeX commands and plain function names mean. */
final class Commands {
    /** What the formula reader does with a command. */
    enum Role {
        SYMBOL,
        CONSTANT,
        FUNCTION,
        /** A function that is known by its name only. */
        NAMED_FUNCTION,
        FRACTION,
        ROOT,
        BINOMIAL,
        BIG_OPERATOR,
        OVERLINE,
        ACCENT,
        EMPTY_SET,
        DOTS,
        MODULO,
        OVER,
        CHOOSE,
        IMPLIES,
        UNKNOWN;

        /** Whether such a command begins a factor of a product. */
        boolean beginsFactor() {
            return switch (this) {
                case MODULO, OVER, CHOOSE, IMPLIES, UNKNOWN -> false;
                default -> true;
            };
        }
    }

    /** What the command of a function with a name of its own begins with; the name and a closing brace follow. */
    static final String NAMED = "operatorname{";

    /** What the command of a bold letter begins with; the letter and a closing brace follow. */
    static final String BOLD = "mathbf{";

    /** The same of the vector between two points. */
    static final String ARROW = "vec{";

    private static final Map<String, Role> ROLES = roles();

    private static final Map<String, String> FUNCTIONS = Map.ofEntries(
            entry("asin", "arcsin"),
            entry("acos", "arccos"),
            entry("atan", "arctan"),
            entry("acot", "arccot"),
            entry("tg", "tan"),
            entry("ctg", "cot"),
            entry("cosec", "csc"),
            entry("arctg", "arctan"),
            entry("arcctg", "arccot"),
            entry("ceiling", "ceil"),
            entry("Re", "re"),
            entry("Im", "im"));

    private static final Map<String, Sign> RELATIONS = Map.ofEntries(
            entry("=", Sign.EQUAL),
            entry("\\ne", Sign.NOT_EQUAL),
            entry("<", Sign.LESS),
            entry(">", Sign.GREATER),
            entry("<=", Sign.LESS_OR_EQUAL),
            entry(">=", Sign.GREATER_OR_EQUAL),
            entry("\\in", Sign.ELEMENT_OF),
            entry("\\approx", Sign.APPROXIMATELY),
            entry("\\equiv", Sign.CONGRUENT),
            entry("\\sim", Sign.SIMILAR),
            entry("\\subset", Sign.SUBSET),
            entry("\\parallel", Sign.PARALLEL),
            entry("\\perp", Sign.PERPENDICULAR),
            entry("\\to", Sign.TO));

    /** Function names that are units behind a number: minutes and seconds. */
    static boolean unitToo(String name) {
        return name.equals("min") || name.equals("sec");
    }

    private Commands() {}

    static Role role(String command) {
        Role role = ROLES.get(command);
        if (role != null) {
            return role;
        }
        if (command.startsWith(BOLD) || command.startsWith(ARROW)) {
            return Role.SYMBOL;
        }
        return command.startsWith(NAMED) ? Role.NAMED_FUNCTION : Role.UNKNOWN;
    }

    /** The one name of a function that has several. */
    static String function(String command) {
        return FUNCTIONS.getOrDefault(command, command);
    }

    /** The relation that a lexeme stands for; null if it is something else. */
    static @Nullable Sign relation(Lexeme lexeme) {
        return lexeme.kind() == Lexeme.Kind.SIGN ? RELATIONS.get(lexeme.text()) : null;
    }

    /** Whether plain letters, without a backslash, name this command. */
    static boolean plain(String letters) {
        return switch (role(letters)) {
            case FUNCTION -> letters.length() > 2 || letters.equals("ln") || letters.equals("lg");
            case ROOT -> true;
            case CONSTANT -> letters.equals("pi") || letters.equals("infty") || letters.equals("infinity");
            case SYMBOL ->
                switch (letters) {
                    case "alpha", "beta", "gamma", "delta", "theta", "lambda", "omega", "sigma", "phi" -> true;
                    default -> false;
                };
            default -> false;
        };
    }

    private static Map<String, Role> roles() {
        Map<String, Role> roles = new HashMap<>();
        put(
                roles,
                Role.SYMBOL,
                "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi omicron"
                        + " rho varrho sigma varsigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi"
                        + " Pi Sigma Upsilon Phi Psi Omega hbar ell partial nabla triangle angle odot oplus mho star"
                        + " bullet circ square Box diamond Diamond dagger top bot aleph forall exists neg"
                        + " heartsuit spadesuit clubsuit diamondsuit measuredangle bigtriangleup jmath");
        put(roles, Role.CONSTANT, "pi infty infinity imath");
        put(
                roles,
                Role.FUNCTION,
                "sin cos tan cot sec csc arcsin arccos arctan arccot arcsec arccsc sinh cosh tanh coth sech csch"
                        + " arcsinh arccosh arctanh arsinh arcosh artanh asin acos atan acot tg ctg cosec arctg arcctg"
                        + " ln log lg exp abs norm floor ceil ceiling gcd lcm min max det Re Im re im conj cis arg deg"
                        + " dim ker rank tr sgn sign erf");
        put(roles, Role.FRACTION, "frac");
        put(roles, Role.ROOT, "sqrt cbrt");
        put(roles, Role.BINOMIAL, "binom");
        put(roles, Role.BIG_OPERATOR, "sum prod int iint iiint oint lim bigcup bigcap limsup liminf sup inf");
        put(roles, Role.OVERLINE, "overline bar");
        put(roles, Role.ACCENT, "dot ddot");
        put(roles, Role.EMPTY_SET, "emptyset");
        put(roles, Role.DOTS, "ldots");
        put(roles, Role.MODULO, "mod pmod bmod pod");
        put(roles, Role.OVER, "over");
        put(roles, Role.CHOOSE, "choose");
        put(roles, Role.IMPLIES, "implies");
        for (char c = 'A'; c <= 'Z'; c++) {
            roles.put("mathbb{" + c + "}", Role.SYMBOL);
        }
        put(roles, Role.SYMBOL, "mathbf{i} mathbf{j} mathbf{k}");
        return Map.copyOf(roles);
    }

    private static void put(Map<String, Role> roles, Role role, String names) {
        for (String name : names.split(" ", -1)) {
            roles.put(name, role);
        }
    }
}
