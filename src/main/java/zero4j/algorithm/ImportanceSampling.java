package zero4j.algorithm;

import java.util.Locale;
import java.util.Optional;
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
     * The weight of a token.
     *
     * @param raw w before cap and floor
     * @param applied factor of the loss
     * @param capped the cap decided
     * @param masked the token is left out
     * @param bounded the logarithm of w was bounded
     */
    public record Weight(double raw, double applied, boolean capped, boolean masked, boolean bounded) {}

    /**
     * The weights of a response's tokens, [to - from].
     *
     * @param from the response's first token
     * @param to behind its last token
     */
    Weight[] weights(Objective.Inputs in, int from, int to) {
        double[] logs = new double[to - from];
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            logs[i] = (double) in.old()[from + i] - in.sampler()[from + i];
            sum += logs[i];
        }
        Weight[] weights = new Weight[logs.length];
        for (int i = 0; i < logs.length; i++) {
            weights[i] = weight(logs[i], sum, logs.length);
        }
        return weights;
    }

    /** Of a token whose ratio has the logarithm {@code own}, in a response where these have the sum {@code sum}. */
    private Weight weight(double own, double sum, int length) {
        double log = log(level, own, sum, length);
        double w = Surrogate.ratio(log);
        boolean masked = kind == Kind.MASK && outside(w, floor, cap);
        if (mask.isPresent()) {
            Mask besides = mask.get();
            masked |= outside(Surrogate.ratio(log(besides.level, own, sum, length)), besides.low, besides.high);
        }
        double weighted = switch (kind) {
            case NONE -> 1;
            case TRUNCATE -> Math.min(w, cap);
            case MASK -> w;
        };
        return new Weight(
                w,
                masked ? 0 : weighted,
                kind == Kind.TRUNCATE && w > cap && !masked,
                masked,
                kind != Kind.NONE && Surrogate.bounded(log));
    }

    private static double log(Level level, double own, double sum, int length) {
        return switch (level) {
            case TOKEN -> own;
            case SEQUENCE -> sum;
            case GEOMETRIC -> sum / length;
        };
    }

    private static boolean outside(double ratio, double low, double high) {
        return ratio > high || ratio < low;
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
