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
        if (kind == 'C') {
            return new Expr.Call("binom", List.of(all, some));
        }
        Expr rest = new Expr.Sum(List.of(all, new Expr.Negative(some)));
        return new Expr.Fraction(new Expr.Call("factorial", List.of(all)), new Expr.Call("factorial", List.of(rest)));
    }

    private Expr indexed() {
        in.skip(1);
        return grammar.factors.argument();
    }
}
