package zero4j.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class IdleSettingsTest {
    static final Iterable<String> PRESETS = Presets.names();

    private static AlgorithmSettings with(
            String preset,
            ObjectiveSettings objective,
            KlSettings kl,
            ImportanceSampling correction,
            CriticSettings critic) {
        return new AlgorithmSettings(preset, objective, kl, correction, critic, OptionalInt.empty());
    }

    private static ObjectiveSettings objective(double dualClip, OptionalDouble clipHigh, OptionalDouble stdEps) {
        ObjectiveSettings preset = ObjectiveSettings.PRESET;
        return new ObjectiveSettings(
                preset.clipLow(),
                clipHigh,
                dualClip,
                preset.stdDdof(),
                stdEps,
                preset.whiten(),
                preset.advantageClip(),
                preset.aggregation(),
                preset.entropyBonus(),
                preset.maskTruncated(),
                preset.overlongBuffer(),
                preset.overlongPenalty());
    }

    private static List<String> idle(AlgorithmSettings settings) {
        return IdleSettings.of(settings, Presets.of(settings, 1000));
    }

    @ParameterizedTest
    @FieldSource("PRESETS")
    void of_presetAsItIs_isSilent(String preset) {
        assertThat(idle(AlgorithmSettings.of(preset))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"dr-grpo, true", "gspo, true", "reinforce++, false"})
    void of_klCoefficient_isIdleWhereThereIsNoEstimator(String preset, boolean idle) {
        KlSettings kl = new KlSettings(KlSettings.PRESET.estimator(), OptionalDouble.of(0.05), "", false);
        AlgorithmSettings settings =
                with(preset, ObjectiveSettings.PRESET, kl, ImportanceSampling.OFF, CriticSettings.DEFAULT);
        assertThat(idle(settings).stream().anyMatch(line -> line.startsWith("kl.*")))
                .isEqualTo(idle);
    }

    @ParameterizedTest
    @CsvSource({
        "grpo, false, false, false",
        "gspo, true, false, false",
        "rloo, true, true, true",
        "ppo, false, false, true"
    })
    void of_clipsAndStd_areIdleWhereThereIsNothingToClipOrDivide(
            String preset, boolean dualIdle, boolean clipIdle, boolean stdIdle) {
        ObjectiveSettings changed = objective(3, OptionalDouble.of(0.3), OptionalDouble.of(1e-4));
        String idle = String.join(
                "\n", idle(with(preset, changed, KlSettings.PRESET, ImportanceSampling.OFF, CriticSettings.DEFAULT)));
        assertThat(idle.contains("objective.dual_clip")).isEqualTo(dualIdle);
        assertThat(idle.contains("objective.clip_*")).isEqualTo(clipIdle);
        assertThat(idle.contains("objective.std_*")).isEqualTo(stdIdle);
    }

    @Test
    void of_criticAndCorrectionThatNobodyAsks_areNamed() {
        CriticSettings critic = new CriticSettings(1e-3, 0.1, 0.2, 0.5, 1);
        ImportanceSampling correction =
                new ImportanceSampling(ImportanceSampling.Kind.NONE, ImportanceSampling.Level.TOKEN, 5, 0);
        assertThat(idle(with("dr-grpo", ObjectiveSettings.PRESET, KlSettings.PRESET, correction, critic)))
                .anyMatch(line -> line.startsWith("critic.*"))
                .anyMatch(line -> line.startsWith("correction.*"));
        assertThat(idle(with("ppo", ObjectiveSettings.PRESET, KlSettings.PRESET, ImportanceSampling.OFF, critic)))
                .isEmpty();
    }
}
