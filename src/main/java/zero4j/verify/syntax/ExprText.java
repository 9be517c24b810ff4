package zero4j.verify.syntax;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Listing;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.SetOperation.Operator;

/** An expression in one readable line, as explanations show it: {@code sqrt(2)/2 + 3*x^2}. */
public final class ExprText {
    private static final int MAX_LENGTH = 200;

    // How tightly an expression holds together; what is looser than its surroundings gets round brackets.
    private static final int LOOSE = 0;
    private static final int LIST = 1;
    private static final int RELATION = 2;
    private static final int UNION = 3;
    private static final int SUM = 4;
    private static final int PRODUCT = 5;
    private static final int POWER = 6;
    private static final int ATOM = 7;

    private final StringBuilder out = new StringBuilder();
    private int depth;

    private ExprText() {}

    /** The expression, cut off with … beyond 200 characters or {@link Budget#MAX_DEPTH} levels. */
    public static String of(Expr expr) {
        ExprText text = new ExprText();
        text.write(expr, LOOSE);
        return text.out.length() <= MAX_LENGTH ? text.out.toString() : text.out.substring(0, MAX_LENGTH) + "…";
    }

    private void write(Expr expr, int atLeast) {
        if (out.length() > MAX_LENGTH || depth > Budget.MAX_DEPTH) {
            out.append(out.length() > MAX_LENGTH ? "" : "…");
            return;
        }
        depth++;
        boolean brackets = tightness(expr) < atLeast;
        out.append(brackets ? "(" : "");
        write(expr);
        out.append(brackets ? ")" : "");
        depth--;
    }

    private static int tightness(Expr expr) {
        return switch (expr) {
            case Expr.Ambiguous _ -> LOOSE;
            case Listing _ -> LIST;
            case Expr.Relation _, Expr.Ratio _ -> RELATION;
            case Expr.SetOperation _ -> UNION;
            case Expr.Sum _, Expr.Negative _, Expr.PlusMinus _ -> SUM;
            case Expr.Product _, Expr.Fraction _, Expr.Quantity _ -> PRODUCT;
            case Expr.Power _ -> POWER;
            case Expr.Num number ->
                number.decimal() || number.value().getDenominator().equals(BigInteger.ONE) ? ATOM : PRODUCT;
            default -> ATOM;
        };
    }

    private void write(Expr expr) {
        switch (expr) {
            case Expr.Num number -> number(number);
            case Expr.Symbol(String name) -> out.append(name);
            case Expr.Constant constant -> out.append(constant.name().toLowerCase(Locale.ROOT));
            case Expr.Sum(List<Expr> terms) -> sum(terms);
            case Expr.Product(List<Expr> factors) -> joined(factors, "*", POWER);
            case Expr.Negative(Expr value) -> prefixed("-", value);
            case Expr.Fraction(Expr numerator, Expr denominator) -> joined(List.of(numerator, denominator), "/", POWER);
            case Expr.Power(Expr base, Expr exponent) -> joined(List.of(base, exponent), "^", ATOM);
            case Expr.Root(Expr radicand, Expr degree) -> root(radicand, degree);
            case Expr.Call(String function, List<Expr> arguments) -> {
                out.append(function);
                enclosed("(", arguments, ")");
            }
            case Expr.PlusMinus(Expr value, boolean minusFirst) -> prefixed(minusFirst ? "∓" : "±", value);
            default -> writeArrangement(expr);
        }
    }

    private void writeArrangement(Expr expr) {
        switch (expr) {
            case Expr.Bracketed(char open, char close, List<Expr> elements) ->
                enclosed(String.valueOf(open), elements, String.valueOf(close));
            case Listing listing -> listed(listing);
            case Expr.SetOf(List<Expr> elements) -> enclosed("{", elements, "}");
            case Expr.SetWhere(Expr element, Expr condition) -> {
                enclosed("{", List.of(element), " | ");
                enclosed("", List.of(condition), "}");
            }
            case Expr.SetOperation(Operator operator, List<Expr> operands) ->
                joined(operands, " " + sign(operator) + " ", SUM);
            case Expr.Relation(List<Expr> operands, List<Sign> signs) -> relation(operands, signs);
            case Expr.Matrix(List<List<Expr>> rows) -> rows("matrix", rows);
            case Expr.Cases(List<List<Expr>> rows) -> rows("cases", rows);
            case Expr.Ratio(List<Expr> parts) -> joined(parts, ":", SUM);
            case Expr.Based(String digits, int base) ->
                out.append(digits).append('_').append(base);
            case Expr.Quantity(Expr value, String unit) -> {
                write(value, POWER);
                out.append(" [").append(unit).append(']');
            }
            case Expr.Words(String text) -> out.append('"').append(text).append('"');
            case Expr.Ambiguous(Expr first, Expr second) -> joined(List.of(first, second), " or ", LIST);
            default -> throw new IllegalStateException("not an arrangement: " + expr.getClass());
        }
    }

