package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static zero4j.learn.TinyLearner.MODEL;
import static zero4j.learn.TinyLearner.batch;
import static zero4j.learn.TinyLearner.learner;
import static zero4j.learn.TinyLearner.settings;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.algorithm.TrainBatch;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.model.PackedSequences;
import zero4j.recipe.Recipes;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;

/** Weights and sums in bfloat16 that lose nothing by its few digits. */
class Bfloat16LearnTest {
    @Test
    void learn_bfloat16WithTinySteps_stillMovesTheWeights() {
        try (CausalLm lm = ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.BFloat16), true);
                Learner learner = learner(lm, "dr-grpo", settings(1, 0, 1000, 0))) {
            float[] before = DeviceAndDtype.toFloats(lm.parameters().values());
            TrainBatch batch = batch(new Random(13));
            // A weight of 0.5 has neighbours 0.002 away: no single step reaches half of that.
            for (int step = 0; step < 20; step++) {
                assertThat(learner.learn(batch, _ -> 1e-4, _ -> {}).skipped()).isZero();
            }
            float[] after = DeviceAndDtype.toFloats(lm.parameters().values());
            int large = 0;
            int moved = 0;
            for (int i = 0; i < before.length; i++) {
                if (Math.abs(before[i]) >= 0.5) {
                    large++;
                    moved += after[i] == before[i] ? 0 : 1;
                }
            }
            assertThat(large).isPositive();
            assertThat(moved).isGreaterThan(large / 4);
        }
    }

    /** A bfloat16 sum of 128 equal numbers ends far below it. */
    @ParameterizedTest
    @CsvSource({"1", "2"})
    void gradient_bfloat16InManyMicroBatches_isThatOfOne(int workers) {
        TrainBatch one = batch(new Random(18)).select(0, 1);
        TrainBatch copies = one.select(Collections.nCopies(128, 0));
        double[] single = bfloat16Gradient(one, workers);
        double[] summed = bfloat16Gradient(copies, workers);
        double largest = Arrays.stream(single).map(Math::abs).max().orElseThrow();
        assertThat(largest).isGreaterThan(1e-3);
        for (int i = 0; i < single.length; i++) {
            assertThat(summed[i]).isCloseTo(single[i], within(1e-5 * largest));
        }
    }

    private static double[] bfloat16Gradient(TrainBatch batch, int workers) {
        TrainSettings settings = Recipes.train(
                        null,
                        List.of("train={workers: %d, tokens_per_micro_batch: 1, logprob_chunk: 3}".formatted(workers)))
                .train();
        try (CausalLm lm = ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.BFloat16), true);
                Learner learner = learner(lm, "dr-grpo", settings)) {
            learner.accumulate(batch);
            return DeviceAndDtype.toDoubles(lm.parameters().gradients());
        }
    }

    @Test
    void logits_ofABfloat16Model_areNotRoundedToBfloat16() {
        try (CausalLm lm = ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.BFloat16), false);
                var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor logits = lm.logits(lm.forward(PackedSequences.of(lm.placement(), 5, 6, 7)));
            Tensor rounded = logits.to(ScalarType.BFloat16).to(ScalarType.Float);
            assertThat(DeviceAndDtype.toFloats(rounded)).isNotEqualTo(DeviceAndDtype.toFloats(logits));
        }
    }
}
