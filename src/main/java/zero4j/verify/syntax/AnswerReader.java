package zero4j.verify.syntax;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Listing.Separator;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.SetOperation.Operator;
import zero4j.verify.syntax.Grammar.Inside;
import zero4j.verify.syntax.Lexeme.Kind;

/** Reads lists, relations, unions of sets, ratios and quantities, down to the formulas in them. */
final class AnswerReader {
    private final Grammar grammar;
    private final LexemeStream in;
    private final WordReader words;
    private final DefinitionReader definitions;

    AnswerReader(Grammar grammar) {
        this.grammar = grammar;
        in = grammar.in;
        words = new WordReader(in);
        definitions = new DefinitionReader(grammar);
    }

    /** Everything up to the end. */
    Expr whole() {
        Expr answer = list();
        in.expectEnd();
        return answer;
    }

    /** Elements with commas or the like between them; a single one is no list. */
    Expr list() {
        List<Expr> elements = new ArrayList<>(2);
        List<Separator> separators = new ArrayList<>(2);
        Expr first = list(elements, separators);
        return separators.isEmpty() ? first : grouped(elements, separators);
    }

    /** Adds the elements of a list to {@code elements} and what separates them; returns the first. */
    Expr list(List<Expr> elements, List<Separator> separators) {
        elements.add(relation());
        Separator separator = separator();
        while (separator != null && !in.endsAt(0)) {
            separators.add(separator);
            elements.add(relation());
            separator = separator();
        }
        return elements.getFirst();
    }

    /** Between semicolons, what other separators join is an element: {@code x = 1, y = 2; x = 3, y = 4}. */
    private static Expr grouped(List<Expr> elements, List<Separator> separators) {
        boolean flat = separators.stream().allMatch(s -> s == Separator.SEMICOLON)
                || !separators.contains(Separator.SEMICOLON)
                || separators.contains(Separator.IF)
                || separators.contains(Separator.FOR);
        if (flat) {
            return new Expr.Listing(elements, separators);
        }
        List<Expr> groups = new ArrayList<>();
        int start = 0;
        for (int i = 0; i < elements.size(); i++) {
            if (i == separators.size() || separators.get(i) == Separator.SEMICOLON) {
                groups.add(
                        start == i
                                ? elements.get(i)
                                : new Expr.Listing(elements.subList(start, i + 1), separators.subList(start, i)));
                start = i + 1;
            }
        }
        return new Expr.Listing(groups, Collections.nCopies(groups.size() - 1, Separator.SEMICOLON));
    }

    /** Takes what separates two elements; null if nothing does. */
    private @Nullable Separator separator() {
        if (in.peek().kind() == Kind.END) {
            return null;
        }
        Separator found = in.skipSign(",") ? Separator.COMMA : in.skipSign(";") ? Separator.SEMICOLON : null;
        if (in.skipSign(ConditionWords.IF) || in.conditionFollows()) {
            return Separator.IF;
        }
        if (in.skipSign(ConditionWords.FOR)) {
            return Separator.FOR;
        }
        Lexeme lexeme = in.peek();
        boolean word = lexeme.kind() == Kind.TEXT || lexeme.kind() == Kind.LETTERS;
        boolean connecting = word && AnswerWords.connects(lexeme.text());
        if (connecting || lexeme.sign("\\land") || lexeme.sign("\\lor")) {
            in.next();
            in.skipSign(",");
            return lexeme.text().equals("and") || lexeme.text().equals("\\land") ? Separator.AND : Separator.OR;
        }
        return found;
    }

    /** A relation, a chain of them, or a value alone. */
    Expr relation() {
        while (AnswerWords.introduces(in.peek(), in.peek(1)) && !in.endsAt(1)) {
            in.next();
        }
        Expr first = definitions.read();
        if (first == null) {
            first = operand();
        }
        Sign sign = Commands.relation(in.peek());
        if (sign == null) {
            return first;
        }
        List<Expr> operands = new ArrayList<>();
        List<Sign> signs = new ArrayList<>();
        operands.add(first);
        while (sign != null) {
            in.next();
            signs.add(sign);
            operands.add(operand());
            sign = Commands.relation(in.peek());
        }
        return alternatives(operands, signs);
    }

