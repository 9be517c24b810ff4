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
        CorrectionSettings correction,
        CriticSettings critic,
        @SettingKey("rollout.dynamic_sampling") OptionalInt dynamicSampling) {
    public AlgorithmSettings {
        new SettingChecks("")
                .that(
                        Presets.REGISTRY.find(preset).isPresent(),
                        "algorithm",
                        preset,
                        "it must be " + Presets.REGISTRY.oneOf(preset))
                .atLeast("rollout.dynamic_sampling", dynamicSampling.orElse(1), 1)
                .done();
    }

    /**
     * The same with every constant that the preset left to itself, so that they mean the same whatever presets become. What the
     * algorithm has no use for stays empty.
     *
     * @param maxNewTokens the generation budget
     */
    public AlgorithmSettings pinned(int maxNewTokens) {
        return PinnedSettings.of(this, maxNewTokens);
    }

    /** A preset as it is. */
    public static AlgorithmSettings of(String preset) {
        return new AlgorithmSettings(
                preset,
                ObjectiveSettings.PRESET,
                KlSettings.PRESET,
                CorrectionSettings.NONE,
                CriticSettings.DEFAULT,
                OptionalInt.empty());
    }
}
