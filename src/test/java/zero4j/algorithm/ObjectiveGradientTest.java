package zero4j.algorithm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.algorithm.Surrogate.Divergence;

/** The gradient that the objective gives: against differences of its loss, and at and beyond the bounds. */
class ObjectiveGradientTest {
    private static final Surrogate.PolicyGradient PLAIN = new Surrogate.PolicyGradient();

    static final List<Surrogate> SURROGATES = List.of(
            PLAIN,
            new Surrogate.Clipped(0.2, 0.28, 0),
            new Surrogate.Clipped(0.2, 0.2, 1.5),
            new Surrogate.SequenceClipped(0.1, 0.1),
            new Surrogate.ClippedWeight(0.2, 0.3),
            new Divergence(Divergence.Measure.TOTAL_VARIATION, 0.1, 0.05),
            new Divergence(Divergence.Measure.KL, 0.02, 0.03),
            new Surrogate.SoftGate(0.7, 1.6),
            new Surrogate.GeometricMean(0.4, 0.4));

    private static final List<Kl> KLS = List.of(
            Kl.OFF,
            new Kl(Kl.Estimator.K1_REWARD, 0.3),
            new Kl(Kl.Estimator.K2, 0.3),
            new Kl(Kl.Estimator.K3, 0.3),
            new Kl(Kl.Estimator.K3_RATIO, 0.3));

    private static final List<ImportanceSampling> CORRECTIONS = Stream.concat(
                    CorrectionSettings.PRESETS.all().stream().map(CorrectionSettings.NamedCorrection::correction),
                    Stream.of(
                            new ImportanceSampling(
                                    ImportanceSampling.Kind.TRUNCATE, ImportanceSampling.Level.GEOMETRIC, 1.1, 0),
                            new ImportanceSampling(
                                    ImportanceSampling.Kind.NONE,
                                    ImportanceSampling.Level.TOKEN,
                                    2,
                                    0,
                                    Optional.of(
                                            new ImportanceSampling.Mask(ImportanceSampling.Level.TOKEN, 0.9, 1.2)))))
            .toList();

    /** Logarithms of ratios, none of them near the bound of a surrogate above. */
    private static final float[] LOGS = {-1.5f, -0.625f, -0.3125f, -0.125f, 0.0625f, 0.375f, 0.5625f, 1.25f};

    private static final Objective.Segments SEGMENTS = Objective.Segments.of(1, 8, 3, 5);
    private static final double[] WEIGHTS = {0.5, 0.125, 0.25, 1};

    /** A step that changes log-probs of this size exactly. */
    private static final float STEP = 0x1p-11f;

    private static Objective.Inputs random(long seed) {
        Random random = new Random(seed);
        int scored = SEGMENTS.tokens();
        float[] old = numbers(scored, _ -> -0.5f - random.nextInt(1 << 12) / 4096f);
        return new Objective.Inputs(
                numbers(scored, t -> old[t] + LOGS[random.nextInt(LOGS.length)]),
                numbers(scored, _ -> random.nextFloat()),
                old,
                numbers(scored, t -> t < 9 ? old[t] : old[t] + LOGS[random.nextInt(LOGS.length)]),
                numbers(scored, t -> old[t] + random.nextInt(1 << 12) / 4096f - 0.5f),
                numbers(scored, _ -> random.nextInt(5) == 0 ? 0 : random.nextFloat() * 2 - 1),
                SEGMENTS);
    }

    private static float[] numbers(int count, Function<Integer, Float> number) {
        float[] numbers = new float[count];
        for (int t = 0; t < count; t++) {
            numbers[t] = number.apply(t);
        }
        return numbers;
    }

    private static Objective.Inputs with(Objective.Inputs in, float[] logprobs, float[] entropies) {
        return new Objective.Inputs(
                logprobs, entropies, in.old(), in.sampler(), in.reference(), in.advantages(), in.segments());
    }

    private static float[] moved(float[] numbers, int at, float by) {
        float[] moved = numbers.clone();
        moved[at] += by;
        return moved;
    }

