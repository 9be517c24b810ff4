package zero4j.verify.syntax;

import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;

/** The readers of one text, which call one another, and where in it they are. */
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

    final TokenStream in;
    final Budget budget;
    final UnitReader units;
    final FormulaReader formulas;
    final FactorReader factors;
    final FunctionReader functions;
    final BracketReader brackets;
    final MatrixReader matrices;
    final AnswerReader answers;

    Inside inside = Inside.NOTHING;
    /** How many functions' arguments are being read. */
    int inFunction;
    /** Whether a degree sign stood in the formula that is being read. */
    boolean degrees;
    /** Whether a percent sign divided a part of the formula that is being read. */
    boolean percents;

    Grammar(TokenStream in, Budget budget) {
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

    /** Reads something nested. */
    interface Reader {
        Expr read();
    }

    /** Reads with other surroundings, one level deeper. */
    Expr within(Inside surroundings, Reader reader) {
        Inside outer = inside;
        inside = surroundings;
        in.descend();
        Expr read = reader.read();
        in.ascend();
        inside = outer;
        return read;
    }
}
