package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.UnitScale;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads one value in several units: {@code 2 hours and 30 minutes}, {@code 5'10''}. */
final class CompoundUnits {
    /** Units of which one value may have several: 2 hours 30 minutes. */
    private static final Set<String> COMPOUND = Set.of(
            "hour", "minute", "second", "day", "week", "month", "year", "foot", "inch", "pound", "ounce", "dollar",
            "cent", "m", "cm", "km", "mm", "kg", "g", "mg", "yard", "mile", "l", "ml", "gallon", "quart", "pint",
            "decade");

    private CompoundUnits() {}

    /** What {@code lexemes} say if they are one value in several units; null if they are something else. */
    static @Nullable Expr read(List<Lexeme> lexemes) {
        StringBuilder text = new StringBuilder();
        String last = "";
        int parts = 0;
        int i = 0;
        while (i < lexemes.size()) {
            String unit = lexemes.get(i).number() ? unitBehind(lexemes, i, last) : "";
            if (!COMPOUND.contains(unit) || unit.equals(last)) {
                return null;
            }
            text.append(lexemes.get(i).text()).append(unit);
            last = unit;
            parts++;
            i += i + 2 < lexemes.size()
                            && unit.equals("inch")
                            && lexemes.get(i + 2).sign("'")
                    ? 3
                    : 2;
            i += i < lexemes.size() && lexemes.get(i).text().equals("and") ? 1 : 0;
        }
        return parts > 1 ? sum(lexemes, text.toString(), last) : null;
    }

    /** One value in the last unit if the others convert to it, otherwise words. */
    private static Expr sum(List<Lexeme> lexemes, String text, String last) {
        List<Expr> terms = new ArrayList<>();
        UnitScale wanted = UnitScale.of(last).orElse(null);
        String unit = "";
        for (int i = 0; i < lexemes.size() && wanted != null; i++) {
            if (lexemes.get(i).number()) {
                unit = unitBehind(lexemes, i, unit);
                UnitScale scale = UnitScale.of(unit).orElse(wanted);
                if (!scale.dimensions().equals(wanted.dimensions())) {
                    return new Expr.Words(text);
                }
                Expr factor = Expr.Num.of(scale.factor().divide(wanted.factor()));
                terms.add(new Expr.Product(
                        List.of(NumberReader.read(lexemes.get(i).text()), factor)));
            }
        }
        return wanted == null ? new Expr.Words(text) : new Expr.Quantity(new Expr.Sum(terms), last);
    }

    /** The unit behind the number there; feet and inches may have signs: {@code 5'10''}. */
    private static String unitBehind(List<Lexeme> lexemes, int number, String last) {
        if (number + 1 == lexemes.size()) {
            // The inches' sign was a double quotation mark, which is gone by now.
            return last.equals("foot") && lexemes.get(number - 1).sign("'") ? "inch" : "";
        }
        Lexeme lexeme = lexemes.get(number + 1);
        if (lexeme.sign("'")) {
            boolean twice =
                    number + 2 < lexemes.size() && lexemes.get(number + 2).sign("'");
            return twice ? "inch" : "foot";
        }
        return lexeme.kind() == Kind.TEXT || lexeme.kind() == Kind.LETTERS ? unit(lexeme.text()) : "";
    }

    private static String unit(String text) {
        String word = text.endsWith(" and") ? text.substring(0, text.length() - 4) : text;
        return Units.name(word.endsWith(",") ? word.substring(0, word.length() - 1) : word);
    }
}
