package zero4j.learn.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.algorithm.TrainBatch;
import zero4j.dist.Communicator;
import zero4j.dist.MeetingPlace;
import zero4j.dist.Sharding;
import zero4j.dist.SingleProcess;
import zero4j.learn.LearnerBackend;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TinyLearner;
import zero4j.learn.TokenGradients;
import zero4j.learn.TrainSettings;
import zero4j.model.CausalLm;
import zero4j.recipe.Recipes;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Threads;

/** Gradients that are summed while the last backward pass goes on. */
class EarlySumTest {
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);
    /** Elements of a bucket: a small model has many. */
    private static final long SMALL = 3000;

    /** The last process has nothing to compute, and the others more than one micro-batch for some of their workers. */
    @ParameterizedTest
    @CsvSource({
        "FLOAT32, 1, false",
        "FLOAT32, 3, true",
        "BFLOAT16, 2, false",
        "BFLOAT16, 1, true",
        "ADAPTER, 1, false",
        "ADAPTER, 2, true",
    })
    void sum_whileTheLastPassesGoOn_isTheSumOfWhatEachProcessFindsAlone(
            ShardingTest.Model model, int workers, boolean checkpointing) {
        TrainSettings settings = Recipes.train(
                        null,
                        List.of("train={tokens_per_micro_batch: 24, workers: " + workers
                                + ", activation_checkpointing: " + checkpointing + "}"))
                .train();
        List<List<float[]>> all = MeetingPlace.together(3, ranks -> gradients(ranks, model, settings));
        for (List<float[]> rank : all) {
            assertThat(rank.getFirst()).isEqualTo(rank.getLast());
        }
        assertThat(all.getFirst().getFirst()).isEqualTo(all.getLast().getFirst());
        int zeros = 0;
        for (float value : all.getFirst().getFirst()) {
            zeros += value == 0 ? 1 : 0;
        }
        assertThat(zeros).isLessThan(all.getFirst().getFirst().length / 2);
    }

    /** The gradient that is summed early, and the sum, in the order of processes, of those that each of them has found by itself. */
    private static List<float[]> gradients(Communicator ranks, ShardingTest.Model model, TrainSettings settings) {
        TrainBatch all = TinyLearner.batch(new Random(5));
        TrainBatch own =
                all.select(ranks.rank() == 0 ? List.of(0, 1, 2, 4, 6) : ranks.rank() == 1 ? List.of(5) : List.of());
        try (var _ = Threads.oneComputes(1);
                CausalLm lm = model.open(TinyLearner.MODEL, Sharding.NONE);
                UpdateGradient gradient = new UpdateGradient(lm, PassSettings.of(settings), TinyLearner.TEMPERATURE)) {
            float[] alone = summed(lm, own, gradient, settings, new SingleProcess());
            return List.of(summed(lm, own, gradient, settings, ranks), inOrder(ranks, alone));
        }
    }

    private static float[] summed(
            CausalLm lm, TrainBatch own, UpdateGradient gradient, TrainSettings settings, Communicator ranks) {
        try (DividedAdamW sums = new DividedAdamW(
                lm.trainable(), settings.adamW(), Buckets.of(lm.trainable().count(), SMALL, ranks), Sharding.NONE)) {
            var _ = sums.summed(() -> gradient.compute(
                    ScoredSequence.learnt(own.responses()),
                    LearnerBackend.NO_HEAD,
                    (_, _, scores) -> TokenGradients.ofLogprobs(scores.logprobs()),
                    sums));
            return DeviceAndDtype.toFloats(lm.trainable().gradients());
        }
    }

    private static float[] inOrder(Communicator ranks, float[] own) {
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * own.length);
        bytes.asFloatBuffer().put(own);
        float[] sum = new float[own.length];
        List<byte[]> all = ranks.gather(bytes.array());
        for (int rank = 0; rank < all.size(); rank++) {
            float[] part = new float[own.length];
            ByteBuffer.wrap(all.get(rank)).asFloatBuffer().get(part);
            for (int i = 0; i < sum.length; i++) {
                sum[i] = rank == 0 ? part[i] : sum[i] + part[i];
            }
        }
        return sum;
    }

    @Test
    void complete_byAllWorkersFromAPlaceOn_sumsThoseBucketsAndNoOther() {
        int length = 10 * 96;
        List<float[]> sums = MeetingPlace.together(2, ranks -> {
            try (var _ = new PointerScope()) {
                Buckets buckets = Buckets.of(length, 96, ranks);
                float[] ones = new float[length];
                Arrays.fill(ones, 1);
                Tensor first = CPU.floats(ones);
                try (EarlySum early = new EarlySum(buckets, first, true)) {
                    early.begin(List.of(CPU.floats(ones)));
                    early.complete(0, 0);
                    early.complete(1, 700); // in the middle of the eighth bucket
                    early.abandon(); // waits for what was begun
                    float[] before = DeviceAndDtype.toFloats(first);
                    early.finish();
                    assertThat(DeviceAndDtype.toFloats(first)).containsOnly(4);
                    assertThat(early.exchanged().seconds()).isPositive();
                    return before;
                }
            }
        });
        for (float[] sum : sums) {
            List<Float> found = new ArrayList<>();
            for (float value : sum) {
                found.add(value);
            }
            assertThat(found.subList(0, 8 * 96)).containsOnly(1f);
            assertThat(found.subList(8 * 96, length)).containsOnly(4f);
        }
    }

    /** The other process comes to the same buckets, so that nothing is left open behind a failure. */
    @Test
    void summed_passFails_throwsItsFailureWhenWhatWasBegunIsOver() {
        List<String> told = MeetingPlace.together(2, ranks -> {
            try (var _ = new PointerScope()) {
                CausalLm lm = ShardingTest.Model.FLOAT32.open(TinyLearner.MODEL, Sharding.NONE);
                try (lm;
                        DividedAdamW sums = new DividedAdamW(
                                lm.trainable(),
                                Recipes.train(null, List.of()).train().adamW(),
                                Buckets.of(lm.trainable().count(), SMALL, ranks),
                                Sharding.OPTIMIZER)) {
                    return sums.summed(() -> {
                        sums.begin(1);
                        sums.complete(0).orElseThrow().accept(lm.trainable().count() / 2);
                        if (ranks.rank() == 0) {
                            throw new IllegalStateException("out of memory");
                        }
                        return "done";
                    });
                } catch (IllegalStateException e) {
                    ranks.fail("it failed");
                    return String.valueOf(e.getMessage());
                } catch (RuntimeException e) {
                    return String.valueOf(e.getMessage());
                }
            }
        });
        assertThat(told.getFirst()).isEqualTo("out of memory");
        assertThat(told.getLast()).contains("exchanging ").contains("it failed");
    }
}
