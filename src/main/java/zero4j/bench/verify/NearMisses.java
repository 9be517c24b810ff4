package zero4j.bench.verify;

import java.util.List;
import java.util.stream.Stream;

/** Changes of a reference that surely change its meaning: a verifier should call none of them correct. */
final class NearMisses {
    private static final List<Change> ALL = Stream.of(ValueMisses.all(), ArrangementMisses.all(), SaidMisses.all())
            .flatMap(List::stream)
            .toList();

    private NearMisses() {}

    /** All of them, in the order of tables; their names are distinct. */
    static List<Change> all() {
        return ALL;
    }
}
