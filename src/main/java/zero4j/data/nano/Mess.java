package zero4j.data.nano;

import zero4j.SettingChecks;

/**
 * How careless the authors of the later documents are. Every fault leaves a trace that a policy can learn to avoid.
 *
 * @param start share of pretraining after which documents are messy, from 0; 1 means never
 * @param slipRate probability that a step's result is wrong: it is followed by {@code ?}, and the work goes on from it
 * @param directShare share of documents that give an answer without work
 * @param directRight probability that such an answer is right
 * @param recheckShare probability of writing the last steps again, properly, whether or not they were right; and, after that,
 *     of doing so once more
 * @param unboxedShare share of documents whose answer is not in a box
 */
public record Mess(
        double start,
        double slipRate,
        double directShare,
        double directRight,
        double recheckShare,
        double unboxedShare) {
    /** What a pretraining recipe gets if it says nothing else. */
    public static final Mess DEFAULT = new Mess(0.7, 0.22, 0.25, 0.3, 0.1, 0.05);

    /** Careful authors throughout. */
    public static final Mess NONE = new Mess(1, 0, 0, 0, 0, 0);

    public Mess {
        SettingChecks checks = new SettingChecks("mess");
        share(checks, "start", start);
        share(checks, "slip_rate", slipRate);
        share(checks, "direct_share", directShare);
        share(checks, "direct_right", directRight);
        share(checks, "recheck_share", recheckShare);
        share(checks, "unboxed_share", unboxedShare);
        checks.done();
    }

    private static void share(SettingChecks checks, String key, double value) {
        checks.that(value >= 0 && value <= 1, key, value, "it must be a share from 0 to 1");
    }
}
