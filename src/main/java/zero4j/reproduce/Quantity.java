package zero4j.reproduce;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import zero4j.Words;
import zero4j.run.Metric;

/** What is measured, as claims and pictures name it. */
sealed interface Quantity {
    /** Curves beside the metrics of a training's steps: how often re-checks are in a completion that is right, and in one that is wrong. */
    List<String> RECHECKS = List.of("rechecks_right", "rechecks_wrong");

    /** What a value of it is of, at least: 1 for shares and rewards; 0 if nothing is known. */
    default double scale() {
        return 1;
    }

    /** Means over the first or the last steps of a training, and how much the last are above the first. */
    enum End {
        FIRST,
        LAST,
        CHANGE
    }

    /** The evaluation before a training and that after it, and how much this is above that. */
    enum Moment {
        BEFORE,
        AFTER,
        CHANGE
    }

    /** Of an evaluation. */
    enum Score {
        /** Mean accuracy of the greedy completions, over benchmarks. */
        GREEDY,
        /** Mean accuracy of the samples, over benchmarks. */
        AVG,
        /** Mean length of the samples that are right, tokens. */
        RIGHT_LENGTH,
        /** Mean length of all other samples. */
        WRONG_LENGTH;

        boolean isLength() {
            return this == RIGHT_LENGTH || this == WRONG_LENGTH;
        }

        /** Whether it is of samples. */
        boolean isSampled() {
            return this != GREEDY;
        }
    }

    /** What is asked of responses. */
    enum Manner {
        /** It tries to answer. */
        ANSWERING,
        /** It looks back at what it has written. */
        REFLECTION,
        /** How much more often it is right where it looks back than where it does not. */
        REFLECTION_GAIN
    }

    /** Of the steps of an arm. */
    record OfSteps(String curve, End end) implements Quantity {
        @Override
        public double scale() {
            return Metric.of(curve)
                            .filter(metric ->
                                    metric == Metric.REWARD || metric.unit().equals("share"))
                            .isPresent()
                    ? 1
                    : 0;
        }
    }

    /** Of the evaluations of an arm. */
    record OfEvaluations(Score score, Moment moment) implements Quantity {
        @Override
        public double scale() {
            return score.isLength() ? 0 : 1;
        }
    }

    /** Of an arm: the {@link ExpectedDrift} of its re-checks, in completions that are right or in those that are wrong. */
    record OfDrift(boolean right) implements Quantity {
        @Override
        public double scale() {
            return 0;
        }
    }

    /** Of a row of a table, question by question: 1 or 0 for the greedy completion, or the share of samples that are right. */
    record OfTable(boolean greedy) implements Quantity {}

    /**
     * Of a model and a template of a pass: the chance that one of k samples is right.
     *
     * @param temperature empty: the highest of the pass
     */
    record OfSamples(int k, OptionalDouble temperature) implements Quantity {}

    /** Of a model and a template of a pass: the share of responses, of all temperatures together. */
    record OfResponses(Manner manner) implements Quantity {}

    /** Whether it belongs to trained arms, one value for each seed; otherwise to rows, one for each question. */
    default boolean isOfArms() {
        return switch (this) {
            case OfSteps _, OfEvaluations _, OfDrift _ -> true;
            case OfTable _, OfSamples _, OfResponses _ -> false;
        };
    }

    /** The quantity of a name, if it is one. */
    static Optional<Quantity> of(String name) {
        Matcher pass =
                Pattern.compile("pass@([1-9]\\d{0,3})(?:@(\\d+(?:\\.\\d+)?))?").matcher(name);
        if (pass.matches()) {
            String temperature = pass.group(2);
            return Optional.of(new OfSamples(
                    Integer.parseInt(pass.group(1)),
                    temperature == null ? OptionalDouble.empty() : OptionalDouble.of(Double.parseDouble(temperature))));
        }
        Optional<Quantity> alone = switch (name) {
            case "greedy" -> Optional.of(new OfTable(true));
            case "avg" -> Optional.of(new OfTable(false));
            case "answering" -> Optional.of(new OfResponses(Manner.ANSWERING));
            case "reflection" -> Optional.of(new OfResponses(Manner.REFLECTION));
            case "reflection_gain" -> Optional.of(new OfResponses(Manner.REFLECTION_GAIN));
            case "drift_right" -> Optional.of(new OfDrift(true));
            case "drift_wrong" -> Optional.of(new OfDrift(false));
            default -> Optional.empty();
        };
        int at = name.indexOf('@');
        return alone.isPresent() || at < 0 ? alone : ofArm(name.substring(0, at), name.substring(at + 1));
    }

    private static Optional<Quantity> ofArm(String what, String when) {
        Optional<Quantity> ofSteps =
                constant(End.values(), when).filter(_ -> isCurve(what)).map(end -> new OfSteps(what, end));
        return ofSteps.or(() -> constant(Score.values(), what)
                .flatMap(score -> constant(Moment.values(), when).map(moment -> new OfEvaluations(score, moment))));
    }

    /** Whether something has a value at each step of an arm. */
    static boolean isCurve(String name) {
        return RECHECKS.contains(name) || Metric.of(name).isPresent();
    }

    /** The names of all curves. */
    static List<String> curves() {
        return Stream.concat(Arrays.stream(Metric.values()).map(Metric::key), RECHECKS.stream())
                .toList();
    }

    /** What may have been meant by a name that is no quantity, for messages. */
    static String expected(String given) {
        List<String> known = new ArrayList<>(List.of("drift_right", "drift_wrong"));
        for (Score score : Score.values()) {
            Arrays.stream(Moment.values()).forEach(moment -> known.add(word(score) + "@" + word(moment)));
        }
        curves().forEach(curve -> Arrays.stream(End.values()).forEach(end -> known.add(curve + "@" + word(end))));
        known.addAll(List.of("greedy", "avg", "pass@8", "answering", "reflection", "reflection_gain"));
        String near = Words.nearest(given, known)
                .map(word -> "; did you mean " + word + "?")
                .orElse("");
        return "of arms METRIC@first, @last or @change (`zero4j metrics` lists the metrics; rechecks_right and rechecks_wrong"
                + " beside), greedy, avg, right_length or wrong_length with @before, @after or @change, drift_right,"
                + " drift_wrong; of tables greedy, avg; of passes pass@K, pass@K@TEMPERATURE, answering, reflection,"
                + " reflection_gain"
                + near;
    }

    private static <E extends Enum<E>> Optional<E> constant(E[] all, String word) {
        return Arrays.stream(all).filter(one -> word(one).equals(word)).findFirst();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
