package zero4j.reproduce;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import zero4j.run.Metric;

/**
 * The name of a measured quantity, in words and with its unit.
 *
 * @param name as experiments have it, for example {@code length_incorrect@last}
 * @param what it is, {@code length of wrong responses}
 * @param brief what it is where there is little room, {@code wrong length}
 * @param when it was measured, {@code last steps}; empty where there is no other time
 * @param unit of its values
 * @param change whether it is a difference of two times
 */
record QuantityWords(String name, String what, String brief, String when, CountedIn unit, boolean change) {
    /** What its values are counted in. */
    enum CountedIn {
        /** From 0 to 1, written in percent; differences in percentage points. */
        SHARE,
        TOKENS,
        NATS,
        /** Any other. */
        PLAIN
    }

    private record Known(String words, String brief, CountedIn unit) {}

    /** Curves whose key does not say it well. */
    private static final Map<String, Known> CURVES = Map.of(
            "accuracy", new Known("accuracy in training", "accuracy", CountedIn.SHARE),
            "length", new Known("length of responses", "length", CountedIn.TOKENS),
            "length_correct", new Known("length of right responses", "right length", CountedIn.TOKENS),
            "length_incorrect", new Known("length of wrong responses", "wrong length", CountedIn.TOKENS),
            "truncated", new Known("responses cut off by the budget", "cut off", CountedIn.SHARE),
            "dead_groups", new Known("questions without a lesson", "dead groups", CountedIn.SHARE),
            "rechecks_right", new Known("re-checks in a right response", "right re-checks", CountedIn.PLAIN),
            "rechecks_wrong", new Known("re-checks in a wrong response", "wrong re-checks", CountedIn.PLAIN));

    /** Reads the name of a quantity, or of a curve; one that is not known is its own word. */
    static QuantityWords of(String name) {
        return Quantity.of(name).map(quantity -> of(name, quantity)).orElseGet(() -> of(name, curve(name), "", false));
    }

    private static QuantityWords of(String name, Known known, String when, boolean change) {
        return new QuantityWords(name, known.words(), known.brief(), when, known.unit(), change);
    }

    private static QuantityWords of(String name, Quantity quantity) {
        return switch (quantity) {
            case Quantity.OfSteps(String curve, Quantity.End end) -> {
                String when = switch (end) {
                    case FIRST -> "first steps";
                    case LAST -> "last steps";
                    case CHANGE -> "change";
                };
                yield of(name, curve(curve), when, end == Quantity.End.CHANGE);
            }
            case Quantity.OfEvaluations(Quantity.Score score, Quantity.Moment moment) -> {
                String when = switch (moment) {
                    case BEFORE -> "before training";
                    case AFTER -> "after training";
                    case CHANGE -> "change";
                };
                yield of(name, score(score), when, moment == Quantity.Moment.CHANGE);
            }
            case Quantity.OfDrift(boolean right) -> {
                String when = right ? "right" : "wrong";
                Known known = new Known("expected drift of re-checks when " + when, when + " drift", CountedIn.PLAIN);
                yield of(name, known, "", false);
            }
            case Quantity.OfTable(boolean greedy) ->
                of(name, score(greedy ? Quantity.Score.GREEDY : Quantity.Score.AVG), "", false);
            case Quantity.OfSamples(int k, OptionalDouble temperature) -> {
                String at = temperature.isEmpty() ? "" : "temperature " + temperature.getAsDouble();
                yield of(name, new Known("pass@" + k, "pass@" + k, CountedIn.SHARE), at, false);
            }
            case Quantity.OfResponses(Quantity.Manner manner) -> {
                Known known = switch (manner) {
                    case ANSWERING -> new Known("responses that try to answer", "answering", CountedIn.SHARE);
                    case REFLECTION -> new Known("responses with self-reflection", "reflection", CountedIn.SHARE);
                    case REFLECTION_GAIN ->
                        new Known(
                                "accuracy with self-reflection less that without", "reflection gain", CountedIn.SHARE);
                };
                yield of(name, known, "", manner == Quantity.Manner.REFLECTION_GAIN);
            }
        };
    }

