package zero4j.verify.equality;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Bracketed;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.SetOf;
import zero4j.verify.expr.Expr.Symbol;
import zero4j.verify.expr.Expr.Words;

/** Answers in words, and the words for what has a sign of its own. */
final class Phrases {
    private static final Words NONE = new Words("none");
    private static final Words UNDEFINED = new Words("undefined");
    private static final Words REALS = new Words("allrealnumbers");
    private static final Words INFINITY = new Words("infinity");
    private static final Map<String, Words> SYNONYMS = Map.ofEntries(
            Map.entry("nosolution", NONE),
            Map.entry("nosolutions", NONE),
            Map.entry("norealsolution", NONE),
            Map.entry("norealsolutions", NONE),
            Map.entry("therearenosolutions", NONE),
            Map.entry("theemptyset", NONE),
            Map.entry("emptyset", NONE),
            Map.entry("doesnotexist", UNDEFINED),
            Map.entry("dne", UNDEFINED),
            Map.entry("notdefined", UNDEFINED),
            Map.entry("allreals", REALS),
            Map.entry("allreal", REALS),
            Map.entry("realnumbers", REALS),
            Map.entry("therealnumbers", REALS),
            Map.entry("reals", REALS),
            Map.entry("infinite", INFINITY));

    private Phrases() {}

    static boolean same(Expr a, Expr b) {
        Words x = words(a);
        Words y = words(b);
        return !x.text().isEmpty() && x.equals(y);
    }

    /** The words that {@code a} is or stands for; empty words where there are none. */
    private static Words words(Expr a) {
        return switch (a) {
            case Words w -> SYNONYMS.getOrDefault(w.text(), w);
            case SetOf(List<Expr> elements) when elements.isEmpty() -> NONE;
            case Symbol(String name) when name.equals("\\mathbb{R}") -> REALS;
            case Bracketed(char _, char _, List<Expr> ends)
            when ends.equals(List.of(new Negative(Constant.INFINITY), Constant.INFINITY)) -> REALS;
            case Constant c when c == Constant.INFINITY -> INFINITY;
            default -> new Words(letters(a));
        };
    }

    // "AB" in a formula is a product of symbols, in a text a word.
    private static String letters(Expr a) {
        return switch (a) {
            case Symbol(String name) -> name.toLowerCase(Locale.ROOT);
            case Constant c when c != Constant.PI -> c.name().toLowerCase(Locale.ROOT);
            case Product(List<Expr> factors) -> {
                StringBuilder all = new StringBuilder();
                for (Expr factor : factors) {
                    String letter = letters(factor);
                    if (letter.length() != 1) {
                        yield "";
                    }
                    all.append(letter);
                }
                yield all.toString();
            }
            default -> "";
        };
    }
}
