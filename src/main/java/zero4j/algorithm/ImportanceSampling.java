package zero4j.algorithm;

import java.util.Locale;
import java.util.Optional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import zero4j.SettingChecks;

/**
 * Importance sampling between the sampler's distribution and the learner's before the update, which differ where the two
 * compute differently or where older weights have sampled: what {@link CorrectionSettings} come to. With
 * {@code w = pi_old / pi_sampler} the surrogate's loss of a token is multiplied by {@code min(w, cap)}, or by {@code w} where it
 * lies between floor and cap and by 0 elsewhere; and, with a mask, by 0 where the mask's own w is outside of its bounds. The
 * logarithm of w counts as at least -20 and at most 20. Tokens with a factor of 0 keep their place in the divisors of the loss.
 *
 * @param level what has a weight
 * @param cap upper bound of w, above 0
 * @param floor lower bound of w, used by {@link Kind#MASK} only; 0 for none
 * @param mask what leaves tokens out besides, whatever their weight is
 */
public record ImportanceSampling(Kind kind, Level level, double cap, double floor, Optional<Mask> mask) {
    /** No correction. */
    public static final ImportanceSampling OFF = new ImportanceSampling(Kind.NONE, Level.TOKEN, 2, 0, Optional.empty());

    /** What happens to large weights. */
    public enum Kind {
        /** There are no weights. */
        NONE,
        /** They are cut to the cap. */
        TRUNCATE,
        /** Their tokens drop out. */
        MASK
    }

    /** What has a w. */
    public enum Level {
        /** Each token its own. */
        TOKEN,
        /** All tokens of a response the product of their ratios. */
        SEQUENCE,
        /** All tokens of a response the geometric mean of their ratios. */
        GEOMETRIC
    }

    /**
     * Leaves out the tokens, or whole responses, whose w is outside of two bounds.
     *
     * @param level whose w
     * @param low least w that stays, 0 or more
     * @param high largest w that stays, above low
     */
    public record Mask(Level level, double low, double high) {
        public Mask {
            new SettingChecks("correction")
                    .positive("mask_high", high)
                    .that(
                            low >= 0 && (low < high || !(high > 0)),
                            "mask_low",
                            low,
                            "it must be 0 (none) or more, and below correction.mask_high = " + high)
                    .done();
        }
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

    /** Weights without a further mask. */
    public ImportanceSampling(Kind kind, Level level, double cap, double floor) {
        this(kind, level, cap, floor, Optional.empty());
    }

    /** Whether there is a correction. */
    public boolean on() {
        return kind != Kind.NONE || mask.isPresent();
    }

    /** The same with a mask besides. */
    ImportanceSampling masked(Level of, double low, double high) {
        return new ImportanceSampling(kind, level, cap, floor, Optional.of(new Mask(of, low, high)));
    }

    /**
     * The weights of tokens. They are made here, so that the settings themselves can be read without LibTorch.
     *
     * @param raw w before cap and floor, [scored]
     * @param applied factors of the loss, [scored], without autograd
     * @param capped bool [scored], the cap decided
     * @param masked bool [scored], the token is left out
     * @param bounded bool [scored], the logarithm of w was bounded
     */
    record Weights(Tensor raw, Tensor applied, Tensor capped, Tensor masked, Tensor bounded) {
        /** The weights that log-probs, [scored], give. */
        static Weights of(ImportanceSampling correction, Tensor old, Tensor sampler, Objective.Segments segments) {
            Tensor difference = old.sub(sampler).detach(); // [scored]
            Tensor logs = logs(correction.level, difference, segments); // [scored]
            Tensor raw = Surrogate.ratio(logs);
            Tensor capped = raw.gt(new Scalar(correction.cap));
            Tensor never = torch.zeros_like(capped);
            Tensor masked = correction.kind == Kind.MASK ? outside(raw, correction.floor, correction.cap) : never;
            if (correction.mask.isPresent()) {
                Mask mask = correction.mask.get();
                Tensor own = Surrogate.ratio(logs(mask.level, difference, segments)); // [scored]
                masked = masked.logical_or(outside(own, mask.low, mask.high));
            }
            Tensor weighted = switch (correction.kind) {
                case NONE -> raw.new_ones(raw.sizes());
                case TRUNCATE -> raw.clamp(new ScalarOptional(), new ScalarOptional(new Scalar(correction.cap)));
                case MASK -> raw;
            };
            return new Weights(
                    raw,
                    weighted.masked_fill(masked, new Scalar(0.0)),
                    correction.kind == Kind.TRUNCATE ? capped.logical_and(masked.logical_not()) : never,
                    masked,
                    correction.kind == Kind.NONE ? never : Surrogate.bounded(logs));
        }

        private static Tensor logs(Level level, Tensor difference, Objective.Segments segments) {
            return switch (level) {
                case TOKEN -> difference;
                case SEQUENCE -> segments.spread(segments.sums(difference));
                case GEOMETRIC -> segments.spread(segments.means(difference));
            };
        }

        private static Tensor outside(Tensor ratios, double low, double high) {
            return ratios.gt(new Scalar(high)).logical_or(ratios.lt(new Scalar(low)));
        }
    }

    /** In words, for the header of a run. */
    String inWords() {
        String weights = switch (kind) {
            case NONE -> "";
            case TRUNCATE -> "; sampler corrected by " + word(level) + " weights up to " + cap;
            case MASK -> "; sampler corrected by " + word(level) + " weights, masked outside " + floor + " to " + cap;
        };
        return weights
                + mask.map(own -> "; " + (own.level == Level.TOKEN ? "tokens" : "responses") + " masked whose "
                                + word(own.level) + " ratio to the sampler is outside " + own.low + " to " + own.high)
                        .orElse("");
    }

    private static String word(Level level) {
        return level.name().toLowerCase(Locale.ROOT);
    }
}
