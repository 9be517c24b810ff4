package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.UnitScale;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads the lexemes of a whole answer, which as a whole may be a date, a choice's letter, or readable in two ways. */
final class WholeAnswer {
    /** Units of which one value may have several: 2 hours 30 minutes. */
    private static final Set<String> COMPOUND = Set.of(
            "hour", "minute", "second", "day", "week", "month", "year", "foot", "inch", "pound", "ounce", "dollar",
            "cent", "m", "cm", "km", "mm", "kg", "g", "mg", "yard", "mile", "l", "ml", "gallon", "quart", "pint",
            "decade");

    /** Digits of the last two groups of {@code 12,34,567}, which are one lexeme. */
    private static final int MERGED = 5;

    private WholeAnswer() {}

    /**
     * What the lexemes say.
     *
     * @throws Unreadable if they are not mathematics that is known here
     * @throws Budget.Exhausted if reading takes too much work
     */
    static Expr read(List<Lexeme> all, Budget budget) {
        List<Lexeme> lexemes = Wording.settled(afterImplication(all));
        if (lexemes.isEmpty()) {
            throw new Unreadable("empty answer");
        }
        if (lexemes.size() == 1) {
            return lexemes.getFirst().number()
                    ? NumberReader.read(lexemes.getFirst().text())
                    : variants(lexemes, budget);
        }
        if (date(lexemes)) {
            return Dates.read(lexemes);
        }
        if (quarters(lexemes)) {
            Expr fraction =
                    new Expr.Fraction(NumberReader.read(lexemes.getFirst().text()), Expr.Num.of(4));
            return new Expr.Ambiguous(variants(lexemes, budget), fraction);
        }
        LetteredChoice choice = LetteredChoice.of(lexemes);
        if (choice != null) {
            Expr letter = new Expr.Symbol(choice.letter());
            return choice.said().isEmpty() ? letter : new Expr.Ambiguous(letter, variants(choice.said(), budget));
        }
        if (remainder(lexemes)) {
            return new Expr.Words(
                    lexemes.getFirst().text() + "remainder" + lexemes.getLast().text());
        }
        Expr compound = compound(lexemes);
        return compound != null ? compound : variants(lexemes, budget);
    }

    /** What follows the last arrow, without an equals sign before it. */
    private static List<Lexeme> afterImplication(List<Lexeme> lexemes) {
        int start = lexemes.size();
        while (start > 0 && !lexemes.get(start - 1).is(Kind.COMMAND, "implies")) {
            start--;
        }
        while (start < lexemes.size()
                && (lexemes.get(start).sign("=") || lexemes.get(start).sign("\\approx"))) {
            start++;
        }
        // "A implies B" is not B, and 5 is not 6 for an arrow.
        boolean derived = any(lexemes.subList(0, start), t -> Commands.relation(t) != null || t.kind() == Kind.TEXT);
        return start == 0 || !derived ? lexemes : lexemes.subList(start, lexemes.size());
    }

    private static Expr parsed(List<Lexeme> lexemes, Budget budget) {
        return new Grammar(new LexemeStream(lexemes), budget).whole();
    }

    private static Expr variants(List<Lexeme> lexemes, Budget budget) {
        int commas = 0;
        int comma = 0;
        boolean brackets = false;
        boolean pairs = false;
        for (int i = 0; i < lexemes.size(); i++) {
            Lexeme lexeme = lexemes.get(i);
            pairs |= lexeme.kind() == Kind.PAIR;
            if (lexeme.kind() == Kind.SIGN) {
                switch (lexeme.text()) {
                    case "," -> {
                        commas++;
                        comma = i;
                    }
                    case "(", "[", "\\{", "]" -> brackets = true;
                    default -> {}
                }
            }
        }
        if (pairs) {
            return pair(lexemes, budget);
        }
        if (commas > 0 && !brackets && lakhs(lexemes)) {
            return grouped(lexemes, budget);
        }
        if (commas == 1 && !brackets && decimalComma(lexemes, comma)) {
            List<Lexeme> decimal = new ArrayList<>(lexemes.subList(0, comma - 1));
            Lexeme whole = lexemes.get(comma - 1);
            decimal.add(new Lexeme(
                    Kind.NUMBER, whole.text() + "." + lexemes.get(comma + 1).text(), whole.gap()));
            decimal.addAll(lexemes.subList(comma + 2, lexemes.size()));
            return eitherWay(lexemes, decimal, budget);
        }
        if (glued(lexemes)) {
            List<Lexeme> unit = new ArrayList<>(lexemes);
            int letters = lexemes.getFirst().number() ? 1 : 2;
            unit.set(letters, new Lexeme(Kind.TEXT, lexemes.get(letters).text(), Gap.NONE));
            return eitherWay(unit, lexemes, budget);
        }
        return parsed(lexemes, budget);
    }

    /** {@code 12m^2}: square metres, or a product. */
    private static boolean glued(List<Lexeme> lexemes) {
        int number = lexemes.getFirst().sign("-") ? 1 : 0;
        return lexemes.size() > number + 3
                && lexemes.get(number).number()
                && lexemes.get(number + 1).is(Kind.LETTERS, "m")
                && lexemes.get(number + 2).sign("^")
                && lexemes.stream().skip(number + 3L).allMatch(t -> t.number() || t.sign("{") || t.sign("}"));
    }