    @ParameterizedTest
    @FieldSource("SURROGATES")
    void gradient_everyKlAndCorrection_isTheSlopeOfTheLoss(Surrogate surrogate) {
        for (int seed = 0; seed < 5; seed++) {
            for (Kl kl : KLS) {
                for (ImportanceSampling correction : CORRECTIONS) {
                    assertSlopes(new Objective(surrogate, kl, correction, 0.1), random(seed));
                }
            }
        }
    }

    private static void assertSlopes(Objective objective, Objective.Inputs in) {
        Objective.Losses losses = objective.losses(in, WEIGHTS);
        Objective seen = objective.surrogate() instanceof Surrogate.ClippedWeight
                ? new Objective(PLAIN, objective.kl(), objective.correction(), objective.entropyBonus())
                : objective;
        Objective.Inputs at =
                objective.surrogate() instanceof Surrogate.ClippedWeight weight ? weighted(in, weight) : in;
        for (int t = 0; t < in.logprobs().length; t++) {
            double byLogprob = slope(t, at.logprobs(), moved -> sum(seen, with(at, moved, at.entropies())));
            assertThat(losses.logprobs()[t])
                    .as("%s, log-prob %d", objective, t)
                    .isCloseTo((float) byLogprob, within(2e-6f));
            double byEntropy = slope(t, at.entropies(), moved -> sum(seen, with(at, at.logprobs(), moved)));
            assertThat(losses.entropies()[t])
                    .as("%s, entropy %d", objective, t)
                    .isCloseTo((float) byEntropy, within(1e-6f));
        }
    }

    /** The surrogate's weights are no part of its gradient: as parts of the advantages they stay as they are. */
    private static Objective.Inputs weighted(Objective.Inputs in, Surrogate.ClippedWeight surrogate) {
        float[] advantages = numbers(in.logprobs().length, t -> {
            double ratio = Math.exp((double) in.logprobs()[t] - in.old()[t]);
            return (float) (in.advantages()[t] * Math.clamp(ratio, 1 - surrogate.low(), 1 + surrogate.high()));
        });
        return new Objective.Inputs(
                in.logprobs(), in.entropies(), in.old(), in.sampler(), in.reference(), advantages, in.segments());
    }

    private static double sum(Objective objective, Objective.Inputs in) {
        return objective.losses(in, WEIGHTS).sum();
    }

    /** From four points: its error is of the order of the step's fourth power. */
    private static double slope(int at, float[] numbers, Function<float[], Double> of) {
        double near = of.apply(moved(numbers, at, STEP)) - of.apply(moved(numbers, at, -STEP));
        double far = of.apply(moved(numbers, at, 2 * STEP)) - of.apply(moved(numbers, at, -2 * STEP));
        return (8 * near - far) / (12 * STEP);
    }

    @ParameterizedTest
    @FieldSource("SURROGATES")
    void losses_ofTheseInputs_areClippedOnBothSides(Surrogate surrogate) {
        Objective objective = new Objective(surrogate, Kl.OFF, ImportanceSampling.OFF, 0);
        List<Surrogate.TokenLoss> tokens = IntStream.range(0, 5)
                .mapToObj(seed -> objective.losses(random(seed), WEIGHTS).tokens())
                .flatMap(Stream::of)
                .map(Objective.TokenLoss::surrogate)
                .toList();
        boolean clips = !(surrogate instanceof Surrogate.PolicyGradient || surrogate instanceof Surrogate.SoftGate);
        assertThat(both(tokens, Surrogate.TokenLoss::clippedLow)).isEqualTo(clips);
        assertThat(both(tokens, Surrogate.TokenLoss::clippedHigh)).isEqualTo(clips);
        assertThat(both(tokens, Surrogate.TokenLoss::clippedDual))
                .isEqualTo(surrogate instanceof Surrogate.Clipped clipped && clipped.dual() > 0);
    }

    private static boolean both(List<Surrogate.TokenLoss> tokens, Predicate<Surrogate.TokenLoss> flag) {
        return tokens.stream().anyMatch(flag) && !tokens.stream().allMatch(flag);
    }

