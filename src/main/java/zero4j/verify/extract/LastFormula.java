package zero4j.verify.extract;

import java.util.Optional;

/** The last formula of a text with those that it is joined to. */
record LastFormula() implements SingleRule {
    @Override
    public String name() {
        return "last formula";
    }

    @Override
    public Optional<String> extract(String response) {
        return group(response, false).map(LastFormula::withoutFullStop);
    }

    /** The formulas that are joined first. */
    static Optional<String> first(String text) {
        return group(text, true).map(LastFormula::withoutFullStop);
    }

    private static Optional<String> group(String text, boolean first) {
        FormulaScan scan = new FormulaScan(text);
        SpanRun run = new SpanRun(text);
        int i = 0;
        while (i < text.length()) {
            Span formula = scan.at(i);
            if (formula == null) {
                i = scan.after(i);
                continue;
            }
            if (first && !run.isEmpty() && !run.continues(formula)) {
                break;
            }
            run.add(formula);
            i = formula.to();
        }
        return run.list();
    }

    private static String withoutFullStop(String formula) {
        int end = formula.length();
        while (end > 1 && ".,;".indexOf(formula.charAt(end - 1)) >= 0 && formula.charAt(end - 2) != '\\') {
            end--;
        }
        return formula.substring(0, end).strip();
    }
}
