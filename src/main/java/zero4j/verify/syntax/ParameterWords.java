package zero4j.verify.syntax;

import java.util.List;
import java.util.Set;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/** What words say of a parameter behind a value becomes a relation: {@code k an integer} is {@code k \\in \\mathbb{Z}}. */
final class ParameterWords {
    private static final Set<String> INTEGER =
            Set.of("an integer", "any integer", "is an integer", "is any integer", "integer", "is integer");

    private final LexemeWords in;
    private final List<Lexeme> out;

    ParameterWords(LexemeWords in, List<Lexeme> out) {
        this.in = in;
        this.out = out;
    }

    /** Behind a remark that begins at {@code at}; {@code at} itself where none does. */
    int behind(int at) {
        boolean named = at > 1
                && in.get(at - 1).kind() == Kind.LETTERS
                && in.get(at - 1).text().length() == 1;
        if (!named || !in.get(at - 2).sign(",")) {
            return at;
        }
        int end = in.wordsEnd(at);
        if (end < in.all().size() || !INTEGER.contains(String.join(" ", in.words(at, end)))) {
            return at;
        }
        out.add(new Lexeme(Kind.SIGN, "\\in", Gap.BLANK));
        out.add(new Lexeme(Kind.COMMAND, "mathbb{Z}", Gap.BLANK));
        return end;
    }
}