    /** One response, whose tokens have these logarithms of ratios and the weight 1. */
    private static Objective.Losses ofLogs(Surrogate surrogate, float advantage, float... logs) {
        return losses(surrogate, Kl.OFF, advantage, 0, logs);
    }

    private static Objective.Losses losses(
            Surrogate surrogate, Kl kl, float advantage, float reference, float... logs) {
        int scored = logs.length;
        float[] zeros = new float[scored];
        return new Objective(surrogate, kl, ImportanceSampling.OFF, 0)
                .losses(
                        new Objective.Inputs(
                                numbers(scored, t -> logs[t] - 32),
                                zeros,
                                numbers(scored, _ -> -32f),
                                numbers(scored, _ -> -32f),
                                numbers(scored, _ -> reference - 32),
                                numbers(scored, _ -> advantage),
                                Objective.Segments.of(scored)),
                        new double[] {1});
    }

    @ParameterizedTest
    @FieldSource("SURROGATES")
    void loss_onPolicy_hasARatioOfExactlyOne(Surrogate surrogate) {
        for (float advantage : new float[] {0.7f, -0.3f}) {
            Objective.Losses losses = ofLogs(surrogate, advantage, 0, 0, 0);
            assertThat(losses.logprobs()).as("gradient").containsExactly(-advantage, -advantage, -advantage);
            double gain = switch (surrogate) {
                case Surrogate.PolicyGradient _, Surrogate.ClippedWeight _ -> -32;
                case Surrogate.SoftGate soft -> 2 / (advantage > 0 ? soft.positive() : soft.negative());
                default -> 1;
            };
            assertThat(losses.tokens()[1].loss()).isEqualTo(-gain * advantage);
        }
    }

    /** As LibTorch's minimum and clamp: half of the gradient goes each way, and both ways lead to the log-prob. */
    @ParameterizedTest
    @ValueSource(floats = {1, -1})
    void gradient_ratioOnTheBoundOfAClip_isWhole(float advantage) {
        assertThat(ofLogs(new Surrogate.Clipped(0, 0, 0), advantage, 0).logprobs())
                .containsExactly(-advantage);
        assertThat(ofLogs(new Surrogate.SequenceClipped(0, 0), advantage, 0, 0).logprobs())
                .containsExactly(-advantage, -advantage);
        assertThat(ofLogs(new Surrogate.GeometricMean(0, 0), advantage, 0).logprobs())
                .containsExactly(-advantage);
        assertThat(ofLogs(new Surrogate.GeometricMean(0.5, 0.5), advantage, 0.5f)
                        .logprobs()[0])
                .isEqualTo((float) (-advantage * Math.exp(0.5)));
    }

    @ParameterizedTest
    @CsvSource({"0.25, 1, 0", "0.25, -1, 1", "-0.25, 1, -1", "-0.25, -1, 0"})
    void gradient_ratioBeyondTheBoundOfAClip_isThereOnTheSideThatLeadsBack(float log, float advantage, int sign) {
        for (Surrogate surrogate : List.of(
                new Surrogate.Clipped(0.1, 0.1, 0),
                new Surrogate.SequenceClipped(0.1, 0.1),
                new Surrogate.GeometricMean(0.1, 0.1),
                new Divergence(Divergence.Measure.TOTAL_VARIATION, 0, 0))) {
            assertThat(ofLogs(surrogate, advantage, log).logprobs()[0])
                    .as(surrogate.inWords())
                    .isEqualTo((float) (sign * Math.exp(log)));
        }
    }

    @Test
    void gradient_ratioAtTheDualClip_isHalf() {
        Surrogate dual = new Surrogate.Clipped(0.2, 0.2, Math.exp(0.5));
        assertThat(ofLogs(dual, -1, 0.5f).logprobs()[0]).isEqualTo((float) (0.5 * Math.exp(0.5)));
        assertThat(ofLogs(dual, -1, 0.5625f).logprobs()).containsExactly(0);
        assertThat(ofLogs(dual, -1, 0.5625f).tokens()[0].surrogate().clippedDual())
                .isTrue();
    }

