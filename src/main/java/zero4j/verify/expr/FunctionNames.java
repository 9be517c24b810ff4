package zero4j.verify.expr;

import java.util.Set;

/**
 * The names of functions in a {@link Expr.Call} that have a value. A call of any other name ({@code f}, {@code coth},
 * {@code !!}, {@code \sum}) is equal only to a call of the same name with equal arguments.
 */
public final class FunctionNames {
    private static final Set<String> OF_ONE = Set.of(
            "sin",
            "cos",
            "tan",
            "cot",
            "sec",
            "csc",
            "arcsin",
            "arccos",
            "arctan",
            "arccot",
            "arcsec",
            "arccsc",
            "sinh",
            "cosh",
            "tanh",
            "ln",
            "log",
            "abs",
            "norm",
            "floor",
            "ceil",
            "factorial",
            "re",
            "im",
            "conj");
    private static final Set<String> OF_TWO = Set.of("log", "binom");
    private static final Set<String> OF_SEVERAL = Set.of("gcd", "lcm", "min", "max");
    private static final String DETERMINANT = "det";

    private FunctionNames() {}

    /** Whether a number follows from that many arguments that are numbers. */
    public static boolean ofNumbers(String name, int arguments) {
        return switch (arguments) {
            case 0 -> false;
            case 1 -> OF_ONE.contains(name) || OF_SEVERAL.contains(name);
            case 2 -> OF_TWO.contains(name) || OF_SEVERAL.contains(name);
            default -> OF_SEVERAL.contains(name);
        };
    }

    /** Whether the name has a meaning, whatever it is applied to. */
    public static boolean known(String name) {
        return OF_ONE.contains(name) || OF_TWO.contains(name) || OF_SEVERAL.contains(name) || name.equals(DETERMINANT);
    }
}
