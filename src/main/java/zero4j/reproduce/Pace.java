package zero4j.reproduce;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How long stages will take: what is expected of them, scaled by what this machine has needed so far. Not thread-safe. */
final class Pace {
    private final Map<String, Sums> byKind = new HashMap<>();
    private Sums all = new Sums(0, 0);

    private record Sums(double expected, double needed) {
        Sums and(double moreExpected, double moreNeeded) {
            return new Sums(expected + moreExpected, needed + moreNeeded);
        }
    }

    /** A stage, or a part of one, took so long. */
    void took(String kind, double expected, double seconds) {
        if (expected > 0 && seconds > 0) {
            byKind.merge(kind, new Sums(expected, seconds), (old, more) -> old.and(more.expected(), more.needed()));
            all = all.and(expected, seconds);
        }
    }

    /** Seconds of a stage. */
    double expected(Stage stage) {
        Sums known = byKind.getOrDefault(stage.kind(), all);
        double usual = stage.about().seconds();
        return known.expected() > 0 ? usual * known.needed() / known.expected() : usual;
    }

    /** Seconds of stages. */
    double expected(List<? extends Stage> stages) {
        return stages.stream().mapToDouble(this::expected).sum();
    }
}
