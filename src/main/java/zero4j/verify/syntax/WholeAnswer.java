package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Token.Gap;
import zero4j.verify.syntax.Token.Kind;

/** Reads the tokens of a whole answer, which as a whole may be a date, a choice's letter, or readable in two ways. */
final class WholeAnswer {
    /** Units of which one value may have several: 2 hours 30 minutes. */
    private static final Set<String> COMPOUND = Set.of(
            "hour", "minute", "second", "day", "week", "month", "year", "foot", "inch", "pound", "ounce", "dollar",
            "cent", "m", "cm", "km");

    private WholeAnswer() {}

    /**
     * What the tokens say.
     *
     * @throws Unreadable if they are not mathematics that is known here
     * @throws Budget.Exhausted if reading takes too much work
     */
    static Expr read(List<Token> all, Budget budget) {
        List<Token> tokens = afterImplication(all);
        if (tokens.isEmpty()) {
            throw new Unreadable("empty answer");
        }
        if (tokens.size() == 1) {
            return tokens.getFirst().number()
                    ? NumberReader.read(tokens.getFirst().text())
                    : variants(tokens, budget);
        }
        if (date(tokens)) {
            return words(tokens);
        }
        if (choiceBefore(tokens)) {
            Expr letter = new Expr.Symbol(tokens.get(1).text());
            return new Expr.Ambiguous(letter, variants(tokens.subList(3, tokens.size()), budget));
        }
        if (remainder(tokens)) {
            return new Expr.Words(
                    tokens.getFirst().text() + "remainder" + tokens.getLast().text());
        }
        Expr compound = compound(tokens);
        if (compound != null) {
            return compound;
        }
        Token first = tokens.getFirst();
        if (first.kind() == Kind.TEXT && choice(first.text())) {
            char letter = first.text().charAt(first.text().startsWith("(") ? 1 : 0);
            Expr rest = variants(tokens.subList(1, tokens.size()), budget);
            return new Expr.Ambiguous(new Expr.Symbol(String.valueOf(letter)), rest);
        }
        return variants(tokens, budget);
    }

    /** What follows the last arrow, without an equals sign before it. */
    private static List<Token> afterImplication(List<Token> tokens) {
        int start = tokens.size();
        while (start > 0 && !tokens.get(start - 1).is(Kind.COMMAND, "implies")) {
            start--;
        }
        while (start < tokens.size()
                && (tokens.get(start).sign("=") || tokens.get(start).sign("\\approx"))) {
            start++;
        }
        return start == 0 ? tokens : tokens.subList(start, tokens.size());
    }

    private static Expr parsed(List<Token> tokens, Budget budget) {
        return new Grammar(new TokenStream(tokens), budget).answers.whole();
    }

