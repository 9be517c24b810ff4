package zero4j.train;

import java.util.EnumMap;
import java.util.Map;
import zero4j.run.Metric;
import zero4j.train.TokenSums.Sum;

/** Writes down what happens during the updates of one rollout batch, and makes the report. */
final class LearnProtocol {
    private final TokenSums all = new TokenSums();
    private final TokenSums first = new TokenSums();
    private final Map<Metric, Double> metrics = new EnumMap<>(Metric.class);
    private int updates;
    private int skipped;
    private double loss;
    private double gradNorm;
    private double secondsUpdate;

    void timeUpdate(Runnable work) {
        long start = System.nanoTime();
        work.run();
        secondsUpdate += (System.nanoTime() - start) / 1e9;
    }

    /**
     * An update has been computed.
     *
     * @param applied whether loss and norm were finite and the optimizer took its step
     */
    void update(TokenSums sums, double norm, double learningRate, boolean applied) {
        if (updates + skipped == 0) {
            first.add(sums);
        }
        all.add(sums);
        if (!applied) {
            skipped++;
            return;
        }
        updates++;
        loss += sums.of(Sum.LOSS);
        gradNorm += norm;
        metrics.put(Metric.LEARNING_RATE, learningRate);
    }

    LearnReport report() {
        metrics.put(Metric.SECONDS_UPDATE, secondsUpdate);
        metrics.put(Metric.SKIPPED_UPDATES, (double) skipped);
        if (updates > 0) {
            metrics.put(Metric.LOSS, loss / updates);
            metrics.put(Metric.GRAD_NORM, gradNorm / updates);
        }
        if (all.of(Sum.SCORED) > 0) {
            tokens();
        }
        return new LearnReport(updates, skipped, metrics);
    }

    private void tokens() {
        metrics.put(Metric.LEARN_TOKENS_PER_SECOND, all.of(Sum.TOKENS) / secondsUpdate);
        metrics.put(Metric.PADDING, 1 - all.of(Sum.INPUTS) / all.of(Sum.ATTENDED));
        metrics.put(Metric.ENTROPY, all.mean(Sum.ENTROPY));
        metrics.put(Metric.CLIP_LOW, all.mean(Sum.CLIPPED_LOW));
        metrics.put(Metric.CLIP_HIGH, all.mean(Sum.CLIPPED_HIGH));
        metrics.put(Metric.MISMATCH, first.mean(Sum.MISMATCH));
        metrics.put(Metric.MISMATCH_KL, first.mean(Sum.MISMATCH_KL));
    }
}
