package zero4j.verify.syntax;

import java.util.List;
import zero4j.verify.syntax.Lexeme.Kind;

/**
 * Bold letters. Two of them are matrices or vectors, whose products do not commute; a single one is that letter, or a set
 * of numbers. The unit vectors i, j and k are names of their own.
 */
final class Bold {
    private static final String UNIT_VECTORS = "ijk";
    private static final String SETS = "RZQNC";
    private static final char NONE = '\0';

    private Bold() {}

    static boolean isOne(Lexeme lexeme) {
        return lexeme.kind() == Kind.COMMAND && lexeme.text().startsWith(Commands.BOLD);
    }

    private static char letter(Lexeme bold) {
        return bold.text().charAt(Commands.BOLD.length());
    }

    /** Makes single bold letters plain. */
    static void settle(List<Lexeme> lexemes) {
        char only = NONE;
        for (Lexeme lexeme : lexemes) {
            if (isOne(lexeme) && UNIT_VECTORS.indexOf(letter(lexeme)) < 0) {
                if (only != NONE && only != letter(lexeme)) {
                    return;
                }
                only = letter(lexeme);
            }
        }
        for (int i = 0; only != NONE && i < lexemes.size(); i++) {
            Lexeme lexeme = lexemes.get(i);
            if (lexeme.sign("\\times")) {
                lexemes.set(i, new Lexeme(Kind.SIGN, "*", lexeme.gap()));
            } else if (isOne(lexeme) && letter(lexeme) == only) {
                String letter = String.valueOf(only);
                lexemes.set(
                        i,
                        SETS.contains(letter)
                                ? new Lexeme(Kind.COMMAND, "mathbb{" + letter + "}", lexeme.gap())
                                : new Lexeme(Kind.LETTERS, letter, lexeme.gap()));
            }
        }
    }
}
