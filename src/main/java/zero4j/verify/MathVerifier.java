package zero4j.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import zero4j.verify.Verdict.Outcome;
import zero4j.verify.equality.Equality;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.form.AnswerForm;

/**
 * Compares mathematical answers in LaTeX or plain text: normalised texts first, then exact values, then values at sample
 * points in high precision, arrangements (lists, sets, tuples, intervals, relations, matrices) part by part.
 *
 * <p>What is read how, which forms are equal and where the rules differ from other graders is told in
 * {@code docs/verifier.md}. The work is bounded by a count of steps, sizes and depths, not by time: beyond it the outcome
 * is {@link Outcome#OVER_BUDGET}. Thread-safe.
 */
public final class MathVerifier implements Verifier {
    private final VerifierSettings settings;

    /** A verifier of values: {@link VerifierSettings#VALUES}. */
    public MathVerifier() {
        this(VerifierSettings.VALUES);
    }

    /** A verifier of a grade, a tolerance and a rule for the form of answers. */
    public MathVerifier(VerifierSettings settings) {
        this.settings = settings;
    }

    /** The verdict on {@code answer} against a single reference. */
    public Verdict verify(String answer, String reference) {
        return verify(answer, List.of(reference));
    }

    @Override
    public Verdict verify(String answer, List<String> references) {
        return verify(answer, references, "");
    }

    /**
     * The best verdict over all references: one that could not be decided outranks one that is wrong.
     *
     * @throws NullPointerException that names the argument, where one is null: a mistake of the caller is no verdict
     */
    @Override
    public Verdict verify(String answer, List<String> references, String question) {
        Objects.requireNonNull(answer, "answer is null");
        Objects.requireNonNull(references, "references are null");
        for (String reference : references) {
            Objects.requireNonNull(reference, "a reference is null");
        }
        Objects.requireNonNull(question, "question is null");
        try {
            return best(answer, references, question);
        } catch (RuntimeException | StackOverflowError e) {
            // No case is known; but a mistake here must not end a training that has run for days.
            return Verdict.defect(e);
        }
    }

    private Verdict best(String answer, List<String> references, String question) {
        Reading read = Reading.of(answer);
        Verdict best = best(read, references, question, new Verdict(Outcome.INCORRECT, "no reference"));
        return best.correct() ? best : best(read, References.said(references), question, best);
    }

    private Verdict best(Reading answer, List<String> references, String question, Verdict otherwise) {
        Verdict best = otherwise;
        for (int i = 0; i < references.size() && !best.correct(); i++) {
            Verdict verdict = verdict(answer, Reading.of(references.get(i)), question);
            best = rank(verdict) >= rank(best) ? verdict : best;
        }
        return best;
    }

    private static int rank(Verdict verdict) {
        return verdict.correct() ? 3 : verdict.outcome() == Outcome.OVER_BUDGET ? 2 : verdict.isNotEvaluated() ? 1 : 0;
    }

    /** The verdict, how each side was read, and whether the form of the answer is the one asked for. */
    public Explanation explain(String answer, List<String> references, String question) {
        List<String> read = references.stream().map(MathVerifier::described).toList();
        return new Explanation(
                verify(answer, references, question), described(answer), form(answer, references, question), read);
    }

    /** As {@link #explain(String, List, String)} where the question is not known. */
    public Explanation explain(String answer, List<String> references) {
        return explain(answer, references, "");
    }

    /** Why a reference cannot be read, so that only an answer of the same text is right; empty if it can. */
    public static Optional<String> unreadable(String reference) {
        List<String> unread = new ArrayList<>();
        for (String text : References.accepted(List.of(reference))) {
            try {
                if (!(Reading.of(text).result() instanceof Reading.Failed(Outcome _, String reason))) {
                    return Optional.empty();
                }
                unread.add(reason);
            } catch (RuntimeException | StackOverflowError e) {
                unread.add(Verdict.defect(e).rule());
            }
        }
        return Optional.of(unread.getFirst());
    }

