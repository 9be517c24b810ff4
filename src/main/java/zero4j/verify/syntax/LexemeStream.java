package zero4j.verify.syntax;

import java.util.List;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Lexeme.Gap;
import zero4j.verify.syntax.Lexeme.Kind;

/** Lexemes with a position in them, and the depth of nesting there. */
final class LexemeStream {
    private static final Lexeme END = new Lexeme(Kind.END, "end", Gap.BLANK);

    private final Lexeme[] lexemes;
    private final boolean subscripts;
    private int at;

    private int depth;

    LexemeStream(List<Lexeme> lexemes) {
        this.lexemes = lexemes.toArray(new Lexeme[lexemes.size() + 1]);
        this.lexemes[lexemes.size()] = END;
        subscripts = anySubscript(lexemes);
    }

    private static boolean anySubscript(List<Lexeme> lexemes) {
        for (Lexeme lexeme : lexemes) {
            if (lexeme.sign("_")) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a subscript anywhere. */
    boolean subscripts() {
        return subscripts;
    }

    Lexeme peek() {
        return lexemes[at];
    }

    /** The lexeme {@code distance} behind the next one; the end marker where there is none. */
    Lexeme peek(int distance) {
        return lexemes[Math.min(at + distance, lexemes.length - 1)];
    }

    /** The lexeme taken last; the end marker where none was. */
    Lexeme previous() {
        return at == 0 ? END : lexemes[at - 1];
    }

    /** The lexeme before the one taken last; the end marker where there is none. */
    Lexeme owner() {
        return at < 2 ? END : lexemes[at - 2];
    }

    Lexeme next() {
        Lexeme lexeme = lexemes[at];
        if (lexeme.kind() != Kind.END) {
            at++;
        }
        return lexeme;
    }

    int position() {
        return at;
    }

    /** Goes back to a position. */
    void returnTo(int position) {
        at = position;
    }

    /** Gives the lexeme taken last back. */
    void back() {
        at--;
    }

    void skip(int count) {
        at = Math.min(at + count, lexemes.length - 1);
    }

    boolean atSign(String text) {
        return peek().sign(text);
    }

    boolean skipSign(String text) {
        boolean found = peek().sign(text);
        at += found ? 1 : 0;
        return found;
    }

    void expectSign(String text) {
        if (!skipSign(text)) {
            throw new Unreadable("'" + text + "' expected before '" + peek().text() + "'");
        }
    }

    void expectEnd() {
        if (peek().kind() != Kind.END) {
            throw new Unreadable("unexpected '" + peek().text() + "'");
        }
    }

    /** Takes one digit of the whole number that comes next, as LaTeX does for an argument without braces. */
    String nextDigit() {
        return peek().wholeNumber() ? first() : next().text();
    }

    /** Takes one letter of the letters that come next. */
    char nextLetter() {
        return first().charAt(0);
    }

    private String first() {
        Lexeme lexeme = peek();
        if (lexeme.text().length() == 1) {
            return next().text();
        }
        lexemes[at] = new Lexeme(lexeme.kind(), lexeme.text().substring(1), Gap.NONE);
        return lexeme.text().substring(0, 1);
    }

    /** Whether an element of a list ends {@code distance} behind the next lexeme. */
    boolean endsAt(int distance) {
        Lexeme lexeme = peek(distance);
        return switch (lexeme.kind()) {
            case END, END_OF_ENVIRONMENT -> true;
            case TEXT, LETTERS -> AnswerWords.connects(lexeme.text());
            case SIGN ->
                switch (lexeme.text()) {
                    case ",",
                            ";",
                            "\\land",
                            "\\lor",
                            ConditionWords.IF,
                            ConditionWords.FOR,
                            ")",
                            "]",
                            "}",
                            "\\}",
                            "|)",
                            "\\rangle",
                            "&",
                            "\\\\" -> true;
                    default -> Commands.relation(lexeme) != null;
                };
            case NUMBER, PAIR, COMMAND, BEGIN -> false;
        };
    }

    /** Whether brackets or the like are open here. */
    boolean nested() {
        return depth > 0;
    }

    /** Whether a condition comes next, behind a value: {@code (k \in \mathbb{Z})}, {@code \text{for } k > 0}. */
    boolean conditionFollows() {
        if (AnswerWords.conditional(peek())) {
            return relationBehind();
        }
        if (!atSign("(") || nested()) {
            return false;
        }
        Lexeme before = previous();
        boolean event = (before.kind() == Kind.COMMAND && Commands.role(before.text()) != Commands.Role.CONSTANT)
                || (!before.text().isEmpty()
                        && Character.isUpperCase(before.text().charAt(0)));
        return !event && relationBehind();
    }

    private boolean relationBehind() {
        int i = 1;
        while (!peek(i).sign(")") && !peek(i).sign("(") && !peek(i).sign(",") && peek(i).kind() != Kind.END) {
            if (Commands.relation(peek(i)) != null) {
                return true;
            }
            i++;
        }
        return false;
    }

    void descend(int levels) {
        if (depth + levels > Budget.MAX_DEPTH) {
            throw new Budget.Exhausted("too deeply nested");
        }
        depth += levels;
    }

    void ascend(int levels) {
        depth -= levels;
    }
}
