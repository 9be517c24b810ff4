package zero4j.verify.syntax;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Grammar.Inside;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads sums and products. */
final class FormulaReader {
    private final Grammar grammar;
    private final LexemeStream in;

    FormulaReader(Grammar grammar) {
        this.grammar = grammar;
        in = grammar.in;
    }

    /** A sum; or one over or choose another: {@code n \choose k}. */
    Expr formula() {
        Expr first = sum();
        if (in.peek().kind() != Kind.COMMAND) {
            return first;
        }
        return switch (Commands.role(in.peek().text())) {
            case OVER -> {
                in.next();
                yield new Expr.Fraction(first, sum());
            }
            case CHOOSE -> {
                in.next();
                yield new Expr.Call("binom", List.of(first, sum()));
            }
            default -> first;
        };
    }

    /** A sum, or a single value that is no formula, such as a tuple. */
    Expr sum() {
        Expr first = signed();
        if (!sign(in.peek())) {
            return first;
        }
        List<Expr> terms = new ArrayList<>();
        terms.add(first);
        while (sign(in.peek())) {
            terms.add(signed());
        }
        if (in.nested() && in.skipSign("%")) {
            // Within brackets the last term alone has it: (1 + 5%)^2.
            terms.add(new Expr.Fraction(terms.removeLast(), Expr.Num.of(100)));
        }
        return new Expr.Sum(terms);
    }

    private static boolean sign(Lexeme lexeme) {
        return lexeme.kind() == Kind.SIGN
                && switch (lexeme.text()) {
                    case "+", "-", "\\pm", "\\mp" -> true;
                    default -> false;
                };
    }

    private Expr signed() {
        boolean negative = signs();
        boolean plusMinus = in.skipSign("\\pm");
        boolean minusPlus = !plusMinus && in.skipSign("\\mp");
        Expr term = product();
        Expr value = plusMinus || minusPlus ? new Expr.PlusMinus(term, minusPlus) : term;
        return negative ? new Expr.Negative(value) : value;
    }

    /** Takes plus and minus signs; whether they amount to a minus. */
    boolean signs() {
        boolean negative = false;
        while (in.atSign("-") || in.atSign("+")) {
            negative ^= in.next().text().equals("-");
        }
        return negative;
    }

    /** A product, quotients within it from left to right. */
    Expr product() {
        Expr first = mixedOrFactor();
        if (!in.atSign("/") && !in.atSign("*") && !in.atSign("\\times") && !continues()) {
            return first;
        }
        List<Expr> factors = new ArrayList<>();
        factors.add(first);
        while (true) {
            if (grammar.units.dividedHere()) {
                return joined(factors);
            } else if (in.skipSign("/")) {
                Expr numerator = joined(factors);
                factors.clear();
                factors.add(new Expr.Fraction(numerator, signedFactor()));
            } else if (in.skipSign("*")) {
                factors.add(signedFactor());
            } else if (in.skipSign("\\times")) {
                factors.add(new Expr.Call("\\times", List.of(factors.removeLast(), signedFactor())));
            } else if (composes(factors.getLast())) {
                in.next();
                factors.add(new Expr.Call("\\circ", List.of(factors.removeLast(), grammar.factors.factor())));
            } else if (continues()) {
                factors.add(mixedOrFactor());
            } else {
                return joined(factors);
            }
        }
    }

    /** Whether two functions are composed: {@code f \\circ g}. */
    private boolean composes(Expr before) {
        return in.peek().is(Kind.COMMAND, "circ")
                && in.peek(1).kind() == Kind.LETTERS
                && (before instanceof Expr.Symbol || before instanceof Expr.Call);
    }

    static Expr joined(List<Expr> factors) {
        return factors.size() == 1 ? factors.getFirst() : new Expr.Product(factors);
    }

    private Expr signedFactor() {
        boolean negative = signs();
        Expr factor = mixedOrFactor();
        return negative ? new Expr.Negative(factor) : factor;
    }

    /** Whether what comes next multiplies what came before without a sign between them. */
    boolean continues() {
        Lexeme lexeme = in.peek();
        return switch (lexeme.kind()) {
            case NUMBER, PAIR -> {
                if (in.previous().number()
                        || in.previous().sign("°")
                        || in.previous().sign("%")) {
                    throw new Unreadable("two numbers side by side");
                }
                boolean glued = in.previous().kind() == Kind.LETTERS && lexeme.gap() == Gap.NONE;
                boolean word = in.previous().kind() == Kind.LETTERS
                        && in.previous().text().length() > 2;
                if ((glued || word) && lexeme.text().equals("0")) {
                    throw new Unreadable("a zero behind letters");
                }
                yield true;
            }
            case LETTERS -> !AnswerWords.connects(lexeme.text()) && !grammar.units.startsHere();
            case COMMAND -> Commands.role(lexeme.text()).beginsFactor() && !grammar.units.fractionFollows();
            case SIGN ->
                switch (lexeme.text()) {
                    case "(" -> !UnitReader.modulo(in.peek(1)) && !in.conditionFollows();
                    case "[" -> !grammar.isInside(Inside.INTERVAL);
                    case "|" -> !grammar.isInside(Inside.ABSOLUTE) && !grammar.isInside(Inside.SET_HEAD);
                    case "{", "|(", "\\lfloor", "\\lceil" -> true;
                    default -> false;
                };
            case BEGIN -> true;
            case TEXT, END_OF_ENVIRONMENT, END -> false;
        };
    }

    private Expr mixedOrFactor() {
        Lexeme whole = in.peek();
        if (!whole.wholeNumber()) {
            return grammar.factors.factor();
        }
        Expr selection = grammar.factors.gluedSelection();
        if (selection != null) {
            return selection;
        }
        if (in.peek(1).is(Kind.COMMAND, "frac")) {
            return grammar.units.fractionAt(1) ? grammar.factors.factor() : mixedFraction();
        }
        boolean mixed = !in.previous().sign("/")
                && in.peek(1).wholeNumber()
                && in.peek(1).gap() == Gap.BLANK
                && in.peek(2).sign("/");
        if (!mixed) {
            return grammar.factors.factor();
        }
        Expr number = grammar.factors.primary();
        Expr numerator = grammar.factors.primary();
        in.next();
        Expr fraction = new Expr.Fraction(numerator, grammar.factors.primary());
        if (!proper(fraction)) {
            throw new Unreadable("a whole number beside a fraction that is not proper");
        }
        return new Expr.Sum(List.of(number, fraction));
    }

    /** {@code 3\frac12} is a mixed number, {@code 3\frac{x}{2}} a product. */
    private Expr mixedFraction() {
        Expr number = grammar.factors.primary();
        boolean nextLine = in.peek().gap() == Gap.LINE;
        Expr fraction = grammar.factors.primary();
        if (nextLine) {
            throw new Unreadable("a number and a fraction on two lines");
        }
        if (proper(fraction) && !in.atSign("^")) {
            return new Expr.Sum(List.of(number, fraction));
        }
        return new Expr.Product(List.of(number, grammar.factors.postfix(fraction)));
    }

    private static boolean proper(Expr value) {
        return value instanceof Expr.Fraction(Expr.Num numerator, Expr.Num denominator)
                && whole(numerator)
                && whole(denominator)
                && numerator.value().compareTo(denominator.value()) < 0;
    }

    private static boolean whole(Expr.Num number) {
        return !number.decimal()
                && number.value().signum() >= 0
                && number.value().getDenominator().equals(BigInteger.ONE);
    }
}
