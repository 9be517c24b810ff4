package zero4j.verify;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import zero4j.verify.Token.Kind;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Unreadable;

/**
 * Reads answers: lists, sets, tuples, intervals and their unions, relations and quantities with a unit, down to the
 * formulas that {@link FormulaReader} reads.
 */
final class AnswerReader {
    private static final Set<String> RELATIONS = Set.of("=", "<", ">", "<=", ">=", "in");
    private static final Set<String> SCALES = Set.of("hundred", "thousand", "million", "billion", "trillion");

    private final TokenStream in;
    private final FormulaReader formulas;

    private AnswerReader(List<Token> tokens, Budget budget) {
        in = new TokenStream(tokens);
        formulas = new FormulaReader(in, budget, this::bracketed);
    }

    /**
     * What {@code tokens} say.
     *
     * @throws Unreadable if they are not mathematics that is known here
     * @throws Budget.Exhausted if reading takes too much work
     */
    static Expr read(List<Token> tokens, Budget budget) {
        if (tokens.isEmpty()) {
            throw new Unreadable("empty answer");
        }
        if (inWords(tokens)) {
            StringBuilder words = new StringBuilder();
            tokens.forEach(t -> words.append(t.text().replaceAll("\\s", "").toLowerCase(Locale.ROOT)));
            return new Expr.Word(words.toString());
        }
        AnswerReader reader = new AnswerReader(tokens, budget);
        Expr answer = reader.list("", "");
        reader.in.expectEnd();
        return answer;
    }

    // Three letters without a blank between them make a word; fewer are a product of symbols.
    private static boolean inWords(List<Token> tokens) {
        int run = 0;
        boolean word = false;
        for (Token token : tokens) {
            if (token.kind() == Kind.LETTER) {
                run = token.spaced() ? 1 : run + 1;
                word |= run >= 3;
            } else if (token.kind() == Kind.TEXT && !separates(token)) {
                run = 0;
                word = true;
            } else {
                return false;
            }
        }
        return word;
    }

    private static boolean separates(Token token) {
        return token.kind() == Kind.TEXT
                && (token.text().equals("and") || token.text().equals("or"));
    }

    private Expr list(String open, String close) {
        List<Expr> elements = new ArrayList<>();
        do {
            elements.add(union());
        } while (separator());
        return elements.size() == 1 && !open.equals("\\{")
                ? elements.getFirst()
                : new Expr.Group(open, close, elements);
    }

    private boolean separator() {
        boolean comma = in.skipSign(",") || in.skipSign(";");
        if (separates(in.peek())) {
            in.next();
            return true;
        }
        return comma;
    }

    private Expr union() {
        Expr first = element();
        if (!in.peek().sign("cup")) {
            return first;
        }
        List<Expr> parts = new ArrayList<>(List.of(first));
        while (in.skipSign("cup")) {
            parts.add(element());
        }
        return new Expr.Group("cup", "", parts);
    }

    private Expr element() {
        Expr left = formulas.sum();
        if (in.peek().kind() == Kind.SIGN && RELATIONS.contains(in.peek().text())) {
            String sign = in.next().text();
            left = new Expr.Relation(sign, left, withUnit(formulas.sum()));
        }
        return withUnit(left);
    }

    private Expr withUnit(Expr value) {
        StringBuilder unit = new StringBuilder();
        while (in.skipSign("%")) {
            unit.append('%');
        }
        while (in.peek().kind() == Kind.TEXT && !separates(in.peek())) {
            String word = in.next().text().toLowerCase(Locale.ROOT).replaceAll("[\\s.]", "");
            if (SCALES.contains(word)) {
                throw new Unreadable("a number in words");
            }
            unit.append(word.equals("percent") ? "%" : word.length() > 2 ? word.replaceAll("(?<=ch)es$|s$", "") : word);
            if (in.skipSign("^")) {
                unit.append('^').append(formulas.exponent());
            }
        }
        return unit.isEmpty() ? value : new Expr.Quantity(value, unit.toString());
    }

    /** What stands between brackets, the opening one included; a single value in equal brackets is that value. */
    private Expr bracketed() {
        String open = in.next().text();
        in.descend();
        if (open.equals("{")) {
            Expr inside = list("", "");
            in.expectSign("}");
            in.ascend();
            return inside;
        }
        boolean emptySet = open.equals("\\{") && in.peek().sign("\\}");
        Expr inside = emptySet ? new Expr.Group(open, "\\}", List.of()) : list(open, "");
        String close = in.next().text();
        in.ascend();
        if (inside instanceof Expr.Group(String o, String c, List<Expr> elements) && o.equals(open) && c.isEmpty()) {
            checkBrackets(open, close, open.equals("\\{"));
            return new Expr.Group(open, close, elements);
        }
        checkBrackets(open, close, true);
        return inside;
    }

    private static void checkBrackets(String open, String close, boolean same) {
        boolean round = close.equals(")");
        boolean square = close.equals("]");
        boolean fits = switch (open) {
            case "(" -> round || (square && !same);
            case "[" -> square || (round && !same);
            default -> close.equals("\\}");
        };
        if (!fits) {
            throw new Unreadable("brackets that do not match");
        }
    }
}
