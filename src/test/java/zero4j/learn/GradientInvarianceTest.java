package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.CorrectionSettings;
import zero4j.algorithm.ImportanceSampling;
import zero4j.algorithm.Kl;
import zero4j.algorithm.Presets;
import zero4j.dist.SingleProcess;
import zero4j.learn.ProofLearner.Computes;
import zero4j.learn.ProofLearner.Cut;

/** The gradient of every preset is the same however the update is cut up and ordered. */
class GradientInvarianceTest {
    private static final long SEED = 20260102;

    static Stream<String> presets() {
        return Presets.names().stream();
    }

    /** What sums over several tokens of a response on its way to the gradient, and what has a divisor of its own. */
    static AlgorithmSettings demanding(String preset) {
        return ProofSettings.of(preset)
                .entropyBonus(0.1)
                .maskTruncated(true)
                .kl(Kl.Estimator.K3, 0.1)
                .correction(new CorrectionSettings(
                        "tis+seq-mask",
                        Optional.empty(),
                        Optional.of(ImportanceSampling.Level.GEOMETRIC),
                        OptionalDouble.of(1.1),
                        OptionalDouble.empty(),
                        Optional.of(CorrectionSettings.MaskLevel.SEQUENCE),
                        OptionalDouble.of(0.8),
                        OptionalDouble.of(1.5)))
                .done();
    }

    static Stream<Arguments> presetsByAll() {
        return presets().flatMap(preset -> Stream.of(Computes.values()).map(kind -> Arguments.of(preset, kind)));
    }

    static UnaryOperator<List<Integer>> shuffled(long seed) {
        return responses -> {
            Collections.shuffle(responses, new Random(seed));
            return responses;
        };
    }

    private static ProofBatch.Result cut(
            Computes kind, ProofBatch batch, AlgorithmSettings settings, Cut cut, long order) {
        return ProofLearner.of(kind, batch, settings, cut, shuffled(order), new SingleProcess());
    }

    @ParameterizedTest
    @MethodSource("presetsByAll")
    void gradient_anyMicroBatchesOrderAndChunks_isTheSame(String preset, Computes kind) {
        Random random = new Random(SEED + preset.hashCode());
        for (AlgorithmSettings settings : List.of(AlgorithmSettings.of(preset), demanding(preset))) {
            ProofBatch batch = ProofBatch.random(random.nextInt(1000)).partlyLearnt(3);
            ProofBatch.Result whole = ProofLearner.of(kind, batch, settings);
            List<Cut> cuts = List.of(
                    new Cut(1, 1, false, 1),
                    new Cut(12 + random.nextInt(10), 1 + random.nextInt(4), true, 1),
                    new Cut(20 + random.nextInt(30), 1 + random.nextInt(9), false, 2));
            for (Cut cut : cuts) {
                long order = random.nextLong();
                GradientAssert.assertClose(
                        cut(kind, batch, settings, cut, order), whole, preset + ", " + cut + ", order " + order);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("presetsByAll")
    void gradient_orderOrCheckpointing_changesNoBitWhereLengthsDiffer(String preset, Computes kind) {
        // Micro-batches are sorted by length: with unequal lengths the order of sums is given.
        AtomicInteger length = new AtomicInteger();
        ProofBatch batch = ProofBatch.of(5, length::incrementAndGet, new double[][] {{1, 0, 0, 1, 0.5, 0, 1, 0}});
        AlgorithmSettings settings = AlgorithmSettings.of(preset);
        Cut cut = new Cut(20, 5, false, 1);
        ProofBatch.Result first = cut(kind, batch, settings, cut, 1);
        GradientAssert.assertSameBits(cut(kind, batch, settings, cut, 1), first, preset + " once more");
        GradientAssert.assertSameBits(cut(kind, batch, settings, cut, 2), first, preset + " in another order");
        GradientAssert.assertSameBits(
                cut(kind, batch, settings, new Cut(20, 5, true, 1), 1), first, preset + " with checkpointing");
    }

    @Test
    void lengths_ofProofBatches_coverOneAndTheBudget() {
        IntStream lengths = ProofBatch.random(1).responses().stream().mapToInt(r -> r.length());
        assertThat(lengths.boxed()).contains(1, ProofBatch.BUDGET);
    }
}
