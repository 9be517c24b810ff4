package zero4j.algorithm;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import zero4j.SettingChecks;

/**
 * Constants of the objective: the section {@code objective}. What is empty is as the preset has it.
 *
 * @param clipLow the ratio is clipped below at 1 - clipLow; 1 is no bound (gmpo: its logarithm at -clipLow; dppo: bound of the
 *     divergence where a probability falls)
 * @param clipHigh the ratio is clipped above at 1 + clipHigh (gmpo: its logarithm at clipHigh; dppo: bound of the divergence
 *     where a probability rises)
 * @param dualClip bound of the loss for negative advantages, above 1; 0 for none
 * @param tauPositive temperature of sapo's gate for advantages above 0
 * @param tauNegative temperature of sapo's gate for the others
 * @param stdDdof 1 for the unbiased deviation, 0 for the population's, where the advantage divides by one
 * @param stdEps added to the deviation (maxrl: to the mean)
 * @param whiten whether advantages are shifted and scaled to mean 0 and deviation 1 over the batch's tokens
 * @param advantageClip advantages are bounded to plus and minus this; 0 for no bound
 * @param aggregation how tokens become one number
 * @param entropyBonus reward of a nat of entropy
 * @param maskTruncated whether truncated responses are left out of the update
 * @param overlongBuffer tokens before the budget where the punishment of long responses grows; 0 for none
 * @param overlongPenalty what a response of the whole budget loses of its reward
 */
public record ObjectiveSettings(
        OptionalDouble clipLow,
        OptionalDouble clipHigh,
        double dualClip,
        OptionalDouble tauPositive,
        OptionalDouble tauNegative,
        OptionalInt stdDdof,
        OptionalDouble stdEps,
        Optional<Boolean> whiten,
        double advantageClip,
        Optional<Aggregation.Kind> aggregation,
        double entropyBonus,
        boolean maskTruncated,
        OptionalInt overlongBuffer,
        double overlongPenalty) {
    /** Everything as the preset has it, and no switch on. */
    public static final ObjectiveSettings PRESET = new ObjectiveSettings(
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            0,
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalInt.empty(),
            OptionalDouble.empty(),
            Optional.empty(),
            0,
            Optional.empty(),
            0,
            false,
            OptionalInt.empty(),
            1);

    public ObjectiveSettings {
        double low = clipLow.orElse(1);
        int ddof = stdDdof.orElse(0);
        new SettingChecks("objective")
                .that(low > 0 && low <= 1, "clip_low", low, "it must be above 0 and at most 1, or preset")
                .positive("clip_high", clipHigh.orElse(1))
                .that(
                        dualClip == 0 || (dualClip > 1 && Double.isFinite(dualClip)),
                        "dual_clip",
                        dualClip,
                        "it must be above 1, or 0 for none")
                .positive("tau_positive", tauPositive.orElse(1))
                .positive("tau_negative", tauNegative.orElse(1))
                .that(ddof == 0 || ddof == 1, "std_ddof", ddof, "it must be 0, 1 or preset")
                .positive("std_eps", stdEps.orElse(1))
                .notNegative("advantage_clip", advantageClip)
                .notNegative("entropy_bonus", entropyBonus)
                .atLeast("overlong_buffer", overlongBuffer.orElse(0), 0)
                .notNegative("overlong_penalty", overlongPenalty)
                .done();
    }
}
