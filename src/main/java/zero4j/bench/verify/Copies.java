package zero4j.bench.verify;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import zero4j.data.Question;
import zero4j.report.Table;
import zero4j.verify.Form;
import zero4j.verify.MathVerifier;
import zero4j.verify.Verdict;
import zero4j.verify.VerifierSettings;
import zero4j.verify.lenient.LenientRules;

/**
 * What a policy would earn by copying: formulas of questions, and the sides of equations in them, given as answers without
 * calculating anything.
 */
final class Copies {
    private static final MathVerifier VALUES = new MathVerifier();
    private static final MathVerifier TRAINING =
            new MathVerifier(VerifierSettings.DEFAULT.with(Form.REQUIRED));

    private final String origin;
    private int questions;
    private int asked;
    private int sameValue;
    private int sameForm;
    private final List<Pair> paid = new ArrayList<>();

    /** @param origin of the questions */
    Copies(String origin, Iterable<Question> all) {
        this.origin = origin;
        all.forEach(this::count);
    }

    private void count(Question question) {
        questions++;
        List<String> right = new ArrayList<>();
        Set<String> formulas = formulas(question.text());
        asked += formulas.isEmpty() ? 0 : 1;
        for (String formula : formulas) {
            Verdict verdict = VALUES.verify(formula, question.answers());
            if (verdict.correct() && !verdict.rule().equals("same text")) {
                right.add(formula);
            }
        }
        List<String> rewarded = right.stream()
                .filter(formula -> TRAINING.verify(formula, question.answers(), question.text())
                        .correct())
                .toList();
        sameValue += right.isEmpty() ? 0 : 1;
        sameForm += rewarded.isEmpty() ? 0 : 1;
        rewarded.forEach(formula -> paid.add(
                new Pair("copied", formula, question.answers().getFirst())));
    }

    private static Set<String> formulas(String question) {
        Set<String> formulas = new LinkedHashSet<>();
        for (String formula : LenientRules.formulas(question)) {
            formulas.add(formula);
            for (String side : formula.split("=")) {
                formulas.add(side.strip());
            }
        }
        formulas.removeIf(String::isEmpty);
        return formulas;
    }

    Table table() {
        return Table.of("copied formulas of " + origin, "questions", "share")
                .row("all", Figures.number(questions), "")
                .row("with formulas", Figures.number(asked), Figures.percent(asked, questions))
                .row("one has the value of the reference", Figures.number(sameValue), Figures.percent(sameValue, questions))
                .row("and is paid in training", Figures.number(sameForm), Figures.percent(sameForm, questions));
    }

    /** The copies that training pays. */
    List<Pair> paid() {
        return paid;
    }
}
