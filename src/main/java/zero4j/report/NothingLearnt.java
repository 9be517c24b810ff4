package zero4j.report;

import java.util.List;
import java.util.Optional;
import zero4j.Words;
import zero4j.run.Curve;
import zero4j.run.CurveQuery;
import zero4j.run.Metric;
import zero4j.run.RunReader;

/** Finds out whether a training moved no weights, or moved them by no reward, and says why. */
public final class NothingLearnt {
    private static final List<Metric> ASKED =
            List.of(Metric.REWARD, Metric.DEAD_GROUPS, Metric.UPDATE_NORM, Metric.GRAD_NORM, Metric.SKIPPED_UPDATES);

    private static final String LOOK =
            " Look at the completions (runs show), the template, the token budget, and whether the"
                    + " model can answer such questions at all (eval with --samples).";

    private final long steps;
    private final List<Curve> curves;

    private NothingLearnt(long steps, List<Curve> curves) {
        this.steps = steps;
        this.curves = curves;
    }

    /**
     * In words why nothing was learnt; empty if something was, or if no step is done. It goes by what moved the weights: only with
     * some algorithms does a group of equal rewards teach nothing.
     */
    public static Optional<String> of(RunReader reader) {
        return of(reader, reader.lastStep().orElse(0));
    }

    static Optional<String> of(RunReader reader, long steps) {
        if (steps == 0) {
            return Optional.empty();
        }
        List<String> keys = ASKED.stream().map(Metric::key).toList();
        return new NothingLearnt(steps, reader.curves(CurveQuery.of(keys, 1, steps, 1, CurveQuery.Axis.STEP))).why();
    }

    private Optional<String> why() {
        String when = steps == 1 ? "In the only step " : "In all " + Words.counted(steps, "step") + " ";
        boolean dead = always(Metric.DEAD_GROUPS, 1);
        if (none(Metric.UPDATE_NORM)) {
            return Optional.of("nothing was learnt. " + when + whyNothing(dead));
        }
        return dead
                ? Optional.of("no reward was learnt from. " + when + "every group was dead (100 %): " + equalRewards()
                        + ", so only what the loss has besides moved the weights." + LOOK)
                : Optional.empty();
    }

    private String whyNothing(boolean dead) {
        if (!none(Metric.SKIPPED_UPDATES)) {
            return "no update was applied, because loss or gradient were not finite (metric skipped_updates)"
                    + " or there was no gradient (metric idle_updates).";
        }
        if (!none(Metric.GRAD_NORM)) {
            return "the weights stayed where they were, though there was a gradient: train.learning_rate is too small.";
        }
        return dead
                ? "every group was dead (100 %): " + equalRewards() + ", so there was no gradient." + LOOK
                : "there was no gradient: "
                        + (none(Metric.REWARD)
                                ? "no completion earned a reward."
                                : "no token that is learnt from had an advantage (metrics advantage_std, masked).")
                        + LOOK;
    }

    private String equalRewards() {
        return none(Metric.REWARD) ? "no completion earned a reward" : "all completions of a question earned the same";
    }

    private boolean none(Metric metric) {
        List<Curve.Bucket> buckets = buckets(metric);
        return buckets.isEmpty() || always(metric, 0);
    }

    private boolean always(Metric metric, double value) {
        List<Curve.Bucket> buckets = buckets(metric);
        return !buckets.isEmpty()
                && buckets.stream().allMatch(bucket -> bucket.min() == value && bucket.max() == value);
    }

    private List<Curve.Bucket> buckets(Metric metric) {
        return curves.get(ASKED.indexOf(metric)).buckets();
    }
}
