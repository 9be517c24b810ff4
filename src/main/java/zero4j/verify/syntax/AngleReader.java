package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.expr.Expr;

/** Reads the minutes and seconds behind degrees: {@code 5°30'15''}. */
final class AngleReader {
    private static final Expr.Num PER_DEGREE = Expr.Num.of(60);
    private static final Expr.Num SECONDS_PER_DEGREE = Expr.Num.of(3600);

    /** By which an angle is named. */
    private static final int POINTS = 3;

    private final LexemeStream in;

    AngleReader(LexemeStream in) {
        this.in = in;
    }

    /** An angle, its sign already taken: by its point, or by three points, the outer ones in either order. */
    Expr named(String sign) {
        int braces = in.atSign("{") ? 1 : 0;
        String points = in.peek(braces).text();
        boolean capitals = in.peek(braces).kind() == Lexeme.Kind.LETTERS
                && points.length() == POINTS
                && points.chars().allMatch(Character::isUpperCase)
                && (braces == 0 || in.peek(2).sign("}"));
        if (!capitals) {
            return new Expr.Symbol("\\" + sign);
        }
        in.skip(1 + 2 * braces);
        String other = new StringBuilder(points).reverse().toString();
        return new Expr.Symbol("\\angle{" + (points.compareTo(other) < 0 ? points : other) + "}");
    }

    /** {@code degrees}, their sign already taken, with the minutes and seconds that come next, if any do. */
    Expr withMinutes(Expr degrees) {
        boolean minutes = degrees instanceof Expr.Num
                && in.peek().number()
                && in.peek(1).sign("'")
                && !in.peek(2).sign("'");
        if (!minutes) {
            return degrees;
        }
        List<Expr> terms = new ArrayList<>();
        terms.add(degrees);
        terms.add(new Expr.Fraction(NumberReader.read(in.next().text()), PER_DEGREE));
        in.skip(1);
        boolean marked = in.peek(1).sign("'") && in.peek(2).sign("'");
        // A double quotation mark is gone by now.
        if (in.peek().number() && (marked || in.endsAt(1))) {
            terms.add(new Expr.Fraction(NumberReader.read(in.next().text()), SECONDS_PER_DEGREE));
            in.skip(marked ? 2 : 0);
        }
        return new Expr.Sum(terms);
    }
}
