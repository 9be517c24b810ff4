package zero4j.verify.syntax;

import java.util.List;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads combinations and permutations with an index in front: {@code {}_5C_2}, {@code ^5P_2}. */
final class SelectionReader {
    private final Grammar grammar;
    private final LexemeStream in;

    SelectionReader(Grammar grammar) {
        this.grammar = grammar;
        in = grammar.in;
    }

    /** Whether an index without anything before it comes next. */
    boolean startsHere() {
        int empty = in.atSign("{") && in.peek(1).sign("}") ? 2 : 0;
        return index(in.peek(empty));
    }

    private static boolean index(Lexeme lexeme) {
        return lexeme.sign("_") || lexeme.sign("^");
    }

    /** The combination or permutation that comes next. */
    Expr read() {
        in.skip(in.atSign("{") ? 2 : 0);
        Expr all = indexed();
        Lexeme letter = in.peek();
        boolean letters = letter.kind() == Kind.LETTERS || letter.kind() == Kind.TEXT;
        char kind = letters ? in.nextLetter() : ' ';
        if ((kind != 'C' && kind != 'P') || !index(in.peek())) {
            throw new Unreadable("an index with nothing before it");
        }
        Expr some = indexed();
        return of(kind, all, some);
    }

    /** Whether the letter stands for combinations or arrangements: {@code C(5, 2)}, {@code P_5^2}, {@code 5P2}. */
    static boolean isOne(String letter) {
        return letter.equals("C") || letter.equals("P");
    }

    /** Combinations by the letter C, otherwise arrangements. */
    static Expr of(char kind, Expr all, Expr some) {
        if (kind == 'C') {
            return new Expr.Call("binom", List.of(all, some));
        }
        Expr rest = new Expr.Sum(List.of(all, new Expr.Negative(some)));
        return new Expr.Fraction(new Expr.Call("factorial", List.of(all)), new Expr.Call("factorial", List.of(rest)));
    }

    /** Whether so many may be selected of all. */
    static boolean fit(Expr all, Expr some) {
        return all instanceof Expr.Num n
                && some instanceof Expr.Num k
                && !n.decimal()
                && !k.decimal()
                && k.value().signum() >= 0
                && k.value().compareTo(n.value()) <= 0;
    }

    /** Whether {@code (5, 2)} comes next behind such a letter within a formula; alone it may be a point. */
    boolean within() {
        boolean pair = in.peek(1).wholeNumber()
                && in.peek(2).sign(",")
                && in.peek(3).wholeNumber()
                && in.peek(4).sign(")");
        return pair
                && (operates(in.owner()) || operates(in.peek(5)) || in.owner().number());
    }

    private static boolean operates(Lexeme lexeme) {
        return lexeme.kind() == Kind.SIGN && "+-*/^".contains(lexeme.text());
    }

    /** Whether {@code 5C2} comes next. */
    boolean glued() {
        return in.peek(1).kind() == Kind.LETTERS
                && isOne(in.peek(1).text())
                && in.peek(2).wholeNumber()
                && in.peek(1).gap() == in.peek(2).gap()
                && !in.peek(3).sign("_");
    }

    private Expr indexed() {
        in.skip(1);
        return grammar.factors.argument();
    }
}
