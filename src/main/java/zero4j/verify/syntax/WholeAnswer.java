package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads the lexemes of a whole answer, which as a whole may be a date, a choice's letter, or readable in two ways. */
final class WholeAnswer {
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
        Expr compound = CompoundUnits.read(lexemes);
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
            // Alone it may be a list; beside anything else it is a number.
            boolean alone = lexemes.size() == 1
                    || (lexemes.size() == 2 && lexemes.getFirst().sign("-"));
            List<Lexeme> number = DigitGroups.pairsTogether(lexemes);
            return alone ? eitherWay(number, DigitGroups.pairsApart(lexemes), budget) : parsed(number, budget);
        }
        if (commas > 0 && !brackets && DigitGroups.areLakhs(lexemes)) {
            return eitherWay(DigitGroups.lakhsTogether(lexemes), DigitGroups.lakhsApart(lexemes), budget);
        }
        if (commas == 1 && !brackets && DigitGroups.isDecimalComma(lexemes, comma)) {
            return eitherWay(lexemes, DigitGroups.withDecimalPoint(lexemes, comma), budget);
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
}
