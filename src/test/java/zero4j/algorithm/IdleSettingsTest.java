package zero4j.algorithm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import zero4j.recipe.Recipes;

class IdleSettingsTest {
    static final Iterable<String> PRESETS = Presets.names();

    private static AlgorithmSettings with(
            String preset,
            ObjectiveSettings objective,
            KlSettings kl,
            CorrectionSettings correction,
            CriticSettings critic) {
        return new AlgorithmSettings(preset, objective, kl, correction, critic, OptionalInt.empty());
    }

    private static ObjectiveSettings objective(double dualClip, OptionalDouble clipHigh, OptionalDouble stdEps) {
        ObjectiveSettings preset = ObjectiveSettings.PRESET;
        return new ObjectiveSettings(
                preset.clipLow(),
                clipHigh,
                dualClip,
                preset.tauPositive(),
                preset.tauNegative(),
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

    private static CorrectionSettings correction(String preset, OptionalDouble cap, OptionalDouble maskHigh) {
        return new CorrectionSettings(
                preset,
                Optional.empty(),
                Optional.empty(),
                cap,
                OptionalDouble.empty(),
                Optional.empty(),
                OptionalDouble.empty(),
                maskHigh);
    }

    private static List<String> idle(AlgorithmSettings settings) {
        return IdleSettings.of(settings, Presets.of(settings, 1000), false);
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
                with(preset, ObjectiveSettings.PRESET, kl, CorrectionSettings.NONE, CriticSettings.DEFAULT);
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
                "\n", idle(with(preset, changed, KlSettings.PRESET, CorrectionSettings.NONE, CriticSettings.DEFAULT)));
        assertThat(idle.contains("objective.dual_clip")).isEqualTo(dualIdle);
        assertThat(idle.contains("objective.clip_*")).isEqualTo(clipIdle);
        assertThat(idle.contains("objective.std_*")).isEqualTo(stdIdle);
    }

    @Test
    void of_criticAndCorrectionThatNobodyAsks_areNamed() {
        CriticSettings critic = new CriticSettings(1e-3, 0.1, 0.2, 0.5, 1);
        CorrectionSettings correction = correction("none", OptionalDouble.of(5), OptionalDouble.empty());
        assertThat(idle(with("dr-grpo", ObjectiveSettings.PRESET, KlSettings.PRESET, correction, critic)))
                .anyMatch(line -> line.startsWith("critic.*"))
                .anyMatch(line -> line.startsWith("correction.*"));
        assertThat(idle(with("ppo", ObjectiveSettings.PRESET, KlSettings.PRESET, CorrectionSettings.NONE, critic)))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"none, true", "tis, true", "seq-mask, false", "tis+seq-mask, false"})
    void of_boundsOfAMask_areIdleWithoutOne(String correction, boolean idle) {
        CorrectionSettings bounded = correction(correction, OptionalDouble.empty(), OptionalDouble.of(1.01));
        assertThat(
                        idle(with(
                                        "dr-grpo",
                                        ObjectiveSettings.PRESET,
                                        KlSettings.PRESET,
                                        bounded,
                                        CriticSettings.DEFAULT))
                                .stream()
                                .anyMatch(line -> line.startsWith("correction.")))
                .isEqualTo(idle);
    }

    @ParameterizedTest
    @CsvSource({"dppo, true", "dppo-kl, true", "sapo, false", "gmpo, false"})
    void of_correction_isIdleWhereTheRatioLeadsFromTheSampler(String preset, boolean idle) {
        AlgorithmSettings settings = with(
                preset,
                ObjectiveSettings.PRESET,
                KlSettings.PRESET,
                CorrectionSettings.of("icepop"),
                CriticSettings.DEFAULT);
        assertThat(idle(settings).stream().anyMatch(line -> line.startsWith("correction.* changes nothing")))
                .isEqualTo(idle);
        assertThat(IdleSettings.of(settings, Presets.of(settings, 1000), true)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"sapo, true, false", "grpo, false, true", "dppo, false, true", "gmpo, false, true"})
    void of_clipsAndTemperatures_areIdleWhereThereIsNoClipOrGate(String preset, boolean clipIdle, boolean tauIdle) {
        ObjectiveSettings changed = Recipes.train("objective={clip_high: 0.3, tau_positive: 0.9, tau_negative: 1.2}")
                .algorithm()
                .objective();
        String idle = String.join(
                "\n", idle(with(preset, changed, KlSettings.PRESET, CorrectionSettings.NONE, CriticSettings.DEFAULT)));
        assertThat(idle.contains("objective.clip_*")).isEqualTo(clipIdle);
        assertThat(idle.contains("objective.tau_* changes nothing")).isEqualTo(tauIdle);
    }
}
