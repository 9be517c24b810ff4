package zero4j.algorithm;

import zero4j.SettingChecks;

/**
 * Constants of the objective: the section {@code objective}.
 *
 * @param clipLow the ratio is clipped below at 1 - clipLow
 * @param clipHigh the ratio is clipped above at 1 + clipHigh
 * @param stdEps added to the standard deviation of a group's rewards, where the advantage divides by it
 */
public record ObjectiveSettings(double clipLow, double clipHigh, double stdEps) {
    public ObjectiveSettings {
        new SettingChecks("objective")
                .that(clipLow > 0 && clipLow <= 1, "clip_low", clipLow, "it must be above 0 and at most 1")
                .positive("clip_high", clipHigh)
                .positive("std_eps", stdEps)
                .done();
    }
}
