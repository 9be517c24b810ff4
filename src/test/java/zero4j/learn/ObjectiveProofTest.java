package zero4j.learn;

import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.CorrectionSettings;
import zero4j.algorithm.CriticSettings;
import zero4j.algorithm.ImportanceSampling;
import zero4j.algorithm.Kl;
import zero4j.algorithm.Presets;
import zero4j.learn.ProofLearner.Computes;

/** Loss and full gradient of every preset and switch against loops in double written from the papers' formulas. */
class ObjectiveProofTest {
    private static final List<String> NAMES = Presets.names();
    private static final List<ProofBatch> BATCHES = List.of(ProofBatch.random(1), ProofBatch.random(2));

    /**
     * A change of a preset's settings.
     *
     * @param forMaxRl whether maxrl, which divides by a mean of rewards of 0 and 1, accepts it
     */
    record Switch(String name, UnaryOperator<ProofSettings> change, boolean forMaxRl) {
        Switch(String name, UnaryOperator<ProofSettings> change) {
            this(name, change, true);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<String> presets() {
        return NAMES.stream();
    }

    private static void prove(AlgorithmSettings settings, String what) {
        for (ProofBatch batch : BATCHES) {
            prove(batch, settings, what);
        }
    }

    private static void prove(ProofBatch batch, AlgorithmSettings settings, String what) {
        ProofBatch.Result plain = batch.plain(settings);
        for (Computes kind : Computes.values()) {
            GradientAssert.assertClose(ProofLearner.of(kind, batch, settings), plain, what + " by " + kind);
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void gradient_presetOffPolicy_equalsTheFormulas(String preset) {
        prove(AlgorithmSettings.of(preset), preset);
    }

    static Stream<String> presetsOnPolicy() {
        return presets()
                .filter(preset -> !preset.equals("reinforce++")); // its rewards need the policy before the update
    }

    @ParameterizedTest
    @MethodSource("presetsOnPolicy")
    void gradient_presetOnPolicy_equalsTheFormulas(String preset) {
        AlgorithmSettings settings = AlgorithmSettings.of(preset);
        ProofBatch batch = BATCHES.getFirst().onPolicy();
        prove(batch, settings, preset);
    }

    static Stream<Switch> switches() {
        return Stream.of(
                        clips(),
                        std(),
                        kls(),
                        corrections(),
                        namedCorrections(),
                        Stream.of(
                                new Switch("entropy bonus", s -> s.entropyBonus(0.3)),
                                new Switch("truncated left out", s -> s.maskTruncated(true)),
                                new Switch("overlong", s -> s.overlong(3, 0.7), false),
                                new Switch("advantages bounded", s -> s.advantageClip(0.3)),
                                new Switch("whitened", s -> s.whiten(true)),
                                new Switch("not whitened", s -> s.whiten(false))))
                .flatMap(s -> s);
    }

    private static Stream<Switch> clips() {
        return Stream.of(
                new Switch("clip 0.1/0.3", s -> s.clip(0.1, 0.3)),
                new Switch("clip 0.02/0.05", s -> s.clip(0.02, 0.05)),
                new Switch("clip 0.002/0.004", s -> s.clip(0.002, 0.004)),
                new Switch("tau 0.5/3", s -> s.tau(0.5, 3)),
                new Switch("dual clip", s -> s.clip(0.2, 0.1).dualClip(1.15)));
    }

    private static Stream<Switch> std() {
        return Stream.of(
                new Switch("ddof 0, eps 0.1", s -> s.std(0, 0.1)), new Switch("ddof 1, eps 0.3", s -> s.std(1, 0.3)));
    }

    private static Stream<Switch> kls() {
        return Stream.of(Kl.Estimator.values())
                .map(estimator ->
                        new Switch("KL " + estimator, s -> s.kl(estimator, 0.2), estimator != Kl.Estimator.K1_REWARD));
    }

    private static Stream<Switch> corrections() {
        return Stream.of(ImportanceSampling.Kind.TRUNCATE, ImportanceSampling.Kind.MASK)
                .flatMap(kind -> Stream.of(ImportanceSampling.Level.values())
                        .map(level -> new Switch(
                                kind + " " + level,
                                s -> s.correction(kind, level, 1.1, kind == ImportanceSampling.Kind.MASK ? 0.85 : 0))));
    }

    /** The weight of every named correction, alone and with a mask of every level that takes some tokens and leaves some. */
    private static Stream<Switch> namedCorrections() {
        return CorrectionSettings.PRESETS.names().stream()
                .filter(name -> !name.endsWith("seq-mask"))
                .flatMap(name -> Stream.of(CorrectionSettings.MaskLevel.values())
                        .map(level ->
                                new Switch(name + " masked by " + level, s -> s.correction(name, level, 0.9, 1.12))));
    }

    @ParameterizedTest
    @MethodSource("switches")
    void gradient_switchOnEveryPreset_equalsTheFormulas(Switch change) {
        for (String preset : NAMES) {
            if (preset.equals("maxrl") && !change.forMaxRl()) {
                continue;
            }
            AlgorithmSettings settings =
                    change.change().apply(ProofSettings.of(preset)).done();
            ProofBatch batch = BATCHES.getFirst();
            prove(batch, settings, preset + ", " + change);
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void gradient_tokensThatAreNotLearnt_equalsTheFormulasWithoutThem(String preset) {
        ProofBatch batch = BATCHES.getFirst().partlyLearnt(4);
        for (Aggregation.Kind kind : Aggregation.Kind.values()) {
            AlgorithmSettings settings = ProofSettings.of(preset)
                    .aggregation(kind)
                    .entropyBonus(0.1)
                    .maskTruncated(true)
                    .whiten(true)
                    .correction(ImportanceSampling.Kind.TRUNCATE, ImportanceSampling.Level.GEOMETRIC, 1.1, 0)
                    .done();
            prove(batch, settings, preset + ", " + kind);
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void gradient_everyAggregation_equalsTheFormulas(String preset) {
        for (Aggregation.Kind kind : Aggregation.Kind.values()) {
            prove(ProofSettings.of(preset).aggregation(kind).done(), preset + ", " + kind);
        }
    }

    static Stream<CriticSettings> critics() {
        return Stream.of(
                new CriticSettings(1e-3, 0.5, 0.2, 0.9, 0.7),
                new CriticSettings(1e-3, 0.5, 0, 1, 0.5),
                new CriticSettings(1e-3, 0.5, 0.05, 0.8, 1),
                new CriticSettings(1e-3, 0, 0.2, 1, 0),
                new CriticSettings(1e-3, 2, 0.2, 0, 1));
    }

    @ParameterizedTest
    @MethodSource("critics")
    void gradient_everyCritic_equalsTheFormulas(CriticSettings critic) {
        for (String preset : List.of("ppo", "ppo-response-mean", "ppo-token-mean")) {
            prove(ProofSettings.of(preset).critic(critic).done(), preset + ", " + critic);
        }
    }

    @ParameterizedTest
    @MethodSource("presets")
    void gradient_everythingOn_equalsTheFormulas(String preset) {
        AlgorithmSettings settings = ProofSettings.of(preset)
                .clip(0.15, 0.25)
                .dualClip(1.3)
                .std(0, 0.05)
                .entropyBonus(0.1)
                .maskTruncated(true)
                .overlong(preset.equals("maxrl") ? 0 : 4, 0.5)
                .advantageClip(0.6)
                .whiten(true)
                .kl(Kl.Estimator.K3_RATIO, 0.1)
                .tau(0.7, 1.6)
                .correction(ImportanceSampling.Kind.TRUNCATE, ImportanceSampling.Level.TOKEN, 1.2, 0)
                .critic(new CriticSettings(1e-3, 0.5, 0.2, 0.9, 0.7))
                .done();
        prove(settings, preset);
    }
}
