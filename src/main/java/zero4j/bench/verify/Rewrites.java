package zero4j.bench.verify;

import java.util.List;
import java.util.stream.Stream;

/** Changes of a reference that keep its meaning: a verifier should call each of them correct. */
final class Rewrites {
    private static final List<Change> ALL = Stream.of(
                    WritingRewrites.all(),
                    NumberRewrites.all(),
                    FormulaRewrites.all(),
                    ArrangementRewrites.all(),
                    SaidRewrites.all())
            .flatMap(List::stream)
            .toList();

    private Rewrites() {}

    /** All of them, in the order of tables; their names are distinct. */
    static List<Change> all() {
        return ALL;
    }
}
