package zero4j.verify.syntax;

import java.util.List;
import java.util.Set;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/**
 * Words before a condition: one sign for {@code if}, {@code when}, {@code where}, and nothing for what says only which values a
 * parameter takes ({@code for any integer k}).
 */
final class ConditionWords {
    /** The sign before a condition. */
    static final String IF = "\\if";

    /** The sign before the range of a whole parameter. */
    static final String FOR = "\\for";

    private static final Set<String> CONDITIONAL =
            Set.of("for", "if", "when", "where", "with", "whenever", "provided", "at", "given");

    /** What says which values a parameter takes. */
    private static final Set<String> QUANTIFYING = Set.of(
            "all",
            "any",
            "every",
            "each",
            "some",
            "real",
            "integer",
            "integers",
            "positive",
            "nonnegative",
            "natural",
            "whole",
            "rational",
            "complex",
            "number",
            "numbers",
            "value",
            "values",
            "constant",
            "constants",
            "arbitrary",
            "is",
            "are",
            "an",
            "a",
            "the",
            "of",
            "in");

    private static final Set<String> WHOLE = Set.of("integer", "integers", "natural", "whole");

    private final LexemeWords in;
    private final List<Lexeme> out;

    ConditionWords(LexemeWords in, List<Lexeme> out) {
        this.in = in;
        this.out = out;
    }

    /** Whether a word stands before a condition. */
    static boolean conditional(String word) {
        return CONDITIONAL.contains(word);
    }

    /** Behind a condition's words that begin at {@code at}; {@code at} itself where none do. */
    int behind(int at) {
        Lexeme word = in.get(at);
        Lexeme before = in.get(at - 1);
        boolean spaced =
                word.kind() == Kind.TEXT || (word.spaced() && in.get(at + 1).spaced());
        boolean possible = at > 0
                && !out.isEmpty()
                && LexemeWords.isWord(word)
                && spaced
                && CONDITIONAL.contains(LexemeWords.lower(word))
                && !before.sign("(")
                && !(before.sign("=") || before.sign(":"));
        if (!possible) {
            return at;
        }
        int end = in.wordsEnd(at + 1);
        List<String> said = in.words(at + 1, end);
        boolean relation = Commands.relation(in.get(end)) != null;
        boolean quantifies = said.stream().anyMatch(w -> w.length() > 2 && QUANTIFYING.contains(w))
                && said.stream().allMatch(w -> w.length() == 1 || QUANTIFYING.contains(w));
        if (quantifies && end == in.all().size()) {
            return end;
        }
        if (quantifies && relation && oneRelation(end)) {
            dropComma();
            out.add(new Lexeme(Kind.SIGN, said.stream().anyMatch(WHOLE::contains) ? FOR : IF, Gap.BLANK));
            return end - 1; // the parameter, of which the relation says more
        }
        boolean symbol = in.get(at + 1).kind() != Kind.TEXT && !LexemeWords.isWord(in.get(at + 1));
        if (symbol && relationBehind(at + 1)) {
            dropComma();
            out.add(new Lexeme(Kind.SIGN, IF, Gap.BLANK));
            return at + 1;
        }
        return at;
    }

    private void dropComma() {
        if (out.getLast().sign(",")) {
            out.removeLast();
        }
    }

    private boolean oneRelation(int at) {
        for (int i = at + 1; i < in.all().size(); i++) {
            if (Commands.relation(in.get(i)) != null
                    || LexemeWords.isWord(in.get(i))
                    || in.get(i).sign(",")
                    || in.get(i).sign(";")) {
                return false;
            }
        }
        return true;
    }

    private boolean relationBehind(int from) {
        int i = from;
        while (i < in.all().size()
                && !LexemeWords.isWord(in.get(i))
                && !in.get(i).sign(",")) {
            if (Commands.relation(in.get(i)) != null) {
                return true;
            }
            i++;
        }
        return false;
    }
}