    @Test
    void gradient_clippedTokenOfAGeometricMean_isThatOfTheOthersOnly() {
        Objective.Losses losses = ofLogs(new Surrogate.GeometricMean(0.5, 0.5), 1, 0.75f, 0.25f, -0.75f);
        float share = (float) -Math.exp((0.5 + 0.25 - 0.75) / 3);
        assertThat(losses.logprobs()).containsExactly(0, share, share);
        assertThat(losses.tokens()[0].surrogate().clippedHigh()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"20, 1", "-20, 1", "20.5, 0", "-20.5, 0"})
    void gradient_logarithmOfARatio_isBoundedAtTwenty(float log, int within) {
        for (Surrogate surrogate : List.of(
                new Surrogate.Clipped(1, 1e10, 0),
                new Surrogate.SequenceClipped(1, 1e10),
                new Surrogate.GeometricMean(100, 100),
                new Divergence(Divergence.Measure.TOTAL_VARIATION, 1, 1))) {
            Objective.Losses losses = ofLogs(surrogate, -1, log);
            double ratio = Math.exp(Math.signum(log) * 20);
            assertThat(losses.tokens()[0].loss()).isEqualTo(ratio);
            assertThat(losses.logprobs()).containsExactly((float) (within * ratio));
            assertThat(losses.tokens()[0].bounded()).isEqualTo(within == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({"10, true", "10.5, false"})
    void gradient_k3OfATokenThatTheReferenceHoldsForLikelier_isBoundedAtTen(float above, boolean within) {
        Objective.Losses losses = losses(PLAIN, new Kl(Kl.Estimator.K3, 1), 0, above, 0);
        assertThat(losses.tokens()[0].loss()).isEqualTo(Math.expm1(10) - 10);
        assertThat(losses.logprobs()).containsExactly(within ? (float) (1 - Math.exp(10)) : 0);
        assertThat(losses.tokens()[0].bounded()).isEqualTo(!within);
    }

    @ParameterizedTest
    @FieldSource("SURROGATES")
    void losses_logprobThatIsNoNumber_areNone(Surrogate surrogate) {
        Objective.Losses losses = ofLogs(surrogate, 1, Float.NaN);
        assertThat(losses.sum()).isNaN();
    }

    @Test
    void losses_withoutEntropyBonus_haveNoGradientForEntropies() {
        assertThat(ofLogs(PLAIN, 1, 0, 0).entropies()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.3})
    void valueGradient_randomValues_isTheSlopeOfTheLoss(double clip) {
        Random random = new Random(3);
        float[] old = numbers(40, _ -> random.nextInt(1 << 12) / 4096f - 0.5f);
        float[] returns = numbers(40, _ -> random.nextFloat() * 2 - 1);
        float[] values = numbers(40, t -> old[t] + LOGS[t % LOGS.length]);
        ValueLoss loss = new ValueLoss(clip);
        float[] gradient = loss.losses(values, old, returns, 0.25).values();
        for (int t = 0; t < values.length; t++) {
            double slope = slope(
                    t,
                    values,
                    moved -> 0.25
                            * Arrays.stream(loss.losses(moved, old, returns, 0.25)
                                            .tokens())
                                    .sum());
            assertThat(gradient[t]).isCloseTo((float) slope, within(1e-6f));
        }
    }

    @ParameterizedTest
    @CsvSource({"0.75, 2, 0", "0.75, -1, 1.75", "0.25, 2, -1.75", "0.5, 2, -1.5"})
    void valueGradient_changeBeyondItsBound_isThereWhereTheLossIsTheLarger(
            float value, float expected, float gradient) {
        ValueLoss.Losses losses =
                new ValueLoss(0.5).losses(new float[] {value}, new float[] {0}, new float[] {expected}, 1);
        assertThat(losses.values()[0]).isCloseTo(gradient, within(0f));
    }
}
