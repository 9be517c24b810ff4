package zero4j.reproduce;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import zero4j.run.Metric;

/**
 * The name of a measured quantity, in words and with its unit.
 *
 * @param name as experiments have it, for example {@code length_incorrect@last}
 * @param what it is, {@code length of wrong responses}
 * @param when it was measured, {@code last steps}; empty where there is no other time
 * @param unit of its values
 * @param change whether it is a difference of two times
 */
record QuantityWords(String name, String what, String when, Unit unit, boolean change) {
    /** What its values are counted in. */
    enum Unit {
        /** From 0 to 1, written in percent; differences in percentage points. */
        SHARE,
        TOKENS,
        NATS,
        /** Any other. */
        PLAIN
    }

    private record Known(String words, Unit unit) {}

    private static final Map<String, Known> KNOWN = Map.ofEntries(
            Map.entry("reward", new Known("reward", Unit.PLAIN)),
            Map.entry("accuracy", new Known("accuracy in training", Unit.SHARE)),
            Map.entry("length", new Known("length of responses", Unit.TOKENS)),
            Map.entry("length_correct", new Known("length of right responses", Unit.TOKENS)),
            Map.entry("length_incorrect", new Known("length of wrong responses", Unit.TOKENS)),
            Map.entry("truncated", new Known("responses cut off by the budget", Unit.SHARE)),
            Map.entry("dead_groups", new Known("questions without a lesson", Unit.SHARE)),
            Map.entry("greedy", new Known("greedy accuracy", Unit.SHARE)),
            Map.entry("avg", new Known("accuracy of samples", Unit.SHARE)),
            Map.entry("right_length", new Known("length of right answers in the evaluation", Unit.TOKENS)),
            Map.entry("wrong_length", new Known("length of wrong answers in the evaluation", Unit.TOKENS)),
            Map.entry("rechecks_right", new Known("re-checks in a right response", Unit.PLAIN)),
            Map.entry("rechecks_wrong", new Known("re-checks in a wrong response", Unit.PLAIN)),
            Map.entry("drift_right", new Known("expected drift of re-checks when right", Unit.PLAIN)),
            Map.entry("drift_wrong", new Known("expected drift of re-checks when wrong", Unit.PLAIN)),
            Map.entry("answering", new Known("responses that try to answer", Unit.SHARE)),
            Map.entry("reflection", new Known("responses with self-reflection", Unit.SHARE)));

    /** Reads a name; one that is not known is its own word. */
    static QuantityWords of(String name) {
        String[] parts = name.split("@", -1);
        if (parts[0].equals("pass") && parts.length > 1) {
            String at = parts.length > 2 ? "temperature " + parts[2] : "";
            return new QuantityWords(name, "pass@" + parts[1], at, Unit.SHARE, false);
        }
        String when = parts.length < 2 ? "" : parts[1];
        Known known = Optional.ofNullable(KNOWN.get(parts[0])).orElseGet(() -> metric(parts[0]));
        String words = switch (when) {
            case "first" -> "first steps";
            case "last" -> "last steps";
            case "before" -> "before training";
            case "after" -> "after training";
            default -> when;
        };
        return new QuantityWords(name, known.words(), words, known.unit(), when.equals("change"));
    }

    private static Known metric(String key) {
        String unit = Arrays.stream(Metric.values())
                .filter(metric -> metric.key().equals(key))
                .map(Metric::unit)
                .findFirst()
                .orElse("");
        return new Known(
                key.replace('_', ' '),
                switch (unit) {
                    case "share" -> Unit.SHARE;
                    case "tokens" -> Unit.TOKENS;
                    case "nats" -> Unit.NATS;
                    default -> Unit.PLAIN;
                });
    }

    /** {@code length of wrong responses, last steps}. */
    String inWords() {
        return when.isEmpty() ? what : what + ", " + when;
    }

    /** The same with the unit of its axis. */
    String title() {
        return switch (unit) {
            case SHARE -> change ? inWords() + " (points)" : inWords();
            case TOKENS -> inWords() + " (tokens)";
            case NATS -> inWords() + " (nats)";
            case PLAIN -> inWords();
        };
    }

    /** A value without its unit but for percent: {@code 143}, {@code 62.8 %}; of changes with a sign. */
    String written(double value, double largest) {
        if (!Double.isFinite(value)) {
            return "-";
        }
        String number = number(change ? "+" : "", value, largest);
        return unit == Unit.SHARE && !change ? number + " %" : number;
    }

    /** An effect with its interval and unit: {@code +143 tokens [138, 149]}. */
    String written(Effect effect) {
        double largest = Math.max(Math.abs(effect.difference()), Math.max(size(effect.low()), size(effect.high())));
        String unitOf = switch (unit) {
            case SHARE -> " points";
            case TOKENS -> " tokens";
            case NATS -> " nats";
            case PLAIN -> "";
        };
        String interval = Double.isFinite(effect.low()) && Double.isFinite(effect.high())
                ? " [" + number("", effect.low(), largest) + ", " + number("", effect.high(), largest) + "]"
                : "";
        return number("+", effect.difference(), largest) + unitOf + interval;
    }

    private static double size(double end) {
        return Double.isFinite(end) ? Math.abs(end) : 0;
    }

    /** In three digits of the largest number beside it; shares in percent to a tenth. Never a zero with a minus. */
    private String number(String sign, double value, double largest) {
        double shown = unit == Unit.SHARE ? 100 * value : value;
        int decimals = unit == Unit.SHARE
                ? 1
                : (int) Math.clamp(2 - (long) Math.floor(Math.log10(Math.max(largest, 1e-9))), 0, 6);
        double power = Math.pow(10, decimals);
        double rounded = Math.rint(shown * power) / power + 0.0;
        return String.format(Locale.ROOT, "%" + sign + "." + decimals + "f", rounded);
    }
}
