package zero4j.algorithm;

import java.util.Optional;
import java.util.OptionalDouble;
import zero4j.SettingChecks;

/**
 * How the policy is kept near a reference policy: the section {@code kl}. What is empty is as the preset has it.
 *
 * @param reference folder of the reference model; empty for the model that training begins with
 * @param offload whether the reference model is in memory only while it is asked
 */
public record KlSettings(
        Optional<Kl.Estimator> estimator, OptionalDouble coefficient, String reference, boolean offload) {
    /** Everything as the preset has it. */
    public static final KlSettings PRESET = new KlSettings(Optional.empty(), OptionalDouble.empty(), "", false);

    public KlSettings {
        new SettingChecks("kl")
                .notNegative("coefficient", coefficient.orElse(0))
                .done();
    }
}
