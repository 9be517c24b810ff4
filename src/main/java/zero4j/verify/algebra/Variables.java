package zero4j.verify.algebra;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import zero4j.verify.expr.Expr;

/** The variables of two formulas in a fixed order, and as further ones their unknown functions' values. */
final class Variables {
    private final List<String> names = new ArrayList<>();
    private final Map<String, Integer> byName = new HashMap<>();
    private final Map<Expr.Call, Integer> byCall = new HashMap<>();

    /** @param same whether two calls have the same value because their arguments have */
    Variables(Shape a, Shape b, BiPredicate<Expr.Call, Expr.Call> same) {
        SortedSet<String> symbols = new TreeSet<>(a.symbols());
        symbols.addAll(b.symbols());
        symbols.forEach(name -> {
            byName.put(name, names.size());
            names.add(name);
        });
        List<Expr.Call> distinct = new ArrayList<>();
        List<Expr.Call> calls = new ArrayList<>(a.unknown());
        calls.addAll(b.unknown());
        for (Expr.Call call : calls) {
            int index = 0;
            while (index < distinct.size() && !same.test(distinct.get(index), call)) {
                index++;
            }
            if (index == distinct.size()) {
                distinct.add(call);
            }
            byCall.put(call, symbols.size() + index);
        }
        distinct.forEach(call -> names.add(call.function() + "()"));
    }

    /** A name for each variable, in order; several unknown functions' values may share one. */
    List<String> names() {
        return names;
    }

    int number(String symbol) {
        return byName.getOrDefault(symbol, -1);
    }

    int number(Expr.Call call) {
        return byCall.getOrDefault(call, -1);
    }
}