    private static Known score(Quantity.Score score) {
        return switch (score) {
            case GREEDY -> new Known("greedy accuracy", "greedy", CountedIn.SHARE);
            case AVG -> new Known("accuracy of samples", "avg", CountedIn.SHARE);
            case RIGHT_LENGTH -> new Known("length of right answers", "right answer", CountedIn.TOKENS);
            case WRONG_LENGTH -> new Known("length of wrong answers", "wrong answer", CountedIn.TOKENS);
        };
    }

    private static Known curve(String key) {
        String unit = Metric.of(key).map(Metric::unit).orElse("");
        String words = key.replace('_', ' ');
        Known byItsKey = new Known(
                words,
                words,
                switch (unit) {
                    case "share" -> CountedIn.SHARE;
                    case "tokens" -> CountedIn.TOKENS;
                    case "nats" -> CountedIn.NATS;
                    default -> CountedIn.PLAIN;
                });
        return CURVES.getOrDefault(key, byItsKey);
    }

    /** {@code length of wrong responses, last steps}. */
    String inWords() {
        return when.isEmpty() ? what : what + ", " + when;
    }

    /** {@code wrong length last}. */
    String briefly() {
        return when.isEmpty()
                ? brief
                : brief + " " + when.replace(" training", "").replace(" steps", "");
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
        return bare(value, largest) + (unit == CountedIn.SHARE && !change && Double.isFinite(value) ? " %" : "");
    }

    /** The same without any unit, beside one that has it. */
    String bare(double value, double largest) {
        return Double.isFinite(value) ? number(change ? "+" : "", value, largest) : "-";
    }

    /** An effect with its interval and unit: {@code +143 tokens [138, 149]}. */
    String written(Effect effect) {
        double largest = Math.max(Math.abs(effect.difference()), Math.max(size(effect.low()), size(effect.high())));
        String interval = Double.isFinite(effect.low()) && Double.isFinite(effect.high())
                ? " [" + number("", effect.low(), largest) + ", " + number("", effect.high(), largest) + "]"
                : "";
        return Double.isNaN(effect.difference())
                ? "-"
                : number("+", effect.difference(), largest) + unitOfDifferences() + interval;
    }

    /** How small a difference must be: {@code ±5 points}. */
    String within(double most) {
        BigDecimal shown = BigDecimal.valueOf(unit == CountedIn.SHARE ? 100 * most : most)
                .setScale(6, RoundingMode.HALF_EVEN)
                .stripTrailingZeros();
        return "±" + shown.toPlainString() + unitOfDifferences();
    }

    private String unitOfDifferences() {
        return switch (unit) {
            case SHARE -> " points";
            case TOKENS -> " tokens";
            case NATS -> " nats";
            case PLAIN -> "";
        };
    }

    private static double size(double end) {
        return Double.isFinite(end) ? Math.abs(end) : 0;
    }

    /** In three digits of the largest number beside it; shares in percent to a tenth. Never a zero with a minus. */
    private String number(String sign, double value, double largest) {
        double shown = unit == CountedIn.SHARE ? 100 * value : value;
        int most = unit == CountedIn.PLAIN && largest > 0 ? 6 : 2;
        int decimals = unit == CountedIn.SHARE
                ? 1
                : Math.clamp(2 - (long) Math.floor(Math.log10(Math.max(largest, 1e-9))), 0, most);
        double power = Math.pow(10, decimals);
        double rounded = Math.rint(shown * power) / power + 0.0;
        // Scales of objectives lie far apart, and the sign tells something.
        boolean lost = rounded == 0 && shown != 0 && unit == CountedIn.PLAIN && largest > 0;
        return String.format(Locale.ROOT, "%" + sign + "." + (lost ? "1e" : decimals + "f"), lost ? shown : rounded);
    }
}
