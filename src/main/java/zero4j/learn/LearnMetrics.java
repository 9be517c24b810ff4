package zero4j.learn;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import zero4j.algorithm.Response;
import zero4j.learn.TokenSums.Quantity;
import zero4j.run.Metric;
import zero4j.weights.ModelConfig;

/** Gathers what happens during the updates of one rollout batch, and makes the report. */
final class LearnMetrics {
    /**
     * What an update changed. Without any gradient, the critic's included, it was not applied.
     *
     * @param norm of the gradient before it was clipped
     * @param criticNorm of the critic's; 0 if there is none
     * @param clipped whether the gradient was
     * @param moved how far the parameters moved
     */
    record Change(double norm, double criticNorm, boolean clipped, double moved, double learningRate) {
        boolean idle() {
            return norm == 0 && criticNorm == 0;
        }
    }

    private static final float[] NONE = {};

    private final TokenSums all = new TokenSums();
    private final IdentityHashMap<Response, float[]> entropies = new IdentityHashMap<>();
    private final Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
    private TokenSums first = new TokenSums();
    private TokenSums last = new TokenSums();
    private int finite;
    private int idle;
    private int skipped;
    private double secondsUpdate;

    <T> T timeUpdate(Supplier<T> work) {
        long start = System.nanoTime();
        T result = work.get();
        secondsUpdate += (System.nanoTime() - start) / 1e9;
        return result;
    }

    /** What a response's tokens had before any update of them is what is reported. */
    void computed(List<Response> responses, List<float[]> ofTokens) {
        for (int i = 0; i < responses.size(); i++) {
            entropies.putIfAbsent(responses.get(i), ofTokens.get(i));
        }
    }

    /** An update's loss or gradient was not finite, and it was not applied. */
    void skipped() {
        skipped++;
    }

    /** An update was applied, or had no gradient. */
    void finite(TokenSums sums, Change change) {
        first = first.total(Quantity.SCORED) == 0 ? sums : first;
        last = sums.total(Quantity.SCORED) == 0 ? last : sums;
        all.add(sums);
        finite++;
        idle += change.idle() ? 1 : 0;
        metrics.merge(Metric.LOSS, sums.total(Quantity.LOSS), Double::sum);
        metrics.merge(Metric.GRAD_NORM, change.norm(), Double::sum);
        metrics.merge(Metric.GRAD_CLIPPED, change.clipped() ? 1.0 : 0.0, Double::sum);
        metrics.merge(Metric.UPDATE_NORM, change.moved(), Double::sum);
        metrics.put(Metric.LEARNING_RATE, change.learningRate());
    }

    /** Gradients and weights were exchanged with other processes. */
    void exchanged(Exchanged ofUpdates) {
        metrics.put(Metric.SECONDS_EXCHANGE, ofUpdates.seconds());
        metrics.put(Metric.SECONDS_EXCHANGE_WAITED, ofUpdates.waited());
    }

    /** @param responses of the batch */
    LearnReport report(ModelConfig config, List<Response> responses) {
        for (Metric mean : List.of(Metric.LOSS, Metric.GRAD_NORM, Metric.GRAD_CLIPPED, Metric.UPDATE_NORM)) {
            metrics.computeIfPresent(mean, (_, sum) -> sum / finite);
        }
        metrics.put(Metric.SECONDS_UPDATE, secondsUpdate);
        metrics.put(Metric.SKIPPED_UPDATES, (double) skipped);
        metrics.put(Metric.IDLE_UPDATES, (double) idle);
        if (all.total(Quantity.SCORED) > 0) {
            tokens();
        }
        if (first.total(Quantity.SCORED) > 0) {
            firstUpdate();
        }
        if (last.total(Quantity.SCORED) > 0) {
            ratios();
        }
        return new LearnReport(
                finite - idle,
                skipped,
                all.total(Quantity.TOKENS),
                UpdateFlops.count(
                        config, all.total(Quantity.INPUTS), all.total(Quantity.SCORED), all.total(Quantity.PAIRS)),
                metrics,
                responses.stream()
                        .map(response -> entropies.getOrDefault(response, NONE))
                        .toList());
    }

    private void tokens() {
        metrics.put(Metric.LEARN_TOKENS_PER_SECOND, all.total(Quantity.TOKENS) / secondsUpdate);
        metrics.put(Metric.BOUNDED, all.total(Quantity.BOUNDED));
        metrics.put(Metric.PADDING, all.total(Quantity.PADDING) / all.total(Quantity.ATTENDED));
        metrics.put(Metric.ADVANTAGE_STD, Math.sqrt(all.variance(Quantity.ADVANTAGE, Quantity.SQUARED_ADVANTAGE)));
        metrics.putAll(all.means());
    }

    private void firstUpdate() {
        metrics.put(Metric.MISMATCH, first.mean(Quantity.MISMATCH));
        metrics.put(Metric.MISMATCH_KL, first.mean(Quantity.MISMATCH_KL));
        metrics.put(Metric.MISMATCH_MAX, first.largestMismatch());
        double weight = first.total(Quantity.WEIGHT);
        metrics.put(
                Metric.EFFECTIVE_SAMPLE_SIZE,
                weight * weight / (first.total(Quantity.SCORED) * first.total(Quantity.SQUARED_WEIGHT)));
        metrics.put(Metric.CORRECTED, first.mean(Quantity.CAPPED) + first.mean(Quantity.LEFT_OUT));
        metrics.put(Metric.CORRECTION_CAPPED, first.mean(Quantity.CAPPED));
        metrics.put(Metric.CORRECTION_MASKED, first.mean(Quantity.LEFT_OUT));
        double spread = first.variance(Quantity.RETURN, Quantity.SQUARED_RETURN);
        if (spread > 0) { // there are no returns without a critic
            double left = first.variance(Quantity.RETURN_ERROR, Quantity.SQUARED_RETURN_ERROR);
            metrics.put(Metric.EXPLAINED_VARIANCE, 1 - left / spread);
        }
    }

    /** Quantiles of the ratios by nearest rank. */
    private void ratios() {
        float[] sorted = last.ratios();
        Arrays.sort(sorted);
        metrics.put(Metric.RATIO_P1, (double) sorted[(int) (0.01 * (sorted.length - 1))]);
        metrics.put(Metric.RATIO_P50, (double) sorted[(int) (0.5 * (sorted.length - 1))]);
        metrics.put(Metric.RATIO_P99, (double) sorted[(int) Math.ceil(0.99 * (sorted.length - 1))]);
        metrics.put(Metric.RATIO_MAX, (double) sorted[sorted.length - 1]);
    }
}
