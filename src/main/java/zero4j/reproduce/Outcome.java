package zero4j.reproduce;

import java.util.List;

/**
 * What came out of an experiment: all that its pages show besides the file's own words.
 *
 * @param experiment its name
 * @param quick whether it was the quick variant
 * @param seeds that were trained
 * @param seconds that its stages took when they were run, those that were kept from earlier included
 * @param judged one for each claim whose arms were trained
 */
public record Outcome(
        String experiment, boolean quick, int seeds, double seconds, List<Judged> judged, Measurements measurements) {
    /** What became of a claim. */
    public record Judged(Experiment.Claim claim, Effect effect, Verdict verdict) {}

    /** Computed, never written by hand. */
    public enum Verdict {
        /** The interval has no room for what the claim denies. */
        SHOWN,
        /** The interval leaves it open. */
        NOT_SHOWN,
        /** The interval has only room for what the claim denies. */
        OPPOSITE
    }
}
