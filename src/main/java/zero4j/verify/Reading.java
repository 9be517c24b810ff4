package zero4j.verify;

import zero4j.verify.Verdict.Outcome;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.AnswerText;
import zero4j.verify.syntax.ExprText;

/** A text and what it says, which is found out each time it is asked for. */
record Reading(AnswerText text) {
    /** An expression, or the reason why there is none. */
    sealed interface Result {}

    record Read(Expr expr) implements Result {}

    /** @param outcome {@link Outcome#UNPARSEABLE} or {@link Outcome#OVER_BUDGET} */
    record Failed(Outcome outcome, String reason) implements Result {}

    static Reading of(String raw) {
        return new Reading(AnswerText.of(raw));
    }

    boolean isEmpty() {
        return text.text().isEmpty();
    }

    boolean sameText(Reading other) {
        return text.text().equals(other.text.text()) || text.sameAs(other.text);
    }

    Result result() {
        if (text.tooLong()) {
            return new Failed(Outcome.OVER_BUDGET, "the text is too long");
        }
        try {
            return new Read(text.read(new Budget()));
        } catch (Unreadable e) {
            return new Failed(Outcome.UNPARSEABLE, e.reason());
        } catch (Budget.Exhausted e) {
            return new Failed(Outcome.OVER_BUDGET, e.reason());
        }
    }

    /** What it says in one line, or why it cannot be read. */
    String describe() {
        return switch (result()) {
            case Read(Expr expr) -> ExprText.of(expr);
            case Failed(Outcome _, String reason) -> "unreadable: " + reason;
        };
    }
}
