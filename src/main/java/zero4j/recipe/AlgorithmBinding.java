package zero4j.recipe;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Correction;
import zero4j.algorithm.CriticSettings;
import zero4j.algorithm.Kl;
import zero4j.algorithm.KlSettings;
import zero4j.algorithm.ObjectiveSettings;

/** Between the keys that decide an algorithm and its settings. The word {@code preset} stands for the preset's own value. */
final class AlgorithmBinding {
    private static final String PRESET = "preset";

    private AlgorithmBinding() {}

    static AlgorithmSettings read(SettingValues v, AlgorithmSettings standard) {
        return v.section(
                () -> new AlgorithmSettings(
                        v.text("algorithm"),
                        v.section(() -> objective(v), standard::objective),
                        v.section(() -> kl(v), standard::kl),
                        v.section(() -> correction(v), standard::correction),
                        v.section(() -> critic(v), standard::critic),
                        integer(v, "rollout.dynamic_sampling")),
                () -> standard);
    }

    private static ObjectiveSettings objective(SettingValues v) {
        return new ObjectiveSettings(
                real(v, "objective.clip_low"),
                real(v, "objective.clip_high"),
                v.real("objective.dual_clip"),
                integer(v, "objective.std_ddof"),
                real(v, "objective.std_eps"),
                v.orPreset("objective.whiten", v::flag),
                v.real("objective.advantage_clip"),
                v.orPreset("objective.aggregation", key -> v.choice(key, Aggregation.Kind.class)),
                v.real("objective.entropy_bonus"),
                v.flag("objective.mask_truncated"),
                integer(v, "objective.overlong_buffer"),
                v.real("objective.overlong_penalty"));
    }

    private static KlSettings kl(SettingValues v) {
        return new KlSettings(
                v.orPreset("kl.estimator", key -> v.choice(key, Kl.Estimator.class)),
                real(v, "kl.coefficient"),
                v.text("kl.reference"),
                v.flag("kl.offload"));
    }

    private static Correction correction(SettingValues v) {
        return new Correction(
                v.choice("correction.kind", Correction.Kind.class),
                v.choice("correction.level", Correction.Level.class),
                v.real("correction.cap"),
                v.real("correction.floor"));
    }

    private static CriticSettings critic(SettingValues v) {
        return new CriticSettings(
                v.real("critic.learning_rate"),
                v.real("critic.coefficient"),
                v.real("critic.clip"),
                v.real("critic.gamma"),
                v.real("critic.lambda"));
    }

    private static OptionalDouble real(SettingValues v, String key) {
        return v.orPreset(key, v::real).map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
    }

    private static OptionalInt integer(SettingValues v, String key) {
        return v.orPreset(key, v::integer).map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }

    static void write(Map<String, Object> out, AlgorithmSettings algorithm) {
        ObjectiveSettings objective = algorithm.objective();
        out.put("objective.clip_low", value(objective.clipLow()));
        out.put("objective.clip_high", value(objective.clipHigh()));
        out.put("objective.dual_clip", objective.dualClip());
        out.put("objective.std_ddof", value(objective.stdDdof()));
        out.put("objective.std_eps", value(objective.stdEps()));
        out.put("objective.whiten", value(objective.whiten()));
        out.put("objective.advantage_clip", objective.advantageClip());
        out.put("objective.aggregation", value(objective.aggregation()));
        out.put("objective.entropy_bonus", objective.entropyBonus());
        out.put("objective.mask_truncated", objective.maskTruncated());
        out.put("objective.overlong_buffer", value(objective.overlongBuffer()));
        out.put("objective.overlong_penalty", objective.overlongPenalty());
        out.put("kl.estimator", value(algorithm.kl().estimator()));
        out.put("kl.coefficient", value(algorithm.kl().coefficient()));
        out.put("kl.reference", algorithm.kl().reference());
        out.put("kl.offload", algorithm.kl().offload());
        out.put("correction.kind", algorithm.correction().kind());
        out.put("correction.level", algorithm.correction().level());
        out.put("correction.cap", algorithm.correction().cap());
        out.put("correction.floor", algorithm.correction().floor());
        out.put("critic.learning_rate", algorithm.critic().learningRate());
        out.put("critic.coefficient", algorithm.critic().coefficient());
        out.put("critic.clip", algorithm.critic().clip());
        out.put("critic.gamma", algorithm.critic().gamma());
        out.put("critic.lambda", algorithm.critic().lambda());
    }

    static Object value(Optional<?> value) {
        return value.isPresent() ? value.get() : PRESET;
    }

    static Object value(OptionalDouble value) {
        return value.isPresent() ? (Object) value.getAsDouble() : PRESET;
    }

    static Object value(OptionalInt value) {
        return value.isPresent() ? (Object) value.getAsInt() : PRESET;
    }
}
