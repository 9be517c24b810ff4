package zero4j.verify;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.Token.Kind;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Unreadable;

/** Tokens with a position in them, and the depth of nesting there. */
final class TokenStream {
    private final List<Token> tokens;
    private int at;
    private int depth;

    TokenStream(List<Token> tokens) {
        this.tokens = new ArrayList<>(tokens);
        this.tokens.add(new Token(Kind.END, "end", true));
    }

    Token peek() {
        return tokens.get(at);
    }

    /** The token {@code distance} behind the next one; the end marker where there is none. */
    Token peek(int distance) {
        return tokens.get(Math.min(at + distance, tokens.size() - 1));
    }

    Token next() {
        Token token = tokens.get(at);
        if (token.kind() != Kind.END) {
            at++;
        }
        return token;
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
        Token number = peek();
        boolean whole = number.text().chars().allMatch(c -> c >= '0' && c <= '9');
        if (!whole || number.text().length() == 1) {
            return next().text();
        }
        tokens.set(at, new Token(Kind.NUMBER, number.text().substring(1), false));
        return number.text().substring(0, 1);
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
