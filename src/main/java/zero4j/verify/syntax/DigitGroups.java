package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/** Groups of digits with commas that may be one number or several: {@code 12,34,567}, {@code 0,5}, {@code 100,200}. */
final class DigitGroups {
    /** Digits of the last two groups of {@code 12,34,567}, which are one lexeme. */
    private static final int MERGED = 5;

    private DigitGroups() {}

    /** {@code 12,34,567}, in which groups of two digits come before the last of three. */
    static boolean areLakhs(List<Lexeme> lexemes) {
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

    /** The lakhs as one number. */
    static List<Lexeme> lakhsTogether(List<Lexeme> lexemes) {
        StringBuilder digits = new StringBuilder();
        lexemes.stream().filter(Lexeme::number).forEach(lexeme -> digits.append(lexeme.text()));
        return List.of(new Lexeme(Kind.NUMBER, digits.toString(), Gap.NONE));
    }

    /** The lakhs as a list of as many numbers as there are groups. */
    static List<Lexeme> lakhsApart(List<Lexeme> lexemes) {
        List<Lexeme> list = new ArrayList<>(lexemes);
        String last = lexemes.getLast().text();
        if (last.length() == MERGED) {
            list.set(list.size() - 1, new Lexeme(Kind.NUMBER, last.substring(0, 2), Gap.NONE));
            list.add(new Lexeme(Kind.SIGN, ",", Gap.NONE));
            list.add(new Lexeme(Kind.NUMBER, last.substring(2), Gap.NONE));
        }
        return list;
    }

    /** {@code 1,22} or {@code 0,5}, without a blank. */
    static boolean isDecimalComma(List<Lexeme> lexemes, int comma) {
        if (comma == 0 || comma + 1 >= lexemes.size()) {
            return false;
        }
        Lexeme whole = lexemes.get(comma - 1);
        Lexeme digits = lexemes.get(comma + 1);
        boolean tight = lexemes.get(comma).gap() == Gap.NONE && digits.gap() == Gap.NONE;
        boolean numbers = whole.wholeNumber() && digits.wholeNumber();
        return tight && numbers && (digits.text().length() == 2 || whole.text().equals("0"));
    }

    /** The lexemes with a point for that comma. */
    static List<Lexeme> withDecimalPoint(List<Lexeme> lexemes, int comma) {
        List<Lexeme> decimal = new ArrayList<>(lexemes.subList(0, comma - 1));
        Lexeme whole = lexemes.get(comma - 1);
        decimal.add(new Lexeme(
                Kind.NUMBER, whole.text() + "." + lexemes.get(comma + 1).text(), whole.gap()));
        decimal.addAll(lexemes.subList(comma + 2, lexemes.size()));
        return decimal;
    }

    /** Each {@code 100,200} as one number. */
    static List<Lexeme> pairsTogether(List<Lexeme> lexemes) {
        return lexemes.stream()
                .map(lexeme -> lexeme.kind() == Kind.PAIR
                        ? new Lexeme(Kind.NUMBER, lexeme.text().replace(",", ""), lexeme.gap())
                        : lexeme)
                .toList();
    }

    /** Each {@code 100,200} as two numbers. */
    static List<Lexeme> pairsApart(List<Lexeme> lexemes) {
        List<Lexeme> list = new ArrayList<>();
        for (Lexeme lexeme : lexemes) {
            if (lexeme.kind() == Kind.PAIR) {
                list.add(new Lexeme(Kind.NUMBER, lexeme.text().substring(0, 3), lexeme.gap()));
                list.add(new Lexeme(Kind.SIGN, ",", Gap.NONE));
                list.add(new Lexeme(Kind.NUMBER, lexeme.text().substring(4), Gap.NONE));
            } else {
                list.add(lexeme);
            }
        }
        return list;
    }
}
