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
        if (choiceBefore(lexemes)) {
            Expr letter = new Expr.Symbol(lexemes.get(1).text());
            return new Expr.Ambiguous(letter, variants(lexemes.subList(3, lexemes.size()), budget));
        }
        if (remainder(lexemes)) {
            return new Expr.Words(
                    lexemes.getFirst().text() + "remainder" + lexemes.getLast().text());
        }
        boolean colon = lexemes.get(1).sign(":")
                && lexemes.size() > 2
                && lexemes.get(2).spaced()
                && !equation(lexemes)
                && !choices(lexemes.subList(2, lexemes.size()));
        boolean bracket = lexemes.get(1).sign(")") && !choices(lexemes.subList(2, lexemes.size()));
        if (Wording.isChoice(lexemes.getFirst()) && (bracket || colon)) {
            Expr letter = new Expr.Symbol(lexemes.getFirst().text());
            return lexemes.size() == 2
                    ? letter
                    : new Expr.Ambiguous(letter, variants(lexemes.subList(2, lexemes.size()), budget));
        }
        Expr compound = CompoundUnits.read(lexemes);
        if (compound != null) {
            return compound;
        }
        Lexeme first = lexemes.getFirst();
        String marked = first.kind() == Kind.TEXT ? unlabelled(first.text()) : "";
        if (choice(marked) && !choices(lexemes.subList(1, lexemes.size()))) {
            char letter = marked.charAt(marked.startsWith("(") ? 1 : 0);
            Expr rest = variants(lexemes.subList(1, lexemes.size()), budget);
            return new Expr.Ambiguous(new Expr.Symbol(String.valueOf(letter)), rest);
        }
        return variants(lexemes, budget);
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

    private static boolean equation(List<Lexeme> lexemes) {
        return any(lexemes, lexeme -> Commands.relation(lexeme) != null);
    }

    /** Whether it is another letter to choose, or has one: behind "A: " in "A: 5, B: 6" is more than A's value. */
    private static boolean choices(List<Lexeme> lexemes) {
        boolean found = lexemes.size() == 1 && Wording.isChoice(lexemes.getFirst());
        for (int i = 1; i < lexemes.size(); i++) {
            Lexeme before = lexemes.get(i - 1);
            boolean marked = lexemes.get(i).sign(":") || lexemes.get(i).sign(")");
            // The point behind a letter within an answer is gone: "A. 5 B. 6".
            boolean between = before.spaced() && lexemes.get(i).number() && i > 1;
            found |= (marked || between) && Wording.isChoice(before);
            found |= lexemes.get(i).kind() == Kind.TEXT && choice(lexemes.get(i).text());
        }
        return found;
    }

    /** {@code (B) 12}. */
    private static boolean choiceBefore(List<Lexeme> lexemes) {
        return lexemes.size() > 3
                && lexemes.get(0).sign("(")
                && lexemes.get(1).kind() == Kind.LETTERS
                && lexemes.get(1).text().length() == 1
                && Character.isUpperCase(lexemes.get(1).text().charAt(0))
                && lexemes.get(2).sign(")")
                && lexemes.get(3).spaced()
                && lexemes.stream().skip(3).allMatch(t -> t.number() || t.kind() == Kind.LETTERS);
    }

    /** The text without a word for a choice before its letter: {@code Choice B:}. */
    private static String unlabelled(String text) {
        int blank = text.lastIndexOf(' ');
        return blank > 0 && Wording.isLabel(text.substring(0, blank)) ? text.substring(blank + 1) : text;
    }

    /** {@code (B)}, {@code (B) } or {@code B)} as a text. */
    private static boolean choice(String text) {
        int letter = text.startsWith("(") ? 1 : 0;
        return text.length() == letter + 2
                && text.charAt(letter) >= 'A'
                && text.charAt(letter) <= 'Z'
                && ").:".indexOf(text.charAt(letter + 1)) >= 0;
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
