package zero4j.verify.expr;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import zero4j.verify.expr.Expr.Negative;
import zero4j.verify.expr.Expr.Product;
import zero4j.verify.expr.Expr.Sum;

/** Determinants written out, expanded along the first row. */
public final class Determinant {
    private Determinant() {}

    /** The determinant of a square matrix with at least one row: n! products for n rows. */
    public static Expr of(List<List<Expr>> rows) {
        if (rows.size() == 1) {
            return rows.getFirst().getFirst();
        }
        List<Expr> terms = new ArrayList<>();
        for (int column = 0; column < rows.size(); column++) {
            Expr term = new Product(List.of(rows.getFirst().get(column), of(minor(rows, column))));
            terms.add(column % 2 == 0 ? term : new Negative(term));
        }
        return new Sum(terms);
    }

    private static List<List<Expr>> minor(List<List<Expr>> rows, int without) {
        return rows.subList(1, rows.size()).stream()
                .map(row -> IntStream.range(0, row.size())
                        .filter(i -> i != without)
                        .mapToObj(row::get)
                        .toList())
                .toList();
    }
}
