package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.CriticSettings;
import zero4j.algorithm.ImportanceSampling;
import zero4j.algorithm.Kl;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.dist.SingleProcess;
import zero4j.learn.ProofLearner.Cut;
import zero4j.model.CausalLm;

/** Algorithms coincide where theory says that they must. */
class ObjectiveIdentityTest {
    private static final int GROUP = 4;
    private static final double[][] EQUAL_STD = {{1, 0, 0, 1}, {0, 1, 1, 0}};
    private static final double[][] MIXED = {{1, 0, 0, 1}, {0, 0, 1, 0}};
    /** Of two rewards 1 and two 0, unbiased. */
    private static final double STD = Math.sqrt(1 / 3.0);

    private static final CriticSettings SILENT = new CriticSettings(1e-3, 0, 0.2, 1, 1);

    private static ProofBatch equalLengths(int length, double[][] rewards) {
        return ProofBatch.of(11, () -> length, rewards);
    }

    private static ProofBatch mixedLengths() {
        int[] at = {0};
        return ProofBatch.of(12, () -> 1 + at[0]++ * 3 % ProofBatch.BUDGET, MIXED);
    }

    private static AlgorithmSettings plain(String preset) {
        return ProofSettings.of(preset).done();
    }

    private static ProofSettings tokenMean(String preset) {
        return ProofSettings.of(preset).aggregation(Aggregation.Kind.MEAN_OF_TOKENS);
    }

    private static ProofBatch.Result withoutCritic(ProofBatch.Result result) {
        Map<String, double[]> gradients = new LinkedHashMap<>(result.gradients());
        assertThat(gradients.remove("critic")).isNotNull();
        return new ProofBatch.Result(result.loss(), gradients);
    }

    @Test
    void rloo_onPolicy_isDrGrpoTimesGroupSizeOverOneLess() {
        ProofBatch batch = mixedLengths().onPolicy();
        GradientAssert.assertGradientScaled(
                ProofLearner.of(batch, plain("rloo")),
                ProofLearner.of(batch, plain("dr-grpo")),
                GROUP / (GROUP - 1.0),
                "rloo");
    }

    @Test
    void grpo_equalLengthsAndDeviations_isDrGrpoTimesTheirWeights() {
        int length = 5;
        ProofBatch batch = equalLengths(length, EQUAL_STD);
        GradientAssert.assertScaled(
                ProofLearner.of(batch, plain("grpo")),
                ProofLearner.of(batch, plain("dr-grpo")),
                ProofBatch.BUDGET / (length * (STD + 1e-8)),
                "grpo");
    }

    static Stream<String> presets() {
        return Presets.names().stream();
    }

    @ParameterizedTest
    @MethodSource("presets")
    void aggregations_equalLengths_coincide(String preset) {
        int length = 6;
        ProofBatch batch = equalLengths(length, MIXED);
        UnaryOperator<ProofSettings> settings = s -> preset.startsWith("ppo") ? s.critic(SILENT) : s;
        ProofBatch.Result tokens =
                ProofLearner.of(batch, settings.apply(tokenMean(preset)).done());
        GradientAssert.assertClose(
                ProofLearner.of(
                        batch,
                        settings.apply(ProofSettings.of(preset).aggregation(Aggregation.Kind.MEAN_OF_RESPONSE_MEANS))
                                .done()),
                tokens,
                preset + ": response mean");
        GradientAssert.assertScaled(
                ProofLearner.of(
                        batch,
                        settings.apply(ProofSettings.of(preset).aggregation(Aggregation.Kind.SUM_OVER_BUDGET))
                                .done()),
                tokens,
                (double) length / ProofBatch.BUDGET,
                preset + ": sum over the budget");
    }

