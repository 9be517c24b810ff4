package zero4j.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.function.IntToDoubleFunction;
import zero4j.dist.Communicator;
import zero4j.run.Metric;

/** Sums over the tokens of an update, from which metrics are made: sums of parts and of ranks add up. */
final class TokenSums {
    /** What is summed. */
    enum Quantity {
        /** Prompt and response tokens. */
        TOKENS,
        /** Tokens that the model computes. */
        INPUTS,
        /** Those that attention computes, padding included. */
        ATTENDED,
        /** Those of them that are padding. */
        PADDING,
        /** Pairs of one and one that it attends to. */
        PAIRS,
        /** Response tokens that are learnt; all sums below are over them. */
        SCORED,
        LOSS,
        ENTROPY(Metric.ENTROPY),
        CLIPPED_LOW(Metric.CLIP_LOW),
        CLIPPED_HIGH(Metric.CLIP_HIGH),
        CLIPPED_DUAL(Metric.CLIP_DUAL),
        ADVANTAGE(Metric.ADVANTAGE_MEAN),
        SQUARED_ADVANTAGE,
        KL(Metric.KL),
        MISMATCH,
        MISMATCH_KL,
        WEIGHT,
        SQUARED_WEIGHT,
        CAPPED,
        LEFT_OUT,
        BOUNDED,
        VALUE_LOSS(Metric.VALUE_LOSS),
        RETURN_ERROR,
        SQUARED_RETURN_ERROR,
        RETURN,
        SQUARED_RETURN;

        private final Optional<Metric> mean;

        Quantity() {
            this.mean = Optional.empty();
        }

        /** @param mean what its mean over the tokens of all updates is called */
        Quantity(Metric mean) {
            this.mean = Optional.of(mean);
        }
    }

    /** Share of the mean square: of float32 numbers that differ by a millionth. */
    private static final double ROUNDING = 1e-12;

    private final Map<Quantity, Double> sums = new EnumMap<>(Quantity.class);
    private double largestMismatch;
    private final List<float[]> ratios = new ArrayList<>();
    private float[] entropies = {};

    /** Over all micro-batches. */
    static TokenSums of(List<Micro> parts) {
        TokenSums sums = new TokenSums();
        parts.forEach(part -> sums.add(part.sums()));
        return sums;
    }

    double total(Quantity sum) {
        return sums.getOrDefault(sum, 0.0);
    }

    double mean(Quantity sum) {
        return total(sum) / Math.max(1, total(Quantity.SCORED));
    }

    /** Means over tokens of what was summed, by their metrics. */
    Map<Metric, Double> means() {
        Map<Metric, Double> means = new EnumMap<>(Metric.class);
        sums.keySet().forEach(quantity -> quantity.mean.ifPresent(metric -> means.put(metric, mean(quantity))));
        return means;
    }

    /** Variance over tokens, from the sum of a number and that of its squares; 0 where only rounding is left of it. */
    double variance(Quantity of, Quantity squared) {
        double variance = mean(squared) - mean(of) * mean(of);
        return variance > ROUNDING * mean(squared) ? variance : 0;
    }

    double largestMismatch() {
        return largestMismatch;
    }

    void add(Quantity sum, double value) {
        sums.merge(sum, value, Double::sum);
    }

    /** Adds a number of each token. */
    void add(Quantity sum, int tokens, IntToDoubleFunction ofToken) {
        double total = 0;
        for (int t = 0; t < tokens; t++) {
            total += ofToken.applyAsDouble(t);
        }
        add(sum, total);
    }

    /** Adds a number of each token, and its square. */
    void addSquared(Quantity sum, Quantity squares, int tokens, IntToDoubleFunction ofToken) {
        add(sum, tokens, ofToken);
        add(squares, tokens, t -> ofToken.applyAsDouble(t) * ofToken.applyAsDouble(t));
    }

    /** Adds the number of tokens of which something holds. */
    void count(Quantity sum, int tokens, IntPredicate ofToken) {
        add(sum, tokens, t -> ofToken.test(t) ? 1 : 0);
    }

    /** The ratio of each token of a micro-batch, [scored]. */
    void ratios(float[] perToken) {
        ratios.add(perToken);
    }

    /** The entropy of each token of a micro-batch, [scored]: no sum, and not added up. */
    void entropies(float[] perToken) {
        entropies = perToken;
    }

    float[] entropies() {
        return entropies;
    }

    void mismatchUpTo(double nats) {
        largestMismatch = Math.max(largestMismatch, nats);
    }

    /** Ratios of all tokens, unordered: a copy. */
    float[] ratios() {
        float[] all = new float[ratios.stream().mapToInt(part -> part.length).sum()];
        int at = 0;
        for (float[] part : ratios) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    void add(TokenSums other) {
        other.sums.forEach(this::add);
        largestMismatch = Math.max(largestMismatch, other.largestMismatch);
        ratios.addAll(other.ratios);
    }

    /** With those of all other processes. */
    TokenSums over(Communicator ranks) {
        if (ranks.world() == 1) {
            return this;
        }
        TokenSums all = new TokenSums();
        List<Quantity> names = List.of(Quantity.values());
        double[] totals = ranks.sum(names.stream().mapToDouble(this::total).toArray());
        double[] summed = ranks.sum(
                names.stream().mapToDouble(sum -> sums.containsKey(sum) ? 1 : 0).toArray());
        for (int i = 0; i < totals.length; i++) {
            if (summed[i] > 0) {
                all.add(names.get(i), totals[i]);
            }
        }
        double[] largest = new double[ranks.world()];
        largest[ranks.rank()] = largestMismatch;
        all.largestMismatch = Arrays.stream(ranks.sum(largest)).max().orElse(0);
        all.ratios.add(gathered(ratios(), ranks));
        return all;
    }

    /** The numbers of all processes, rank after rank. */
    private static float[] gathered(float[] own, Communicator ranks) {
        double[] lengths = new double[ranks.world()];
        lengths[ranks.rank()] = own.length;
        lengths = ranks.sum(lengths);
        double[] all = new double[(int) Arrays.stream(lengths).sum()];
        int at = (int) Arrays.stream(lengths, 0, ranks.rank()).sum();
        for (float value : own) {
            all[at++] = value;
        }
        double[] summed = ranks.sum(all);
        float[] gathered = new float[summed.length];
        for (int i = 0; i < gathered.length; i++) {
            gathered[i] = (float) summed[i];
        }
        return gathered;
    }
}
