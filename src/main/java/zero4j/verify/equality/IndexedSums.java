package zero4j.verify.equality;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.commons.numbers.fraction.BigFraction;
import zero4j.verify.expr.Budget;
import zero4j.verify.expr.Expr;
import zero4j.verify.expr.Expr.Call;
import zero4j.verify.expr.Expr.Constant;
import zero4j.verify.expr.Expr.Num;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Relation;
import zero4j.verify.expr.Expr.Relation.Sign;
import zero4j.verify.expr.Expr.Sum;
import zero4j.verify.expr.Expr.Symbol;

/** Sums and products over an index: written out where they are short, and otherwise free of the index's name. */
final class IndexedSums {
    private static final String SUM = "\\sum";
    private static final Set<String> NAMES = Set.of(SUM, "\\prod");
    private static final int MAX_TERMS = 100;

    private final Budget budget;

    IndexedSums(Budget budget) {
        this.budget = budget;
    }

    /** Whether {@code a} is {@code \sum_{k=…}^{…} …} or a product like it. */
    static boolean isOne(Expr a) {
        return a instanceof Call(String function, List<Expr> arguments)
                && NAMES.contains(function)
                && arguments.size() == 3
                && arguments.getFirst() instanceof Relation(List<Expr> operands, List<Sign> signs)
                && signs.equals(List.of(Sign.EQUAL))
                && (operands.getFirst() instanceof Symbol || operands.getFirst() == Constant.I);
    }

    /** {@code a} with all series in it changed. */
    Expr normalised(Expr a) {
        return normalised(a, 0);
    }

    private Expr normalised(Expr a, int depth) {
        Expr inner = a.withParts(part -> normalised(part, depth + 1));
        if (!(isOne(inner)
                && inner instanceof Call(String function, List<Expr> arguments)
                && arguments.getFirst() instanceof Relation range)) {
            return inner;
        }
        Expr index = range.operands().getFirst();
        Expr first = range.operands().getLast();
        Expr last = arguments.get(1);
        Expr body = arguments.getLast();
        if (isWhole(first) && isWhole(last)) {
            BigInteger low = ((Num) first).value().getNumerator();
            BigInteger terms = ((Num) last).value().getNumerator().subtract(low);
            if (terms.signum() >= 0 && terms.compareTo(BigInteger.valueOf(MAX_TERMS)) < 0) {
                return writtenOut(function, index, low, terms.intValue() + 1, body);
            }
        }
        // IndexedSums within this one have a deeper index.
        Symbol common = new Symbol("\\index" + depth);
        return new Call(function, List.of(first, last, with(common, index, body)));
    }

    private Expr writtenOut(String function, Expr index, BigInteger low, int count, Expr body) {
        List<Expr> terms = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Num value = Num.of(BigFraction.of(low.add(BigInteger.valueOf(i))));
            terms.add(with(value, index, body));
        }
        return function.equals(SUM) ? new Sum(terms) : new Product(terms);
    }

    private static boolean isWhole(Expr a) {
        return a instanceof Num n && n.value().getDenominator().equals(BigInteger.ONE);
    }

    private Expr with(Expr replacement, Expr index, Expr body) {
        budget.spend(2);
        return body.equals(index) ? replacement : body.withParts(part -> with(replacement, index, part));
    }
}
