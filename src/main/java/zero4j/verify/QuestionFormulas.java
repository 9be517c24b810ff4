package zero4j.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.form.AnswerForm;
import zero4j.verify.lenient.LenientRules;

/** The formulas and numbers that stand in a question, to recognise an answer that only copies one. */
final class QuestionFormulas {
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern AROUND = Pattern.compile("^[\"'(\\[$]+|[\"')\\]$.,;:?!]+$");

    private final List<Reading> readings = new ArrayList<>();

    QuestionFormulas(String question) {
        LenientRules.formulas(question).forEach(formula -> readings.add(Reading.of(formula)));
        // Numbers among words stand between no marks.
        BLANKS.splitAsStream(question)
                .map(word -> AROUND.matcher(word).replaceAll(""))
                .filter(word -> word.chars().anyMatch(c -> c >= '0' && c <= '9'))
                .forEach(word -> readings.add(Reading.of(word)));
    }

    /** Whether {@code answer} is one of them, or a part of one, written alike. */
    boolean hold(Reading text, AnswerForm answer) {
        Budget budget = new Budget();
        return readings.stream().anyMatch(reading -> reading.sameText(text) || holds(reading, answer, budget));
    }

    /** Whether it says the same equation, name and all, from either side. */
    boolean state(Expr.Relation equation) {
        Expr turned = new Expr.Relation(equation.operands().reversed(), equation.signs());
        return readings.stream()
                .anyMatch(reading -> reading.result() instanceof Reading.Read(Expr expr)
                        && anyPart(expr, part -> part.equals(equation) || part.equals(turned)));
    }

    private static boolean holds(Reading reading, AnswerForm answer, Budget budget) {
        return reading.result() instanceof Reading.Read(Expr expr)
                && anyPart(expr, part -> answer.like(new AnswerForm("", part), budget));
    }

    private static boolean anyPart(Expr expr, Predicate<Expr> test) {
        return test.test(expr) || expr.parts().stream().anyMatch(part -> anyPart(part, test));
    }
}