    private static Expr variants(List<Token> tokens, Budget budget) {
        int commas = 0;
        int comma = 0;
        boolean brackets = false;
        boolean pairs = false;
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            pairs |= token.kind() == Kind.PAIR;
            if (token.kind() == Kind.SIGN) {
                switch (token.text()) {
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
            return pair(tokens, budget);
        }
        if (commas == 1 && !brackets && decimalComma(tokens, comma)) {
            List<Token> decimal = new ArrayList<>(tokens.subList(0, comma - 1));
            Token whole = tokens.get(comma - 1);
            decimal.add(new Token(
                    Kind.NUMBER, whole.text() + "." + tokens.get(comma + 1).text(), whole.gap()));
            decimal.addAll(tokens.subList(comma + 2, tokens.size()));
            return eitherWay(tokens, decimal, budget);
        }
        if (glued(tokens)) {
            List<Token> unit = new ArrayList<>(tokens);
            int letters = tokens.getFirst().number() ? 1 : 2;
            unit.set(letters, new Token(Kind.TEXT, tokens.get(letters).text(), Gap.NONE));
            return eitherWay(unit, tokens, budget);
        }
        return parsed(tokens, budget);
    }

    /** {@code 12m^2}: square metres, or a product. */
    private static boolean glued(List<Token> tokens) {
        int number = tokens.getFirst().sign("-") ? 1 : 0;
        return tokens.size() > number + 3
                && tokens.get(number).number()
                && tokens.get(number + 1).is(Kind.LETTERS, "m")
                && tokens.get(number + 2).sign("^")
                && tokens.stream().skip(number + 3L).allMatch(t -> t.number() || t.sign("{") || t.sign("}"));
    }

    /** {@code 1,22} or {@code 0,5}, without a blank. */
    private static boolean decimalComma(List<Token> tokens, int comma) {
        if (comma == 0 || comma + 1 >= tokens.size()) {
            return false;
        }
        Token whole = tokens.get(comma - 1);
        Token digits = tokens.get(comma + 1);
        boolean tight = tokens.get(comma).gap() == Gap.NONE && digits.gap() == Gap.NONE;
        boolean numbers = whole.wholeNumber() && digits.wholeNumber();
        return tight && numbers && (digits.text().length() == 2 || whole.text().equals("0"));
    }

    /** {@code 100,200} alone may be a list; beside anything else it is a number. */
    private static Expr pair(List<Token> tokens, Budget budget) {
        List<Token> number = new ArrayList<>();
        List<Token> list = new ArrayList<>();
        for (Token token : tokens) {
            if (token.kind() == Kind.PAIR) {
                number.add(new Token(Kind.NUMBER, token.text().replace(",", ""), token.gap()));
                list.add(new Token(Kind.NUMBER, token.text().substring(0, 3), token.gap()));
                list.add(new Token(Kind.SIGN, ",", Gap.NONE));
                list.add(new Token(Kind.NUMBER, token.text().substring(4), Gap.NONE));
            } else {
                number.add(token);
                list.add(token);
            }
        }
        boolean alone =
                tokens.size() == 1 || (tokens.size() == 2 && tokens.getFirst().sign("-"));
        return alone ? eitherWay(number, list, budget) : parsed(number, budget);
    }

    private static Expr eitherWay(List<Token> one, List<Token> other, Budget budget) {
        Expr first = parsed(one, budget);
        try {
            return new Expr.Ambiguous(first, parsed(other, budget));
        } catch (Unreadable e) {
            return first;
        }
    }

    private static boolean date(List<Token> tokens) {
        return any(tokens, t -> t.kind() == Kind.LETTERS && Vocabulary.month(t.text()))
                && any(tokens, Token::number)
                && tokens.stream().allMatch(t -> t.kind() == Kind.LETTERS || t.number() || t.sign(","));
    }

    private static boolean any(List<Token> tokens, Predicate<Token> predicate) {
        for (Token token : tokens) {
            if (predicate.test(token)) {
                return true;
            }
        }
        return false;
    }

    /** {@code (B) 12}. */
    private static boolean choiceBefore(List<Token> tokens) {
        return tokens.size() > 3
                && tokens.get(0).sign("(")
                && tokens.get(1).kind() == Kind.LETTERS
                && tokens.get(1).text().length() == 1
                && Character.isUpperCase(tokens.get(1).text().charAt(0))
                && tokens.get(2).sign(")")
                && tokens.get(3).spaced()
                && tokens.stream().skip(3).allMatch(t -> t.number() || t.kind() == Kind.LETTERS);
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
    private static boolean remainder(List<Token> tokens) {
        if (tokens.size() != 3
                || !tokens.getFirst().wholeNumber()
                || !tokens.getLast().wholeNumber()
                || !tokens.getLast().spaced()) {
            return false;
        }
        Token letters = tokens.get(1);
        return letters.spaced()
                && (letters.kind() == Kind.LETTERS || letters.kind() == Kind.TEXT)
                && (letters.text().equalsIgnoreCase("r") || letters.text().equals("remainder"));
    }

    private static Expr words(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        tokens.forEach(token -> text.append(token.text()));
        return new Expr.Words(Vocabulary.normalised(text.toString()));
    }

    /** One value in several units, as words: {@code 2 hours and 30 minutes}. */
    private static @Nullable Expr compound(List<Token> tokens) {
        StringBuilder text = new StringBuilder();
        String last = "";
        int parts = 0;
        int i = 0;
        while (i < tokens.size()) {
            String unit = tokens.get(i).number() ? unitBehind(tokens, i, last) : "";
            if (!COMPOUND.contains(unit) || unit.equals(last)) {
                return null;
            }
            text.append(tokens.get(i).text()).append(unit);
            last = unit;
            parts++;
            i += i + 2 < tokens.size()
                            && unit.equals("inch")
                            && tokens.get(i + 2).sign("'")
                    ? 3
                    : 2;
            i += i < tokens.size() && Vocabulary.connects(tokens.get(i).text()) ? 1 : 0;
        }
        return parts > 1 ? new Expr.Words(text.toString()) : null;
    }

    /** The unit behind the number there; feet and inches may have signs: {@code 5'10''}. */
    private static String unitBehind(List<Token> tokens, int number, String last) {
        if (number + 1 == tokens.size()) {
            // The inches' sign was a double quotation mark, which is gone by now.
            return last.equals("foot") && tokens.get(number - 1).sign("'") ? "inch" : "";
        }
        Token token = tokens.get(number + 1);
        if (token.sign("'")) {
            boolean twice = number + 2 < tokens.size() && tokens.get(number + 2).sign("'");
            return twice ? "inch" : "foot";
        }
        return token.kind() == Kind.TEXT || token.kind() == Kind.LETTERS ? unit(token.text()) : "";
    }

    private static String unit(String text) {
        String word = text.endsWith(" and") ? text.substring(0, text.length() - 4) : text;
        return Units.name(word.endsWith(",") ? word.substring(0, word.length() - 1) : word);
    }
}
