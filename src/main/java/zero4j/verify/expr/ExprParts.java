package zero4j.verify.expr;

import java.util.List;
import java.util.function.UnaryOperator;
import zero4j.verify.expr.Expr.Ambiguous;
import zero4j.verify.expr.Expr.Based;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Cases;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Fraction;
import zero4j.verify.expr.Expr.Listing;
import zero4j.verify.expr.Expr.Matrix;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.PlusMinus;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Quantity;
import zero4j.verify.expr.Expr.Ratio;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Root;
import zero4j.verify.expr.Expr.SetOf;
import zero4j.verify.expr.Expr.SetOperation;
import zero4j.verify.expr.Expr.SetWhere;
import zero4j.verify.expr.Expr.Sum;
import zero4j.verify.expr.Expr.Symbol;
import zero4j.verify.expr.Expr.Words;

/** The expressions directly within an expression, and the expression with others in their place. */
final class ExprParts {
    private ExprParts() {}

    static List<Expr> of(Expr expr) {
        return switch (expr) {
            case Num _, Symbol _, Constant _, Based _, Words _ -> List.of();
            case Sum(List<Expr> terms) -> terms;
            case Product(List<Expr> factors) -> factors;
            case Negative(Expr value) -> List.of(value);
            case Fraction(Expr above, Expr below) -> List.of(above, below);
            case Power(Expr base, Expr exponent) -> List.of(base, exponent);
            case Root(Expr radicand, Expr degree) -> List.of(radicand, degree);
            case Call(String _, List<Expr> arguments) -> arguments;
            case PlusMinus(Expr value, boolean _) -> List.of(value);
            case Bracketed(char _, char _, List<Expr> elements) -> elements;
            case Listing(List<Expr> elements, List<Listing.Separator> _) -> elements;
            case SetOf(List<Expr> elements) -> elements;
            case SetWhere(Expr element, Expr condition) -> List.of(element, condition);
            case SetOperation(SetOperation.Operator _, List<Expr> operands) -> operands;
            case Relation(List<Expr> operands, List<Relation.Sign> _) -> operands;
            case Matrix(List<List<Expr>> rows) -> inRows(rows);
            case Cases(List<List<Expr>> rows) -> inRows(rows);
            case Ratio(List<Expr> parts) -> parts;
            case Quantity(Expr value, String _) -> List.of(value);
            case Ambiguous(Expr first, Expr second) -> List.of(first, second);
        };
    }

    static Expr changed(Expr expr, UnaryOperator<Expr> change) {
        return switch (expr) {
            case Num _, Symbol _, Constant _, Based _, Words _ -> expr;
            case Sum(List<Expr> terms) -> new Sum(each(terms, change));
            case Product(List<Expr> factors) -> new Product(each(factors, change));
            case Negative(Expr value) -> new Negative(change.apply(value));
            case Fraction(Expr above, Expr below) -> new Fraction(change.apply(above), change.apply(below));
            case Power(Expr base, Expr exponent) -> new Power(change.apply(base), change.apply(exponent));
            case Root(Expr radicand, Expr degree) -> new Root(change.apply(radicand), change.apply(degree));
            case Call(String function, List<Expr> arguments) -> new Call(function, each(arguments, change));
            case PlusMinus(Expr value, boolean minusFirst) -> new PlusMinus(change.apply(value), minusFirst);
            case Bracketed(char open, char close, List<Expr> elements) ->
                new Bracketed(open, close, each(elements, change));
            case Listing(List<Expr> elements, List<Listing.Separator> separators) ->
                new Listing(each(elements, change), separators);
            case SetOf(List<Expr> elements) -> new SetOf(each(elements, change));
            case SetWhere(Expr element, Expr condition) -> new SetWhere(change.apply(element), change.apply(condition));
            case SetOperation(SetOperation.Operator operator, List<Expr> operands) ->
                new SetOperation(operator, each(operands, change));
            case Relation(List<Expr> operands, List<Relation.Sign> signs) ->
                new Relation(each(operands, change), signs);
            case Matrix(List<List<Expr>> rows) -> new Matrix(eachRow(rows, change));
            case Cases(List<List<Expr>> rows) -> new Cases(eachRow(rows, change));
            case Ratio(List<Expr> parts) -> new Ratio(each(parts, change));
            case Quantity(Expr value, String unit) -> new Quantity(change.apply(value), unit);
            case Ambiguous(Expr first, Expr second) -> new Ambiguous(change.apply(first), change.apply(second));
        };
    }

    private static List<Expr> inRows(List<List<Expr>> rows) {
        return rows.stream().flatMap(List::stream).toList();
    }

    private static List<Expr> each(List<Expr> parts, UnaryOperator<Expr> change) {
        Expr[] changed = new Expr[parts.size()]; // no stream: this is where a verdict spends much of its time
        for (int i = 0; i < changed.length; i++) {
            changed[i] = change.apply(parts.get(i));
        }
        return List.of(changed);
    }

    private static List<List<Expr>> eachRow(List<List<Expr>> rows, UnaryOperator<Expr> change) {
        return rows.stream().map(row -> each(row, change)).toList();
    }
}
