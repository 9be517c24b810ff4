package zero4j.verify.syntax;

import zero4j.verify.syntax.Lexeme.Kind;

/** Normalises what is no number, letter or command: signs, and blanks between them. */
final class SignLexer {
    private final Scanner in;
    private final Lexer out;

    SignLexer(Scanner in, Lexer out) {
        this.in = in;
        this.out = out;
    }

    /** Adds the lexemes of {@code c}, which was taken, and of what belongs to it. */
    void character(char c) {
        switch (c) {
            case ' ', '\t', '\r', '~' -> out.space();
            case '\n' -> out.line();
            case '$', '"', '`' -> {}
            case '.' -> dots();
            case '*' -> out.sign(in.take("*") ? "^" : "*");
            case '^' -> power();
            case '=' -> equals();
            case '<' -> out.sign(in.take("=") ? "<=" : in.take(">") ? "\\ne" : "<");
            case '>' -> out.sign(in.take("=") ? ">=" : ">");
            case '-' -> out.sign(in.take(">") ? "\\to" : "-");
            case '+' -> out.sign(in.take("/-") ? "\\pm" : "+");
            case '!' -> out.sign(!out.atNumber() && in.take("=") ? "\\ne" : "!");
            case '|' -> out.sign("|");
            case '{' -> out.sign(relationInBraces() ? in.takeFirstOf(2) : "{");
            case ':' -> out.sign(in.take("=") ? "=" : ":");
            case '&' -> {
                if (out.inColumns()) {
                    out.sign("&");
                }
            }
            default -> out.sign(Character.isISOControl(c) ? "?" : Scanner.text(c));
        }
    }

    /** Braces take the blanks around a relation sign away. */
    private boolean relationInBraces() {
        return ":=<>".indexOf(in.peek()) >= 0 && in.peek(1) == '}';
    }

    private void equals() {
        if (in.take(">")) {
            out.add(Kind.COMMAND, "implies");
        } else {
            out.sign(in.take("=") ? "=" : in.take("<") ? "<=" : "=");
        }
    }

    private void dots() {
        if (in.peek() == ' ' && out.behindChoice()) {
            // The point behind a choice's letter: B. 12
            out.sign(")");
            return;
        }
        if (in.take("..")) {
            out.add(Kind.COMMAND, "ldots");
        }
    }

    /** A degree sign or primes, written as a power, become signs of their own. */
    private void power() {
        int start = in.at();
        in.skipBlanks();
        boolean braces = in.take("{");
        in.skipBlanks();
        int primes = 0;
        boolean degree = in.takeCommand("circ") || in.takeCommand("degree") || in.takeCommand("degrees");
        while (!degree && (in.take("'") || in.takeCommand("prime"))) {
            in.skipBlanks();
            primes++;
        }
        in.skipBlanks();
        if ((degree || primes > 0) && (!braces || in.take("}"))) {
            for (int i = 0; i < primes; i++) {
                out.sign("'");
            }
            if (degree) {
                out.sign("°");
            }
        } else {
            in.moveTo(start);
            out.sign("^");
        }
    }
}
