package zero4j.verify.syntax;

import java.util.List;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/** Words that calculate become signs: {@code negative}, {@code plus}, {@code to}, {@code out of}. */
final class CalculationWords {
    private final LexemeWords in;
    private final List<Lexeme> out;

    CalculationWords(LexemeWords in, List<Lexeme> out) {
        this.in = in;
        this.out = out;
    }

    /** Behind words that begin at {@code at} and become signs; {@code at} itself where none do. */
    int behind(int at) {
        if (!LexemeWords.isWord(in.get(at))
                || (in.get(at).kind() == Kind.LETTERS && !in.get(at).spaced() && at > 0)) {
            return at;
        }
        int end = at + 1;
        while (in.get(end).kind() == in.get(at).kind()
                && (LexemeWords.isWord(in.get(end))
                        || (in.get(end).text().equals("a") && LexemeWords.isWord(in.get(end + 1))))) {
            end++;
        }
        List<String> said = in.words(at, end);
        String words = String.join(" ", said);
        boolean numberNext = begins(in.get(end))
                || (in.get(end).kind() == Kind.LETTERS && in.get(end).text().length() == 1);
        boolean numberBefore = !out.isEmpty() && ends(out.getLast());
        if (numberBefore && NumberWords.behind(words, in.get(at - 1).wholeNumber(), out)) {
            return end;
        }
        if (numberNext && !numberBefore) {
            return beforeNumber(words, at, end);
        }
        String sign =
                numberBefore && numberNext ? between(words, in.get(at - 1), in.get(end), ranges(in.get(at - 2))) : "";
        if (sign.isEmpty()) {
            return at;
        }
        out.add(new Lexeme(Kind.SIGN, sign, Gap.BLANK));
        return end;
    }

    private int beforeNumber(String words, int at, int end) {
        return switch (words) {
            case "negative", "minus" -> {
                out.add(new Lexeme(Kind.SIGN, "-", Gap.BLANK));
                yield end;
            }
            case "exactly",
                    "precisely",
                    "just",
                    "simply",
                    "only",
                    "about",
                    "approximately",
                    "roughly",
                    "plus",
                    "positive",
                    "is",
                    "equals",
                    "equal to",
                    "the number",
                    "total",
                    "a total of",
                    "totaling",
                    "totalling" -> end;
            default -> at;
        };
    }

    private static String between(String words, Lexeme before, Lexeme next, boolean range) {
        boolean numbers = before.number() && next.number();
        return switch (words) {
            case "plus" -> "+";
            case "minus" -> "-";
            case "times", "multiplied by" -> "*";
            case "divided by", "over" -> "/";
            case "to", "is to" -> range ? "" : ":";
            case "out of" -> "/";
            case "in" -> numbers && before.wholeNumber() && next.wholeNumber() ? "/" : "";
            default -> "";
        };
    }

    /** Whether it is the word before a range: {@code from 0 to 45}. */
    private static boolean ranges(Lexeme lexeme) {
        String words = LexemeWords.lower(lexeme);
        return words.endsWith("from") || words.endsWith("between");
    }

    private static boolean begins(Lexeme lexeme) {
        return lexeme.number()
                || lexeme.is(Kind.COMMAND, "frac")
                || lexeme.is(Kind.COMMAND, "sqrt")
                || lexeme.is(Kind.COMMAND, "pi")
                || lexeme.sign("(");
    }

    private static boolean ends(Lexeme lexeme) {
        return lexeme.number()
                || lexeme.is(Kind.COMMAND, "pi")
                || lexeme.sign(")")
                || lexeme.sign("}")
                || (lexeme.kind() == Kind.LETTERS && lexeme.text().length() == 1);
    }
}
