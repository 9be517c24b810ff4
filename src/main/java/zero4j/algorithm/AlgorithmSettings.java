package zero4j.algorithm;

import java.util.OptionalInt;
import zero4j.SettingChecks;
import zero4j.SettingKey;

/**
 * What decides an algorithm: the name of a preset, and what is changed of it.
 *
 * @param preset a name of {@link Presets#REGISTRY}
 * @param dynamicSampling batches sampled at most in search of groups with unequal rewards; 1 for none, empty as the preset
 *     has it
 */
public record AlgorithmSettings(
        @SettingKey("algorithm") String preset,
        ObjectiveSettings objective,
        KlSettings kl,
        ImportanceSampling correction,
        CriticSettings critic,
        @SettingKey("rollout.dynamic_sampling") OptionalInt dynamicSampling) {
    public AlgorithmSettings {
        boolean divergence = kl.estimator().orElse(Kl.Estimator.NONE) == Kl.Estimator.K1_REWARD;
        boolean overlong = objective.overlongBuffer().orElse(0) > 0;
        boolean refused = (divergence || overlong) && wholeRewards(preset);
        String why = "it must be left out with " + preset
                + ", which divides by the mean of rewards of 0 and 1: nothing may be taken from them";
        new SettingChecks("")
                .that(
                        Presets.REGISTRY.find(preset).isPresent(),
                        "algorithm",
                        preset,
                        "it must be " + Presets.REGISTRY.oneOf(preset))
                .atLeast("rollout.dynamic_sampling", dynamicSampling.orElse(1), 1)
                .that(!(divergence && refused), "kl.estimator", "k1-reward", why)
                .that(
                        !(overlong && refused),
                        "objective.overlong_buffer",
                        objective.overlongBuffer().orElse(0),
                        why)
                .done();
    }

    /** Whether the preset's advantage has no sense for rewards of which something was taken; false of one that is not known. */
    private static boolean wholeRewards(String preset) {
        return Presets.REGISTRY.find(preset).isPresent()
                && Presets.of(of(preset), 1).advantage().needsWholeRewards();
    }

    /** A preset as it is. */
    public static AlgorithmSettings of(String preset) {
        return new AlgorithmSettings(
                preset,
                ObjectiveSettings.PRESET,
                KlSettings.PRESET,
                ImportanceSampling.OFF,
                CriticSettings.DEFAULT,
                OptionalInt.empty());
    }
}
