package zero4j.verify.syntax;

import java.util.function.Supplier;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;

/** The readers of one text, which call one another, and what surrounds the place that they are at. */
final class Grammar {
    /** What surrounds the place that is read, as far as it gives signs another meaning. */
    enum Inside {
        NOTHING,
        /** A bar ends the absolute value. */
        ABSOLUTE,
        /** A bar or a colon ends what the elements of a set look like. */
        SET_HEAD,
        /** An opening square bracket may end the interval. */
        INTERVAL
    }

    /** Signs that stood in the formula that is being read and concern all of it. */
    static final class Marks {
        /** Whether a degree sign stood there. */
        boolean degrees;
        /** Whether a percent sign divided a part of it. */
        boolean percents;
    }

    /** @param function whether a function's argument is being read */
    private record Surroundings(Inside inside, boolean function, Marks marks) {}

    final LexemeStream in;
    final Budget budget;
    final UnitReader units;
    final FormulaReader formulas;
    final FactorReader factors;
    final FunctionReader functions;
    final BracketReader brackets;
    final MatrixReader matrices;
    final AnswerReader answers;

    private Surroundings here = new Surroundings(Inside.NOTHING, false, new Marks());

    Grammar(LexemeStream in, Budget budget) {
        this.in = in;
        this.budget = budget;
        units = new UnitReader(in);
        formulas = new FormulaReader(this);
        factors = new FactorReader(this);
        functions = new FunctionReader(this);
        brackets = new BracketReader(this);
        matrices = new MatrixReader(this);
        answers = new AnswerReader(this);
    }

    boolean isInside(Inside surroundings) {
        return here.inside == surroundings;
    }

    boolean inFunction() {
        return here.function;
    }

    Marks marks() {
        return here.marks;
    }

    /** Reads a whole answer. */
    Expr whole() {
        return answers.whole();
    }

    /** Reads one level deeper, with other surroundings. */
    <T> T within(Inside inside, Supplier<T> work) {
        return within(new Surroundings(inside, here.function, here.marks), 1, work);
    }

    /** Reads one level deeper, with the same surroundings. */
    <T> T deeper(Supplier<T> work) {
        return within(here, 1, work);
    }

    /** Reads a function's arguments. */
    <T> T withinFunction(Supplier<T> work) {
        return within(new Surroundings(here.inside, true, here.marks), 0, work);
    }

    /** Reads a formula with marks of its own. */
    <T> T withOwnMarks(Supplier<T> work) {
        return within(new Surroundings(here.inside, here.function, new Marks()), 0, work);
    }

    private <T> T within(Surroundings surroundings, int levels, Supplier<T> work) {
        Surroundings outer = here;
        in.descend(levels);
        here = surroundings;
        try {
            return work.get();
        } finally {
            here = outer;
            in.ascend(levels);
        }
    }
}
