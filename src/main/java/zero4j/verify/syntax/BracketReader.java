package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.List;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Listing.Separator;
import zero4j.verify.expr.Unreadable;
import zero4j.verify.syntax.Grammar.Inside;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads what stands between brackets of any kind. */
final class BracketReader {
    private static final int MAX_FACTORS = 4;

    private final Grammar grammar;
    private final LexemeStream in;

    BracketReader(Grammar grammar) {
        this.grammar = grammar;
        in = grammar.in;
    }

    /** What stands between the brackets that come next. */
    Expr read() {
        String open = in.next().text();
        return switch (open) {
            case "{" -> braces();
            case "(", "[", "]" -> bracketed(open);
            case "\\{" -> set();
            case "|(" -> closed(Inside.NOTHING, "|)", "abs");
            case "|" -> closed(Inside.ABSOLUTE, "|", "abs");
            case "||" -> closed(Inside.ABSOLUTE, "||", "norm");
            case "\\lfloor" -> closed(Inside.NOTHING, "\\rfloor", "floor");
            case "\\lceil" -> closed(Inside.NOTHING, "\\rceil", "ceil");
            case "\\langle" -> angles("\\rangle");
            case "<" -> angles(">");
            default -> throw new Unreadable("unexpected '" + open + "'");
        };
    }

    /** The arguments of a function in the brackets that come next. */
    List<Expr> arguments() {
        String open = in.next().text();
        String close = switch (open) {
            case "(" -> ")";
            case "[" -> "]";
            case "{" -> "}";
            default -> "\\}";
        };
        Expr list = grammar.within(Inside.NOTHING, grammar.answers::list);
        in.expectSign(close);
        return list instanceof Expr.Listing(List<Expr> elements, var _) ? elements : List.of(list);
    }

    private Expr braces() {
        if (factors()) {
            Expr product = grammar.within(Inside.NOTHING, grammar.formulas::formula);
            in.expectSign("}");
            return product;
        }
        Expr value = grammar.within(Inside.NOTHING, grammar.answers::list);
        in.expectSign("}");
        return value;
    }

    /** Whether the few letters in the braces just opened are factors, being part of a formula: {@code \frac{abc}{4R}}. */
    private boolean factors() {
        Lexeme owner = in.owner();
        return in.peek().kind() == Kind.LETTERS
                && in.peek().text().length() <= MAX_FACTORS
                && in.peek(1).sign("}")
                && (owner.kind() == Kind.COMMAND || owner.sign("^") || owner.sign("}"));
    }

    private Expr closed(Inside inside, String close, String function) {
        Expr value = grammar.within(inside, grammar.formulas::formula);
        in.expectSign(close);
        if (inside == Inside.ABSOLUTE
                && value instanceof Expr.Call(String inner, List<Expr> argument)
                && inner.equals("abs")) {
            // ||v|| with plain bars.
            return new Expr.Call("norm", argument);
        }
        return new Expr.Call(function.equals("abs") && value instanceof Expr.Matrix ? "det" : function, List.of(value));
    }

    private Expr bracketed(String open) {
        List<Expr> elements = new ArrayList<>();
        Inside inside = open.equals("(") ? Inside.NOTHING : Inside.INTERVAL;
        List<Separator> separators = new ArrayList<>();
        Expr first = grammar.within(inside, () -> grammar.answers.list(elements, separators));
        Lexeme close = in.next();
        boolean single = elements.size() == 1;
        if (open.equals("]")) {
            return french(close, elements);
        }
        if (close.sign("[") && elements.size() == 2 && open.equals("[")) {
            return new Expr.Bracketed('[', ')', elements);
        }
        boolean same = open.equals("(") ? close.sign(")") : close.sign("]");
        boolean half = !same && elements.size() == 2 && (close.sign(")") || close.sign("]"));
        if (!same && !half) {
            throw new Unreadable("brackets that do not match");
        }
        if (same && open.equals("(") && separators.contains(Separator.OR)) {
            return new Expr.Listing(elements, separators);
        }
        return single ? first : new Expr.Bracketed(open.charAt(0), close.text().charAt(0), elements);
    }

    /** An open interval as {@code ]1,2[}. */
    private static Expr french(Lexeme close, List<Expr> elements) {
        boolean open = close.sign("[") || close.sign(")");
        if (elements.size() != 2 || (!open && !close.sign("]"))) {
            throw new Unreadable("brackets that do not match");
        }
        return new Expr.Bracketed('(', open ? ')' : ']', elements);
    }

    private Expr angles(String close) {
        List<Expr> elements = new ArrayList<>();
        grammar.within(Inside.INTERVAL, () -> {
            do {
                elements.add(grammar.formulas.formula());
            } while (in.skipSign(",") || in.skipSign(";"));
            return elements.getFirst();
        });
        in.expectSign(close);
        return new Expr.Bracketed('<', '>', elements);
    }

    private Expr set() {
        if (in.skipSign("\\}")) {
            return new Expr.SetOf(List.of());
        }
        if (in.peek().kind() == Kind.BEGIN) {
            // A brace on the left only: a function by cases.
            Expr cases = grammar.matrices.read(true);
            in.skipSign("\\}");
            return cases;
        }
        List<Expr> elements = new ArrayList<>();
        Expr head = grammar.within(Inside.SET_HEAD, () -> grammar.answers.list(elements, new ArrayList<>()));
        if (in.skipSign("\\}")) {
            return new Expr.SetOf(elements);
        }
        if (!in.skipSign("\\mid") && !in.skipSign("|") && !in.skipSign(":")) {
            throw new Unreadable("brackets that do not match");
        }
        Expr condition = grammar.within(Inside.NOTHING, grammar.answers::list);
        in.expectSign("\\}");
        return new Expr.SetWhere(head, condition);
    }
}
