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
    private static final String MAXRL =
            "it must be left out with maxrl, which divides by the mean of rewards of 0 and 1: nothing may be taken from them";

    public AlgorithmSettings {
        new SettingChecks("")
                .that(
                        Presets.REGISTRY.find(preset).isPresent(),
                        "algorithm",
                        preset,
                        "it must be " + Presets.REGISTRY.oneOf(preset))
                .atLeast("rollout.dynamic_sampling", dynamicSampling.orElse(1), 1)
                .that(
                        !preset.equals("maxrl") || kl.estimator().orElse(Kl.Estimator.NONE) != Kl.Estimator.K1_REWARD,
                        "kl.estimator",
                        "k1-reward",
                        MAXRL)
                .that(
                        !preset.equals("maxrl") || objective.overlongBuffer().orElse(0) == 0,
                        "objective.overlong_buffer",
                        objective.overlongBuffer().orElse(0),
                        MAXRL)
                .done();
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
