package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/** The words among the lexemes of an answer. Outside of it is the lexeme of kind END, as often as one asks. */
record LexemeWords(List<Lexeme> all) {
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}]+");

    Lexeme get(int i) {
        return i >= 0 && i < all.size() ? all.get(i) : new Lexeme(Kind.END, "end", Gap.BLANK);
    }

    static String lower(Lexeme lexeme) {
        return lexeme.text().toLowerCase(Locale.ROOT);
    }

    /** Where the words that begin at {@code from} end; a single letter among words is one. */
    int wordsEnd(int from) {
        int end = from;
        while (get(end).kind() == Kind.TEXT || get(end).kind() == Kind.LETTERS) {
            end++;
        }
        return end;
    }

    List<String> words(int from, int to) {
        List<String> found = new ArrayList<>();
        for (int i = from; i < to; i++) {
            found.addAll(List.of(BETWEEN_WORDS.split(lower(get(i)))));
        }
        found.removeIf(String::isEmpty);
        return found;
    }

    /** Whether it is a word, not a letter. */
    static boolean isWord(Lexeme lexeme) {
        return (lexeme.kind() == Kind.TEXT || lexeme.kind() == Kind.LETTERS)
                && lexeme.text().length() > 1;
    }
}
