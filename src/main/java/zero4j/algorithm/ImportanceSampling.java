package zero4j.algorithm;

import java.util.Locale;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import zero4j.SettingChecks;

/**
 * Importance sampling between the sampler's distribution and the learner's before the update, which differ where the two
 * compute differently: the section {@code correction}. With {@code w = pi_old / pi_sampler} the surrogate's loss of a token
 * is multiplied by {@code min(w, cap)}, or by {@code w} where it lies between floor and cap and by 0 elsewhere. The logarithm of
 * w counts as at least -20 and at most 20.
 *
 * @param cap upper bound of w, above 0
 * @param floor lower bound of w, used by {@link Kind#MASK} only; 0 for none
 */
public record ImportanceSampling(Kind kind, Level level, double cap, double floor) {
    /** No correction. */
    public static final ImportanceSampling OFF = new ImportanceSampling(Kind.NONE, Level.TOKEN, 2, 0);

    /** What happens to large weights. */
    public enum Kind {
        /** There are no weights. */
        NONE,
        /** They are cut to the cap. */
        TRUNCATE,
        /** Their tokens drop out. */
        MASK
    }

    /** What has a weight. */
    public enum Level {
        /** Each token its own. */
        TOKEN,
        /** All tokens of a response the product of their ratios. */
        SEQUENCE,
        /** All tokens of a response the geometric mean of their ratios. */
        GEOMETRIC
    }

    public ImportanceSampling {
        new SettingChecks("correction")
                .positive("cap", cap)
                .that(
                        floor >= 0 && (floor < cap || !(cap > 0)),
                        "floor",
                        floor,
                        "it must be 0 (none) or more, and below correction.cap = " + cap)
                .done();
    }

    /** Whether there is a correction. */
    public boolean on() {
        return kind != Kind.NONE;
    }

    /**
     * The weights of tokens. They are made here, so that the settings themselves can be read without LibTorch.
     *
     * @param raw w before cap and floor, [scored]
     * @param applied factors of the loss, [scored], without autograd
     * @param bounded bool [scored], the logarithm of w was bounded
     */
    record Weights(Tensor raw, Tensor applied, Tensor bounded) {
        /** The weights that log-probs, [scored], give. */
        static Weights of(ImportanceSampling correction, Tensor old, Tensor sampler, Objective.Segments segments) {
            Tensor difference = old.sub(sampler).detach(); // [scored]
            Tensor logs = switch (correction.level) {
                case TOKEN -> difference;
                case SEQUENCE -> segments.spread(segments.sums(difference));
                case GEOMETRIC -> segments.spread(segments.means(difference));
            };
            Tensor raw = Surrogate.ratio(logs);
            Scalar cap = new Scalar(correction.cap);
            Tensor applied = switch (correction.kind) {
                case NONE -> raw.new_ones(raw.sizes());
                case TRUNCATE -> raw.clamp(new ScalarOptional(), new ScalarOptional(cap));
                case MASK -> {
                    Tensor outside = raw.gt(cap).logical_or(raw.lt(new Scalar(correction.floor)));
                    yield raw.masked_fill(outside, new Scalar(0.0));
                }
            };
            return new Weights(raw, applied, Surrogate.bounded(logs));
        }
    }

    /** In words, for the header of a run. */
    String inWords() {
        String of = level.name().toLowerCase(Locale.ROOT);
        return switch (kind) {
            case NONE -> "";
            case TRUNCATE -> "; sampler corrected by " + of + " weights up to " + cap;
            case MASK -> "; sampler corrected by " + of + " weights, masked outside " + floor + " to " + cap;
        };
    }
}