    private void number(Expr.Num number) {
        BigInteger numerator = number.value().getNumerator();
        if (number.decimal()) {
            int decimals = number.decimals();
            BigInteger ten = BigInteger.TEN.pow(Math.abs(decimals));
            BigInteger unscaled = decimals >= 0
                    ? number.value().multiply(ten).getNumerator()
                    : number.value().divide(ten).getNumerator();
            out.append(new BigDecimal(unscaled, decimals));
        } else {
            out.append(numerator);
            boolean whole = number.value().getDenominator().equals(BigInteger.ONE);
            // Unlike a fraction that was written as one.
            out.append(whole ? "" : "÷" + number.value().getDenominator());
        }
    }

    private void sum(List<Expr> terms) {
        for (int i = 0; i < terms.size(); i++) {
            Expr term = terms.get(i);
            switch (term) {
                case Expr.Negative(Expr value) -> {
                    out.append(i == 0 ? "-" : " - ");
                    write(value, PRODUCT);
                }
                case Expr.PlusMinus(Expr value, boolean minusFirst) -> {
                    out.append(i == 0 ? "" : " ").append(minusFirst ? "∓" : "±").append(i == 0 ? "" : " ");
                    write(value, PRODUCT);
                }
                default -> {
                    out.append(i == 0 ? "" : " + ");
                    write(term, PRODUCT);
                }
            }
        }
    }

    private void prefixed(String sign, Expr value) {
        out.append(sign);
        write(value, PRODUCT);
    }

    private void root(Expr radicand, Expr degree) {
        boolean square = degree.equals(Expr.Num.of(2));
        out.append(square ? "sqrt" : "root");
        enclosed("(", square ? List.of(radicand) : List.of(radicand, degree), ")");
    }

    private void joined(List<Expr> parts, String separator, int atLeast) {
        for (int i = 0; i < parts.size() && out.length() <= MAX_LENGTH; i++) {
            out.append(i == 0 ? "" : separator);
            write(parts.get(i), atLeast);
        }
    }

    private void enclosed(String open, List<Expr> parts, String close) {
        out.append(open);
        joined(parts, ", ", RELATION);
        out.append(close);
    }

    private void rows(String name, List<List<Expr>> rows) {
        out.append(name).append('[');
        for (int i = 0; i < rows.size() && out.length() <= MAX_LENGTH; i++) {
            out.append(i == 0 ? "" : "; ");
            joined(rows.get(i), ", ", RELATION);
        }
        out.append(']');
    }

    private void listed(Listing listing) {
        for (int i = 0; i < listing.elements().size() && out.length() <= MAX_LENGTH; i++) {
            if (i > 0) {
                out.append(
                        switch (listing.separators().get(i - 1)) {
                            case COMMA -> ", ";
                            case SEMICOLON -> "; ";
                            case AND -> ", and ";
                            case OR -> ", or ";
                            case IF -> " if ";
                            case FOR -> " for ";
                        });
            }
            write(listing.elements().get(i), RELATION);
        }
    }

    private void relation(List<Expr> operands, List<Sign> signs) {
        for (int i = 0; i < operands.size() && out.length() <= MAX_LENGTH; i++) {
            if (i > 0) {
                out.append(' ').append(sign(signs.get(i - 1))).append(' ');
            }
            write(operands.get(i), UNION);
        }
    }

    private static String sign(Operator operator) {
        return switch (operator) {
            case UNION -> "∪";
            case INTERSECTION -> "∩";
            case DIFFERENCE -> "∖";
        };
    }

    private static String sign(Sign sign) {
        return switch (sign) {
            case EQUAL -> "=";
            case NOT_EQUAL -> "≠";
            case LESS -> "<";
            case GREATER -> ">";
            case LESS_OR_EQUAL -> "≤";
            case GREATER_OR_EQUAL -> "≥";
            case ELEMENT_OF -> "∈";
            case APPROXIMATELY -> "≈";
            case CONGRUENT -> "≡";
            case SIMILAR -> "~";
            case SUBSET -> "⊂";
            case PARALLEL -> "∥";
            case PERPENDICULAR -> "⊥";
            case TO -> "→";
        };
    }
}
