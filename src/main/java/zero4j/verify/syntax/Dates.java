package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import zero4j.verify.expr.Expr;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads dates: the month first and then the numbers, in whatever order they are written. */
final class Dates {
    private Dates() {}

    static Expr read(List<Lexeme> lexemes) {
        List<String> words = new ArrayList<>();
        List<String> numbers = new ArrayList<>();
        for (Lexeme lexeme : lexemes) {
            if (lexeme.number()) {
                numbers.add(lexeme.text());
            } else if (lexeme.kind() == Kind.LETTERS
                    && !(lexeme.text().equals("of") || lexeme.text().equals("the"))) {
                words.add(lexeme.text().toLowerCase(Locale.ROOT));
            }
        }
        words.addAll(numbers);
        return WordReader.of(String.join("", words));
    }
}
