package zero4j.verify.lenient;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.verify.extract.AnswerExtractor;
import zero4j.verify.extract.Span;

/**
 * The last formula of a text with those that it is joined to.
 *
 * @param variables whether a lone variable counts, if there is no other formula
 */
record LastFormula(boolean variables) implements AnswerExtractor {
    @Override
    public String name() {
        return "last formula";
    }

    @Override
    public Optional<String> extract(String response) {
        return group(response, false, variables).map(LastFormula::answer);
    }

    /** The formulas that are joined first; lone variables are none. */
    static Optional<String> first(String text) {
        return group(text, true, false).map(LastFormula::answer);
    }

    static List<String> all(String text) {
        FormulaScan scan = new FormulaScan(text);
        List<String> formulas = new ArrayList<>();
        for (int i = 0; i < text.length(); ) {
            Span formula = scan.at(i);
            if (formula != null) {
                formulas.add(withoutFullStop(formula.content(text)));
            }
            i = formula == null ? scan.after(i) : formula.to();
        }
        return formulas;
    }

    private static Optional<String> group(String text, boolean first, boolean variables) {
        FormulaScan scan = new FormulaScan(text);
        SpanRun run = new SpanRun(text);
        SpanRun lone = new SpanRun(text);
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
            // "this is the value of $x$": the name of what was asked is no answer if there is another formula.
            (isVariable(formula.content(text)) ? lone : run).add(formula);
            i = formula.to();
        }
        return run.isEmpty() && variables ? lone.list() : run.list();
    }

    private static boolean isVariable(String formula) {
        return formula.length() == 1 && formula.charAt(0) >= 'a' && formula.charAt(0) <= 'z';
    }

    private static String answer(String formula) {
        return withoutFullStop(LastRow.of(withoutFullStop(formula)));
    }

    private static String withoutFullStop(String formula) {
        int end = formula.length();
        while (end > 1 && ".,;".indexOf(formula.charAt(end - 1)) >= 0 && formula.charAt(end - 2) != '\\') {
            end--;
        }
        return formula.substring(0, end).strip();
    }
}
