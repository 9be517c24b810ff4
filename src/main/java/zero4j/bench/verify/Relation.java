package zero4j.bench.verify;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Two formulas with a sign of relation between them.
 *
 * @param sign one of {@code = < > \le \ge}
 */
record Relation(String left, String sign, String right) {
    private static final Map<String, String> SIGNS =
            Map.of("=", "=", "<", "<", ">", ">", "\\leq ", "\\le", "\\geq ", "\\ge", "\\le ", "\\le", "\\ge ", "\\ge");
    private static final Map<String, String> MIRRORED =
            Map.of("=", "=", "<", ">", ">", "<", "\\le", "\\ge", "\\ge", "\\le");

    static Optional<Relation> of(String reference) {
        String text = Notation.bare(reference);
        for (Map.Entry<String, String> sign : SIGNS.entrySet()) {
            List<String> sides = Notation.split(text, sign.getKey()).orElse(List.of());
            boolean formulas = sides.size() == 2
                    && sides.stream().allMatch(side -> Formula.of(side).isPresent());
            if (formulas) {
                return Optional.of(new Relation(sides.getFirst(), sign.getValue(), sides.getLast()));
            }
        }
        return Optional.empty();
    }

    boolean equation() {
        return sign.equals("=");
    }

    /** Whether it gives a name to a value, as {@code x = 5} does. */
    boolean names() {
        return equation() && (left.matches("[a-zA-Z]") || right.matches("[a-zA-Z]"));
    }

    String mirroredSign() {
        return MIRRORED.getOrDefault(sign, sign);
    }
}
