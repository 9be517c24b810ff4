package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Token.Gap;
import zero4j.verify.syntax.Token.Kind;

/** Tokens with a position in them, and the depth of nesting there. */
final class TokenStream {
    private static final Token END = new Token(Kind.END, "end", Gap.BLANK);

    private final List<Token> tokens;
    private final boolean subscripts;
    private int at;

    private int depth;

    TokenStream(List<Token> tokens) {
        this.tokens = new ArrayList<>(tokens.size() + 1);
        this.tokens.addAll(tokens);
        this.tokens.add(END);
        subscripts = anySubscript(tokens);
    }

    private static boolean anySubscript(List<Token> tokens) {
        for (Token token : tokens) {
            if (token.sign("_")) {
                return true;
            }
        }
        return false;
    }

    /** Whether there is a subscript anywhere. */
    boolean subscripts() {
        return subscripts;
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The token {@code distance} behind the next one; the end marker where there is none. */
    Token peek(int distance) {
        return tokens.get(Math.min(at + distance, tokens.size() - 1));
    }

    /** The token taken last; the end marker where none was. */
    Token previous() {
        return at == 0 ? END : tokens.get(at - 1);
    }

    /** The token before the one taken last; the end marker where there is none. */
    Token owner() {
        return at < 2 ? END : tokens.get(at - 2);
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
    }

    int position() {
        return at;
    }

    /** Goes back to a position. */
    void returnTo(int position) {
        at = position;
    }

    /** Gives the token taken last back. */
    void back() {
        at--;
    }

    void skip(int count) {
        at = Math.min(at + count, tokens.size() - 1);
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
        Token token = peek();
        if (token.text().length() == 1) {
            return next().text();
        }
        tokens.set(at, new Token(token.kind(), token.text().substring(1), Gap.NONE));
        return token.text().substring(0, 1);
    }

    /** Whether an element of a list ends {@code distance} behind the next token. */
    boolean endsAt(int distance) {
        Token token = peek(distance);
        return switch (token.kind()) {
            case END, END_OF_ENVIRONMENT -> true;
            case TEXT, LETTERS -> Vocabulary.connects(token.text());
            case SIGN ->
                switch (token.text()) {
                    case ",", ";", ")", "]", "}", "\\}", "|)", "\\rangle", "&", "\\\\" -> true;
                    default -> Commands.relation(token) != null;
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
        if (Vocabulary.conditional(peek())) {
            return relationBehind();
        }
        Token before = previous();
        boolean event = before.kind() == Kind.COMMAND
                || (!before.text().isEmpty()
                        && Character.isUpperCase(before.text().charAt(0)));
        if (!atSign("(") || nested() || event) {
            return false;
        }
        return relationBehind();
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

    void descend() {
        if (++depth > Budget.MAX_DEPTH) {
            throw new Budget.Exhausted("too deeply nested");
        }
    }

    void ascend() {
        depth--;
    }
}
