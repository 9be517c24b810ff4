package zero4j.bench.verify;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import zero4j.data.ColumnNames;
import zero4j.data.LoadedQuestions;
import zero4j.data.Question;
import zero4j.data.QuestionFiles;
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
public final class Copies {
    private static final MathVerifier VALUES = new MathVerifier();
    private static final MathVerifier TRAINING = new MathVerifier(VerifierSettings.DEFAULT.with(Form.REQUIRED));

    private final String origin;
    private int questions;
    private int asked;
    private int sameValue;
    private int sameForm;
    private final List<String> paid = new ArrayList<>();

    private Copies(String origin) {
        this.origin = origin;
    }

    /**
     * Copies the formulas of questions, one set after the other.
     *
     * @param paths files of questions, and folders of such files
     * @throws zero4j.UserError if one holds no questions
     */
    public static List<Copies> of(List<Path> paths) {
        List<Copies> sets = new ArrayList<>();
        for (Path path : paths) {
            for (LoadedQuestions set : QuestionFiles.openAll(path, ColumnNames.FOUND)) {
                Copies copies = new Copies(set.name());
                for (long i = 0; i < set.size(); i++) {
                    copies.count(set.get(i));
                }
                sets.add(copies);
            }
        }
        return sets;
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
        rewarded.forEach(formula -> paid.add("copied | " + Figures.shown(formula) + " | "
                + Figures.shown(question.answers().getFirst()) + " | " + question.id()));
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

    /** A table of all sets: of how many questions a formula has the value of the reference, and is paid. */
    public static Table table(List<Copies> sets) {
        Table table = Table.of(
                "copied formulas",
                "questions",
                "with formulas",
                "one has the right value",
                "share",
                "one is paid",
                "share");
        for (Copies set : sets) {
            table.row(
                    set.origin,
                    Figures.number(set.questions),
                    Figures.number(set.asked),
                    Figures.number(set.sameValue),
                    Figures.percent(set.sameValue, set.questions),
                    Figures.number(set.sameForm),
                    Figures.percent(set.sameForm, set.questions));
        }
        return table;
    }

    /** The copies that training pays, a line each: they are written as the reference is. */
    public List<String> paid() {
        return paid;
    }
}