    /** {@code x < -2 \cup x > 3} is two relations: the union in the middle separates them. */
    private static Expr alternatives(List<Expr> operands, List<Sign> signs) {
        for (int i = 1; i < operands.size() - 1; i++) {
            if (operands.get(i) instanceof Expr.SetOperation(Operator operator, List<Expr> parts)
                    && operator == Operator.UNION
                    && parts.size() == 2) {
                List<Expr> before = new ArrayList<>(operands.subList(0, i));
                before.add(parts.getFirst());
                List<Expr> after = new ArrayList<>(operands.subList(i + 1, operands.size()));
                after.addFirst(parts.getLast());
                return new Expr.Listing(
                        List.of(
                                new Expr.Relation(before, signs.subList(0, i)),
                                new Expr.Relation(after, signs.subList(i, signs.size()))),
                        List.of(Separator.OR));
            }
        }
        return new Expr.Relation(operands, signs);
    }

    private Expr operand() {
        Expr first = single();
        Operator operator = operator();
        if (operator == null) {
            return first;
        }
        Expr joined = first;
        while (operator != null) {
            Operator current = operator;
            List<Expr> operands = new ArrayList<>();
            operands.add(joined);
            while (operator == current) {
                in.next();
                operands.add(single());
                operator = operator();
            }
            joined = new Expr.SetOperation(current, operands);
        }
        return joined;
    }

    private @Nullable Operator operator() {
        if (in.peek().kind() != Kind.SIGN) {
            return null;
        }
        return switch (in.peek().text()) {
            case "\\cup" -> Operator.UNION;
            case "\\cap" -> Operator.INTERSECTION;
            case "\\setminus" -> Operator.DIFFERENCE;
            default -> null;
        };
    }

    /** A value with its unit, a ratio, or words. */
    private Expr single() {
        Expr text = words.read();
        if (text != null) {
            return text;
        }
        return grammar.withOwnMarks(this::quantity);
    }

    private Expr quantity() {
        Expr value = grammar.formulas.formula();
        if (in.atSign(":") && !grammar.isInside(Inside.SET_HEAD)) {
            List<Expr> parts = new ArrayList<>();
            parts.add(value);
            while (in.skipSign(":")) {
                parts.add(grammar.formulas.formula());
            }
            value = new Expr.Ratio(parts);
        }
        return grammar.units.read(named(value), grammar.marks().degrees);
    }

    /** {@code C(5, 2)} is a number of combinations, too, and {@code P(5, 2)} one of arrangements. */
    private static Expr selection(String name, Expr.Bracketed point, Expr otherwise) {
        List<Expr> pair = point.elements();
        boolean selection = SelectionReader.isOne(name)
                && pair.size() == 2
                && (SelectionReader.fit(pair.getFirst(), pair.getLast())
                        || (pair.getFirst() instanceof Expr.Symbol && pair.getLast() instanceof Expr.Num));
        return selection
                ? new Expr.Ambiguous(SelectionReader.of(name.charAt(0), pair.getFirst(), pair.getLast()), otherwise)
                : otherwise;
    }

    /** {@code A(1,2)} is a call, or a point with its name before it; a set less another has an operator of its own. */
    private static Expr named(Expr value) {
        return switch (value) {
            case Expr.Product(List<Expr> factors)
            when factors.size() == 2
                    && factors.getFirst() instanceof Expr.Symbol(String name)
                    && name.charAt(0) >= 'A'
                    && name.charAt(0) <= 'Z'
                    && factors.getLast() instanceof Expr.Bracketed point ->
                selection(name, point, new Expr.Ambiguous(new Expr.Call(name, point.elements()), point));
            case Expr.Sum(List<Expr> terms)
            when terms.size() == 2 && terms.getLast() instanceof Expr.Negative(Expr.SetOf set) ->
                new Expr.SetOperation(Operator.DIFFERENCE, List.of(terms.getFirst(), set));
            default -> value;
        };
    }
}
