package zero4j.algorithm;

import java.util.OptionalInt;
import zero4j.SettingChecks;
import zero4j.Words;

/**
 * What decides an algorithm: the name of a preset, and what is changed of it.
 *
 * @param preset one of {@link Presets#NAMES}
 * @param dynamicSampling batches sampled at most in search of groups with unequal rewards; 1 for none, empty as the preset
 *     has it
 */
public record AlgorithmSettings(
        String preset,
        ObjectiveSettings objective,
        KlSettings kl,
        Correction correction,
        CriticSettings critic,
        OptionalInt dynamicSampling) {
    public AlgorithmSettings {
        new SettingChecks("")
                .that(
                        Presets.NAMES.contains(preset),
                        "algorithm",
                        preset,
                        "it must be " + Words.oneOf(Presets.NAMES, preset))
                .atLeast("rollout.dynamic_sampling", dynamicSampling.orElse(1), 1)
                .done();
    }

    /** A preset as it is. */
    public static AlgorithmSettings of(String preset) {
        return new AlgorithmSettings(
                preset,
                ObjectiveSettings.PRESET,
                KlSettings.PRESET,
                Correction.OFF,
                CriticSettings.DEFAULT,
                OptionalInt.empty());
    }
}