    /** One number, or a list of as many as there are groups. */
    private static Expr grouped(List<Lexeme> lexemes, Budget budget) {
        StringBuilder digits = new StringBuilder();
        List<Lexeme> list = new ArrayList<>(lexemes);
        lexemes.stream().filter(Lexeme::number).forEach(lexeme -> digits.append(lexeme.text()));
        String last = lexemes.getLast().text();
        if (last.length() == MERGED) {
            list.set(list.size() - 1, new Lexeme(Kind.NUMBER, last.substring(0, 2), Gap.NONE));
            list.add(new Lexeme(Kind.SIGN, ",", Gap.NONE));
            list.add(new Lexeme(Kind.NUMBER, last.substring(2), Gap.NONE));
        }
        return eitherWay(List.of(new Lexeme(Kind.NUMBER, digits.toString(), Gap.NONE)), list, budget);
    }

    /** {@code 12,34,567}, in which groups of two digits come before the last of three. */
    private static boolean lakhs(List<Lexeme> lexemes) {
        boolean fits = lexemes.size() > 2;
        int lastDigits = lexemes.getLast().text().length() == MERGED ? MERGED : 3;
        for (int i = 0; fits && i < lexemes.size(); i++) {
            Lexeme lexeme = lexemes.get(i);
            int digits = lexeme.text().length();
            boolean last = i == lexemes.size() - 1;
            fits = i == 0 ? lexeme.wholeNumber() && digits <= 2 : lexeme.gap() == Gap.NONE;
            fits &= i % 2 == 1
                    ? lexeme.sign(",")
                    : lexeme.wholeNumber() && (i == 0 || digits == (last ? lastDigits : 2));
        }
        return fits && lexemes.size() % 2 == 1 && (lastDigits == MERGED || lexemes.size() > 3);
    }

    /** {@code 1,22} or {@code 0,5}, without a blank. */
    private static boolean decimalComma(List<Lexeme> lexemes, int comma) {
        if (comma == 0 || comma + 1 >= lexemes.size()) {
            return false;
        }
        Lexeme whole = lexemes.get(comma - 1);
        Lexeme digits = lexemes.get(comma + 1);
        boolean tight = lexemes.get(comma).gap() == Gap.NONE && digits.gap() == Gap.NONE;
        boolean numbers = whole.wholeNumber() && digits.wholeNumber();
        return tight && numbers && (digits.text().length() == 2 || whole.text().equals("0"));
    }

    /** {@code 100,200} alone may be a list; beside anything else it is a number. */
    private static Expr pair(List<Lexeme> lexemes, Budget budget) {
        List<Lexeme> number = new ArrayList<>();
        List<Lexeme> list = new ArrayList<>();
        for (Lexeme lexeme : lexemes) {
            if (lexeme.kind() == Kind.PAIR) {
                number.add(new Lexeme(Kind.NUMBER, lexeme.text().replace(",", ""), lexeme.gap()));
                list.add(new Lexeme(Kind.NUMBER, lexeme.text().substring(0, 3), lexeme.gap()));
                list.add(new Lexeme(Kind.SIGN, ",", Gap.NONE));
                list.add(new Lexeme(Kind.NUMBER, lexeme.text().substring(4), Gap.NONE));
            } else {
                number.add(lexeme);
                list.add(lexeme);
            }
        }
        boolean alone = lexemes.size() == 1
                || (lexemes.size() == 2 && lexemes.getFirst().sign("-"));
        return alone ? eitherWay(number, list, budget) : parsed(number, budget);
    }

    private static Expr eitherWay(List<Lexeme> one, List<Lexeme> other, Budget budget) {
        Expr first = parsed(one, budget);
        try {
            return new Expr.Ambiguous(first, parsed(other, budget));
        } catch (Unreadable e) {
            return first;
        }
    }

    private static boolean date(List<Lexeme> lexemes) {
        return any(lexemes, t -> t.kind() == Kind.LETTERS && AnswerWords.month(t.text()))
                && any(lexemes, Lexeme::number)
                && lexemes.stream().allMatch(t -> t.kind() == Kind.LETTERS || t.number() || t.sign(","));
    }

    private static boolean any(List<Lexeme> lexemes, Predicate<Lexeme> predicate) {
        for (Lexeme lexeme : lexemes) {
            if (predicate.test(lexeme)) {
                return true;
            }
        }
        return false;
    }

    /** Coins or parts: {@code 3 quarters}. */
    private static boolean quarters(List<Lexeme> lexemes) {
        return lexemes.size() == 2
                && lexemes.getFirst().wholeNumber()
                && lexemes.getLast().text().startsWith("quarter");
    }

    /** {@code 7 R 3}, a quotient with its remainder. */
    private static boolean remainder(List<Lexeme> lexemes) {
        if (lexemes.size() != 3
                || !lexemes.getFirst().wholeNumber()
                || !lexemes.getLast().wholeNumber()
                || !lexemes.getLast().spaced()) {
            return false;
        }
        Lexeme letters = lexemes.get(1);
        return letters.spaced()
                && (letters.kind() == Kind.LETTERS || letters.kind() == Kind.TEXT)
                && (letters.text().equalsIgnoreCase("r") || letters.text().equals("remainder"));
    }

    /** One value in several units, as words: {@code 2 hours and 30 minutes}. */
    private static @Nullable Expr compound(List<Lexeme> lexemes) {
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
