package zero4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import zero4j.Words;
import zero4j.run.EvalRecord;

/**
 * A mean over benchmarks, unweighted, with its 95 % interval. The interval of one benchmark is the benchmark's own; those of several
 * are put together side by side, as squares, since benchmarks do not depend on each other. An interval is seldom the same to both
 * sides: where nearly all is right, there is more room below.
 *
 * @param share from 0 to 1; of a difference from -1 to 1
 * @param low lower end of the interval, in the same bounds
 * @param high upper end of it
 */
record Score(double share, double low, double high) {
    /** Of greedy completions. */
    static Optional<Score> greedy(List<EvalRecord> scores) {
        return of(scores, EvalRecord::greedyAccuracy, EvalRecord::low, EvalRecord::high);
    }

    /** Of samples; empty where there are none. */
    static Optional<Score> sampled(List<EvalRecord> scores) {
        return scores.stream().anyMatch(score -> score.k() == 0)
                ? Optional.empty()
                : of(scores, EvalRecord::avgAtK, EvalRecord::avgLow, EvalRecord::avgHigh);
    }

    private static Optional<Score> of(
            List<EvalRecord> scores,
            ToDoubleFunction<EvalRecord> share,
            ToDoubleFunction<EvalRecord> low,
            ToDoubleFunction<EvalRecord> high) {
        if (scores.isEmpty()) {
            return Optional.empty();
        }
        double below = 0;
        double above = 0;
        for (EvalRecord score : scores) {
            below = Math.hypot(below, share.applyAsDouble(score) - low.applyAsDouble(score));
            above = Math.hypot(above, high.applyAsDouble(score) - share.applyAsDouble(score));
        }
        double mean = scores.stream().mapToDouble(share).average().orElseThrow();
        return Optional.of(
                new Score(mean, Math.max(0, mean - below / scores.size()), Math.min(1, mean + above / scores.size())));
    }

    /**
     * How much it is above another one, with the interval of R. G. Newcombe, "Interval estimation for the difference between
     * independent proportions", 1998 (method 10), made of both intervals. That both asked the same questions is not used: it is
     * rather too wide.
     */
    Score above(Score other) {
        double change = share - other.share;
        return new Score(
                change,
                change - Math.hypot(share - low, other.high - other.share),
                change + Math.hypot(high - share, other.share - other.low));
    }

    /** Whether 0 is outside of the interval. */
    boolean clear() {
        return low > 0 || high < 0;
    }

    /** {@code 85.9 % [84.0, 87.8]}. */
    String inWords() {
        return Words.percent(share) + " " + interval();
    }

    /** {@code +56.6 [53.8, 59.4]}, in percentage points. */
    String asChange() {
        return String.format(Locale.ROOT, "%+.1f ", Words.tenths(share)) + interval();
    }

    private String interval() {
        return String.format(Locale.ROOT, "[%.1f, %.1f]", Words.tenths(low), Words.tenths(high));
    }

    /** Those of the benchmarks that both have, in the order of the second. */
    static List<List<EvalRecord>> shared(List<EvalRecord> before, List<EvalRecord> after) {
        Map<String, EvalRecord> earlier =
                before.stream().collect(Collectors.toMap(EvalRecord::benchmark, Function.identity()));
        List<EvalRecord> first = new ArrayList<>();
        List<EvalRecord> second = new ArrayList<>();
        for (EvalRecord score : after) {
            EvalRecord of = earlier.get(score.benchmark());
            if (of != null) {
                first.add(of);
                second.add(score);
            }
        }
        return List.of(first, second);
    }
}
