package zero4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import zero4j.run.EvalRecord;

/**
 * A mean over benchmarks, unweighted, with its 95 % interval: half its width is the root of the sum of the squares of theirs, by
 * their number, since benchmarks do not depend on each other.
 *
 * @param share from 0 to 1; of a difference from -1 to 1
 * @param half half of the interval's width
 */
record Score(double share, double half) {
    /** Of greedy completions. */
    static Optional<Score> greedy(List<EvalRecord> scores) {
        return of(scores, EvalRecord::greedyAccuracy, score -> (score.high() - score.low()) / 2);
    }

    /** Of samples; empty where there are none. */
    static Optional<Score> sampled(List<EvalRecord> scores) {
        return scores.stream().anyMatch(score -> score.k() == 0)
                ? Optional.empty()
                : of(scores, EvalRecord::avgAtK, score -> (score.avgHigh() - score.avgLow()) / 2);
    }

    private static Optional<Score> of(
            List<EvalRecord> scores, ToDoubleFunction<EvalRecord> share, ToDoubleFunction<EvalRecord> half) {
        if (scores.isEmpty()) {
            return Optional.empty();
        }
        double squares =
                scores.stream().mapToDouble(half).map(width -> width * width).sum();
        return Optional.of(new Score(
                scores.stream().mapToDouble(share).average().orElseThrow(), Math.sqrt(squares) / scores.size()));
    }

    /** How much it is above another one. That both asked the same questions is not used: the interval is rather too wide. */
    Score above(Score other) {
        return new Score(share - other.share, Math.hypot(half, other.half));
    }

    /** Whether 0 is outside of the interval. */
    boolean clear() {
        return Math.abs(share) > half;
    }

    /** {@code 85.9 % [84.0, 87.8]}. */
    String inWords() {
        return String.format(Locale.ROOT, "%.1f %% ", 100 * share) + interval();
    }

    /** {@code +56.6 [53.8, 59.4]}, in percentage points. */
    String asChange() {
        return String.format(Locale.ROOT, "%+.1f ", Math.round(1000 * share) / 10.0) + interval();
    }

    private String interval() {
        return String.format(Locale.ROOT, "[%.1f, %.1f]", 100 * (share - half), 100 * (share + half));
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
