package zero4j.verify.syntax;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.apache.commons.numbers.fraction.BigFraction;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads answers in words, and tells them from products of symbols. */
final class WordReader {
    /** Numbers of statements to choose from. */
    private static final Set<String> ROMAN_NUMBERS = Set.of("II", "IV", "VI", "IX");

    private static final List<String> ARTICLES = List.of("a ", "an ", "the ");
    private static final Set<String> DENYING = Set.of(
            "no",
            "not",
            "none",
            "never",
            "nor",
            "neither",
            "except",
            "unless",
            "without",
            "impossible",
            "undefined",
            "at",
            "that",
            "than",
            "if",
            "when");

    private static final int WORD = 3;
    private static final int NAME = 4;
    private static final int LONG_NAME = 5;

    private final LexemeStream in;

    WordReader(LexemeStream in) {
        this.in = in;
    }

    /** The words that come next; null, and nothing taken, if there is something else. */
    @Nullable
    Expr read() {
        Lexeme first = in.peek();
        boolean text = first.kind() == Kind.TEXT && first.text().length() > 1;
        if (!text && first.kind() != Kind.LETTERS) {
            return null;
        }
        int count = length();
        boolean inRelation = Commands.relation(in.peek(count)) != null || Commands.relation(in.previous()) != null;
        if (Commands.relation(in.peek(count)) != null) {
            refuseDenial(count);
        }
        if (first.kind() == Kind.LETTERS && !(inRelation ? named(count) : words(count))) {
            refuseSentence(count);
            return null;
        }
        if (!text && !in.endsAt(count)) {
            refuseSentence(count);
            return null;
        }
        return in.endsAt(count) && (text || words(count) || inRelation) ? take(count) : null;
    }

    /** How many of the lexemes that come next may be part of an answer in words. */
    private int length() {
        int count = 0;
        while (true) {
            Lexeme lexeme = in.peek(count);
            boolean part = switch (lexeme.kind()) {
                case LETTERS, TEXT -> !AnswerWords.connects(lexeme.text());
                case NUMBER -> count > 0 && lexeme.spaced();
                case SIGN -> count > 0 && (lexeme.sign("'") || hyphen(count) || exclamation(count));
                default -> false;
            };
            if (!part) {
                return count;
            }
            count++;
        }
    }

    private boolean exclamation(int at) {
        return in.peek(at).sign("!") && in.endsAt(at + 1) && longWord(in.peek(at - 1), WORD);
    }

    private boolean hyphen(int at) {
        return in.peek(at).sign("-")
                && in.peek(at).gap() == Lexeme.Gap.NONE
                && longWord(in.peek(at - 1), WORD)
                && longWord(in.peek(at + 1), WORD)
                && in.peek(at + 1).gap() == Lexeme.Gap.NONE;
    }

    private static boolean longWord(Lexeme lexeme, int length) {
        return lexeme.kind() == Kind.LETTERS && lexeme.text().length() >= length;
    }

    /** Three letters without a blank between them make a word; fewer are a product of symbols. */
    private boolean words(int count) {
        if (count == 1 && in.peek().text().equalsIgnoreCase("no")) {
            return true;
        }
        if (count == 1 && ROMAN_NUMBERS.contains(in.peek().text())) {
            return true;
        }
        boolean word = in.peek().kind() == Kind.TEXT;
        for (int i = 0; i < count; i++) {
            word |= longWord(in.peek(i), WORD) && (i == 0 || longWord(in.peek(), 2) || longWord(in.peek(i), NAME));
        }
        if (word && count > 1) {
            refuseSentence(count);
        }
        return word;
    }

    /** A name before an equals sign, such as "Area", not a product such as {@code abcd} or {@code SRAC}. */
    private boolean named(int count) {
        String first = in.peek().text();
        if (count == 1 && first.length() < NAME) {
            return false;
        }
        boolean lowerTail = first.substring(1).equals(first.substring(1).toLowerCase(Locale.ROOT));
        boolean name = first.length() >= NAME && lowerTail && Character.isUpperCase(first.charAt(0));
        return name || (lowerTail && first.length() > LONG_NAME) || (count > 1 && words(count));
    }

    /** Fails if the letters that come next are words of a sentence around an answer. */
    private void refuseSentence(int count) {
        for (int i = 0; i < count; i++) {
            Lexeme lexeme = in.peek(i);
            boolean followed = in.peek(i + 1).spaced() && in.peek(i + 1).kind() != Kind.END;
            boolean article = i == 0 && count > 1 && lexeme.text().equalsIgnoreCase("the");
            if (!article
                    && lexeme.kind() == Kind.LETTERS
                    && AnswerWords.ofSentence(lexeme.text())
                    && (count > 1 || followed)) {
                throw new Unreadable("a sentence around the answer");
            }
        }
    }

    /** Fails if the words before a relation sign deny it, {@code no such n = 9}, or say a number: {@code so 5 = 6}. */
    private void refuseDenial(int count) {
        if (count == 1 && in.peek().kind() != Kind.TEXT) {
            return;
        }
        String before = "";
        for (int i = 0; i < count; i++) {
            for (String word :
                    in.peek(i).text().toLowerCase(Locale.ROOT).strip().split(" ", -1)) {
                if (DENYING.contains(word)) {
                    throw new Unreadable("a sentence that denies an equation");
                }
                if (AnswerWords.ofSentence(before) && Scanner.digit(word.isEmpty() ? ' ' : word.charAt(0))) {
                    throw new Unreadable("a sentence around an equation");
                }
                before = word;
            }
        }
    }

    private Expr take(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(i > 0 && in.peek().spaced() ? " " : "").append(in.next().text());
        }
        String said = text.toString().strip().toLowerCase(Locale.ROOT);
        BigFraction number = NumberWords.value(said);
        if (number != null) {
            return new Expr.Ambiguous(Expr.Num.of(number), new Expr.Words(AnswerWords.normalised(said)));
        }
        Expr ratio = ratio(said);
        if (ratio != null) {
            return new Expr.Ambiguous(ratio, new Expr.Words(AnswerWords.normalised(said)));
        }
        text.setLength(0);
        text.append(withoutArticle(said));
        String normalised = AnswerWords.normalised(text.toString());
        if (normalised.isEmpty()) {
            throw new Unreadable("a text without letters or digits");
        }
        return of(normalised);
    }

    /** {@code three to seven}, {@code three out of seven}; null if it is none. */
    private static @Nullable Expr ratio(String said) {
        for (String joining : List.of(" out of ", " to ")) {
            int at = said.indexOf(joining);
            BigFraction first = at < 0 ? null : NumberWords.value(said.substring(0, at));
            BigFraction second = first == null ? null : NumberWords.value(said.substring(at + joining.length()));
            if (first != null && second != null) {
                List<Expr> parts = List.of(Expr.Num.of(first), Expr.Num.of(second));
                return joining.equals(" to ")
                        ? new Expr.Ratio(parts)
                        : new Expr.Fraction(parts.getFirst(), parts.getLast());
            }
        }
        return null;
    }

    /** {@code an ellipse} is {@code ellipse}. */
    private static String withoutArticle(String said) {
        for (String article : ARTICLES) {
            if (said.startsWith(article) && said.length() > article.length()) {
                return said.substring(article.length());
            }
        }
        return said;
    }

    /** The words, or the number that they write out. */
    static Expr of(String normalised) {
        Expr.Words words = new Expr.Words(normalised);
        Integer number = AnswerWords.number(normalised);
        return number == null ? words : new Expr.Ambiguous(Expr.Num.of(number), words);
    }
}
