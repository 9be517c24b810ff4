package zero4j.verify.algebra;

import java.util.ArrayList;
import java.util.List;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Fraction;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.PlusMinus;
import zero4j.verify.expr.Expr.Power;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Root;
import zero4j.verify.expr.Expr.Sum;
import zero4j.verify.expr.Expr.Symbol;

/** Formulas for tests, from a strict notation: every product has its sign, every function its brackets. */
final class Infix {
    private final String text;
    private int at;

    private Infix(String text) {
        this.text = text.replace(" ", "");
    }

    static Expr of(String text) {
        Infix infix = new Infix(text);
        Expr e = infix.sum();
        if (infix.at < infix.text.length()) {
            throw new IllegalArgumentException("cannot read " + text + " at " + infix.at);
        }
        return e;
    }

    private char next() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private boolean skip(char c) {
        if (next() == c) {
            at++;
            return true;
        }
        return false;
    }

    private Expr sum() {
        List<Expr> terms = new ArrayList<>();
        terms.add(skip('-') ? new Negative(product()) : skip('±') ? new PlusMinus(product(), false) : product());
        while (next() == '+' || next() == '-' || next() == '±') {
            char sign = text.charAt(at++);
            Expr term = product();
            terms.add(sign == '-' ? new Negative(term) : sign == '±' ? new PlusMinus(term, false) : term);
        }
        return terms.size() == 1 ? terms.getFirst() : new Sum(terms);
    }

    private Expr product() {
        Expr left = power();
        while (next() == '*' || next() == '/') {
            if (skip('*')) {
                left = new Product(List.of(left, power()));
            } else {
                at++;
                left = new Fraction(left, power());
            }
        }
        return left;
    }

    private Expr power() {
        Expr base = atom();
        while (skip('!')) {
            base = new Call("factorial", List.of(base));
        }
        return skip('^') ? new Power(base, skip('-') ? new Negative(power()) : power()) : base;
    }

    private Expr atom() {
        if (skip('(')) {
            Expr inner = sum();
            at++;
            return inner;
        }
        int start = at;
        if (Character.isDigit(next())) {
            while (Character.isDigit(next()) || next() == '.') {
                at++;
            }
            return number(text.substring(start, at));
        }
        while (Character.isLetter(next())) {
            at++;
        }
        String name = text.substring(start, at);
        return skip('(') ? call(name) : name(name);
    }

    private static Expr number(String digits) {
        int point = digits.indexOf('.');
        return point < 0
                ? Num.of(BigFraction.of(new java.math.BigInteger(digits)))
                : new Num(BigFraction.parse(decimal(digits)), digits.length() - point - 1);
    }

    private static String decimal(String digits) {
        java.math.BigDecimal value = new java.math.BigDecimal(digits);
        return value.unscaledValue() + "/" + java.math.BigInteger.TEN.pow(value.scale());
    }

    private Expr call(String name) {
        List<Expr> arguments = new ArrayList<>();
        do {
            arguments.add(sum());
        } while (skip(','));
        at++;
        return switch (name) {
            case "sqrt" -> new Root(arguments.getFirst(), Num.of(2));
            case "root" -> new Root(arguments.get(1), arguments.getFirst());
            default -> new Call(name, arguments);
        };
    }

    private static Expr name(String name) {
        return switch (name) {
            case "pi" -> Constant.PI;
            case "e" -> Constant.E;
            case "i" -> Constant.I;
            case "inf" -> Constant.INFINITY;
            default -> new Symbol(name);
        };
    }
}