    private static String described(String text) {
        try {
            return Reading.of(text).describe();
        } catch (RuntimeException | StackOverflowError e) {
            return "unreadable: " + Verdict.defect(e).rule();
        }
    }

    /** What keeps an answer of the right value from being right by {@link Form#REQUIRED}; empty if nothing does. */
    private Optional<String> form(String answer, List<String> references, String question) {
        try {
            Reading given = Reading.of(answer);
            List<Optional<String>> objections = References.accepted(references).stream()
                    .map(Reading::of)
                    .filter(wanted -> compare(given, wanted).correct())
                    .map(wanted -> objection(given, wanted, question))
                    .toList();
            return objections.stream().allMatch(Optional::isPresent)
                    ? objections.stream().flatMap(Optional::stream).findFirst()
                    : Optional.empty();
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of(Verdict.defect(e).rule());
        }
    }

    private Verdict verdict(Reading answer, Reading reference, String question) {
        Verdict byValue = compare(answer, reference);
        if (!byValue.correct() || settings.form() == Form.ANY) {
            return byValue;
        }
        try {
            return objection(answer, reference, question)
                    .map(_ -> Verdict.notEvaluated())
                    .orElse(byValue);
        } catch (Budget.Exhausted e) {
            return new Verdict(Outcome.OVER_BUDGET, e.reason());
        }
    }

    private static Optional<String> objection(Reading answer, Reading reference, String question) {
        if (answer.sameText(reference)
                || !(answer.result() instanceof Reading.Read(Expr given))
                || !(reference.result() instanceof Reading.Read(Expr wanted))) {
            return Optional.empty();
        }
        // "AB = 4" of the question is copied, though 4 is how the answer is written.
        if (given instanceof Expr.Relation equation
                && !(wanted instanceof Expr.Relation)
                && !question.isEmpty()
                && new QuestionFormulas(question).state(equation)) {
            return Optional.of("an equation of the question");
        }
        AnswerForm form = new AnswerForm(answer.text(), given);
        AnswerForm asked = new AnswerForm(reference.text(), wanted);
        if (form.like(asked, new Budget())) {
            return Optional.empty();
        }
        return form.undone(asked, new Budget())
                .or(() -> !question.isEmpty() && new QuestionFormulas(question).hold(answer, form)
                        ? Optional.of("a formula of the question")
                        : Optional.empty());
    }

    private Verdict compare(Reading answer, Reading reference) {
        if (answer.isEmpty()) {
            return new Verdict(Outcome.UNPARSEABLE, "empty answer");
        }
        if (answer.sameText(reference)) {
            return new Verdict(Outcome.CORRECT, "same text");
        }
        return switch (answer.result()) {
            case Reading.Failed(Outcome outcome, String reason) -> new Verdict(outcome, reason);
            case Reading.Read(Expr given) ->
                switch (reference.result()) {
                    case Reading.Read(Expr wanted) -> compare(given, wanted);
                    case Reading.Failed(Outcome outcome, String reason)
                    when outcome == Outcome.OVER_BUDGET -> new Verdict(outcome, "reference: " + reason);
                    case Reading.Failed(Outcome _, String reason) ->
                        new Verdict(Outcome.INCORRECT, "texts differ and the reference cannot be read: " + reason);
                };
        };
    }

    private Verdict compare(Expr given, Expr wanted) {
        try {
            Optional<String> rule = new Equality(new Budget(), settings.decimals(), settings.grade() == Grade.FULL)
                    .agreement(given, wanted);
            return rule.map(r -> new Verdict(Outcome.CORRECT, r))
                    .orElseGet(() -> new Verdict(Outcome.INCORRECT, different()));
        } catch (Budget.Exhausted e) {
            return new Verdict(Outcome.OVER_BUDGET, e.reason());
        }
    }

    private String different() {
        return settings.grade() == Grade.FULL
                ? "nothing shows them to be equal"
                : "nothing shows them to be equal by grade fast";
    }
}