    @Test
    void gspo_responsesOfOneToken_isGrpo() {
        ProofBatch batch = equalLengths(1, MIXED);
        GradientAssert.assertClose(
                ProofLearner.of(batch, ProofSettings.of("gspo").clip(0.1, 0.15).done()),
                ProofLearner.of(batch, ProofSettings.of("grpo").clip(0.1, 0.15).done()),
                "gspo");
    }

    @Test
    void gspo_onPolicy_isGrpo() {
        ProofBatch batch = mixedLengths().onPolicy();
        GradientAssert.assertClose(
                ProofLearner.of(batch, plain("gspo")), ProofLearner.of(batch, plain("grpo")), "gspo on policy");
    }

    @Test
    void gmpo_responsesOfOneToken_isGrpoOfTheSameBand() {
        ProofBatch batch = equalLengths(1, MIXED);
        GradientAssert.assertClose(
                ProofLearner.of(batch, ProofSettings.of("gmpo").clip(0.05, 0.1).done()),
                ProofLearner.of(
                        batch,
                        ProofSettings.of("grpo")
                                .clip(1 - Math.exp(-0.05), Math.exp(0.1) - 1)
                                .done()),
                "gmpo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gmpo", "sapo"})
    void meansAndGates_onPolicy_haveTheGradientOfGrpo(String preset) {
        ProofBatch batch = mixedLengths().onPolicy();
        GradientAssert.assertGradientScaled(
                ProofLearner.of(batch, plain(preset)), ProofLearner.of(batch, plain("grpo")), 1, preset);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dppo", "dppo-kl"})
    void dppo_regionOfEverything_isDrGrpoWithoutAClip(String preset) {
        ProofBatch batch = mixedLengths();
        GradientAssert.assertClose(
                ProofLearner.of(batch, ProofSettings.of(preset).clip(1, 1e9).done()),
                ProofLearner.of(batch, ProofSettings.of("dr-grpo").clip(1, 1e9).done()),
                preset);
    }

    @Test
    void ppo_silentCriticWithoutDiscountOnPolicy_isReinforce() {
        ProofBatch batch = mixedLengths().onPolicy().withValues(0);
        GradientAssert.assertGradientScaled(
                withoutCritic(ProofLearner.of(
                        batch, ProofSettings.of("ppo").critic(SILENT).done())),
                ProofLearner.of(batch, plain("reinforce")),
                1,
                "ppo");
    }

    @Test
    void cispo_onPolicy_isThePolicyGradientWithTokenMean() {
        ProofBatch batch = mixedLengths().onPolicy();
        GradientAssert.assertGradientScaled(
                ProofLearner.of(batch, plain("cispo")),
                ProofLearner.of(batch, tokenMean("grpo").done()),
                1,
                "cispo");
        GradientAssert.assertGradientScaled(
                ProofLearner.of(batch, plain("cispo")),
                ProofLearner.of(equalStdRloo(), tokenMean("rloo").done()),
                1,
                "cispo as a policy gradient");
    }

    /** The batch above with rewards such that leave-one-out gives GRPO's advantages. */
    private static ProofBatch equalStdRloo() {
        ProofBatch batch = mixedLengths().onPolicy();
        return batch.withRewards(response -> {
            double[] rewards = batch.responses().stream()
                    .filter(other -> other.group() == response.group())
                    .mapToDouble(Response::reward)
                    .toArray();
            double mean = Arrays.stream(rewards).average().orElseThrow();
            double squares =
                    Arrays.stream(rewards).map(r -> Math.pow(r - mean, 2)).sum();
            return response.reward() * (GROUP - 1.0) / GROUP / (Math.sqrt(squares / (GROUP - 1)) + 1e-8);
        });
    }

    @Test
    void maxrl_groupsOfOneMean_isDrGrpoOverTheMean() {
        ProofBatch batch = ProofBatch.of(13, () -> 3, EQUAL_STD);
        GradientAssert.assertScaled(
                ProofLearner.of(batch, plain("maxrl")),
                ProofLearner.of(batch, plain("dr-grpo")),
                1 / (0.5 + 1e-6),
                "maxrl");
    }

    @Test
    void dapo_equalClipWithoutOverlong_isGrpoWithTokenMean() {
        ProofBatch batch = mixedLengths();
        GradientAssert.assertClose(
                ProofLearner.of(
                        batch,
                        ProofSettings.of("dapo").clip(0.2, 0.2).overlong(0, 1).done()),
                ProofLearner.of(batch, tokenMean("grpo").done()),
                "dapo");
    }

    @Test
    void litePpo_oneGroup_isGrpoWithTokenMean() {
        ProofBatch batch = ProofBatch.of(14, () -> 4, new double[][] {{1, 0, 0.5, 0}});
        GradientAssert.assertClose(
                ProofLearner.of(batch, plain("lite-ppo")),
                ProofLearner.of(batch, tokenMean("grpo").done()),
                "lite-ppo");
    }

    @Test
    void reinforcePlusPlus_withoutWhiteningAndKl_isReinforceOnPolicy() {
        ProofBatch batch = mixedLengths().onPolicy();
        GradientAssert.assertGradientScaled(
                ProofLearner.of(
                        batch,
                        ProofSettings.of("reinforce++")
                                .whiten(false)
                                .kl(Kl.Estimator.NONE, 0)
                                .done()),
                ProofLearner.of(batch, tokenMean("reinforce").done()),
                1,
                "reinforce++");
        GradientAssert.assertClose(
                ProofLearner.of(
                        batch,
                        ProofSettings.of("reinforce++-baseline")
                                .whiten(false)
                                .kl(Kl.Estimator.NONE, 0)
                                .done()),
                ProofLearner.of(batch, tokenMean("dr-grpo").done()),
                "reinforce++-baseline");
    }

    @ParameterizedTest
    @MethodSource("presets")
    void switches_withoutEffect_changeNothing(String preset) {
        ProofBatch batch = mixedLengths();
        ProofBatch.Result as = ProofLearner.of(batch, plain(preset));
        ProofBatch agreeing = batch.withSamplerAsOld();
        GradientAssert.assertSameBits(
                ProofLearner.of(
                        agreeing,
                        ProofSettings.of(preset)
                                .correction(ImportanceSampling.Kind.MASK, ImportanceSampling.Level.TOKEN, 1e9, 0)
                                .done()),
                as,
                preset + ", w = 1");
        GradientAssert.assertSameBits(
                ProofLearner.of(
                        batch,
                        ProofSettings.of(preset)
                                .dualClip(1e9)
                                .advantageClip(1e9)
                                .done()),
                as,
                preset + ", wide bounds");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 25, 100_000})
    void ratio_firstUpdateOnPolicy_isExactlyOne(int tokensPerMicroBatch) {
        ProofBatch batch = mixedLengths();
        Algorithm algorithm = Presets.of(plain("dr-grpo"), ProofBatch.BUDGET);
        Cut cut = new Cut(tokensPerMicroBatch, 5, false, 1);
        try (CausalLm lm = ProofModel.lm();
                Learner learner = ProofLearner.learner(lm, algorithm, cut.settings(), new SingleProcess());
                Learner twice = ProofLearner.learner(lm, algorithm, cut.twice(), new SingleProcess())) {
            List<float[]> known = twice.old(batch.responses(), 0);
            List<float[]> firstPass = learner.old(batch.responses(), 0);
            assertThat(known).allSatisfy(old -> assertThat(old).isNotEmpty());
            assertThat(firstPass).allSatisfy(old -> assertThat(old).isEmpty());
            for (List<float[]> old : List.of(known, firstPass)) {
                List<float[]> none = Collections.nCopies(old.size(), new float[0]);
                TrainBatch assessed = algorithm.advantages(batch.responses(), old, none, none, none);
                assertThat(learner.accumulate(assessed).ratios()).isNotEmpty().containsOnly(1);
            }
        }
    }
}
