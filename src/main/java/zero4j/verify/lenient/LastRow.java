package zero4j.verify.lenient;

import java.util.List;

/** Chains of steps in the rows of an environment: the last row says what came out. */
final class LastRow {
    static final String BEGIN = "\\begin{";

    /** Environments that need no dollar signs. */
    static final List<String> ENVIRONMENTS = List.of(
            "align",
            "align*",
            "equation",
            "equation*",
            "gather",
            "gather*",
            "eqnarray",
            "eqnarray*",
            "multline",
            "multline*");

    private static final List<String> INNER = List.of("aligned", "split", "gathered");

    private LastRow() {}

    /** The last row of a formula that is one such environment, without its marks; any other formula as it is. */
    static String of(String formula) {
        // An outer environment holds an inner one at most.
        return row(row(formula));
    }

    private static String row(String formula) {
        for (List<String> names : List.of(ENVIRONMENTS, INNER)) {
            for (String name : names) {
                String open = BEGIN + name + "}";
                String close = "\\end{" + name + "}";
                if (formula.startsWith(open) && formula.endsWith(close) && formula.length() > open.length()) {
                    return inside(formula.substring(open.length(), formula.length() - close.length()));
                }
            }
        }
        return formula;
    }

    private static String inside(String rows) {
        String trimmed = rows.strip();
        String all = trimmed.endsWith("\\\\") ? trimmed.substring(0, trimmed.length() - 2) : trimmed;
        // Rows of a matrix within are no rows of the chain.
        int row = all.contains(BEGIN) ? 0 : all.lastIndexOf("\\\\");
        String last = row > 0 ? all.substring(row + 2) : all;
        String plain = (all.contains(BEGIN) ? last : last.replace("&", "")).strip();
        return plain.startsWith("=") ? plain.substring(1).strip() : plain;
    }
}
