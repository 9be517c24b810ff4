package zero4j.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import zero4j.UserError;
import zero4j.Words;
import zero4j.cli.console.Launcher;
import zero4j.run.Metric;

/** Metrics by the names that users type. */
final class MetricName {
    /** A word this short begins too many names to suggest them. */
    private static final int SHORTEST_PREFIX = 3;

    private MetricName() {}

    /**
     * The metric of a name.
     *
     * @throws UserError if there is none, with those that may be meant
     */
    static Metric parse(String name) {
        return Metric.of(name)
                .orElseThrow(() -> new UserError("there is no metric " + name + hint(name.toLowerCase(Locale.ROOT))
                        + " `" + Launcher.command() + " metrics` lists them all"));
    }

    private static String hint(String name) {
        List<String> known = Arrays.stream(Metric.values()).map(Metric::key).toList();
        List<String> begun = name.length() < SHORTEST_PREFIX
                ? List.of()
                : known.stream().filter(key -> key.startsWith(name)).toList();
        if (!begun.isEmpty()) {
            return "; did you mean " + (begun.size() > 1 ? "one of " : "") + String.join(", ", begun) + "?";
        }
        return Words.nearest(name, known)
                .map(near -> "; did you mean " + near + "?")
                .orElse(";");
    }
}
