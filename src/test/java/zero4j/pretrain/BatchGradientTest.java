package zero4j.pretrain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.learn.LearnerBackend;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.model.CausalLm;
import zero4j.model.Initialisation;
import zero4j.model.ModelFiles;
import zero4j.model.PackedSequences;
import zero4j.recipe.Recipes;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NativeMemory;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

/** The gradient of a batch against the cross-entropy of whole logits by autograd. */
class BatchGradientTest {
    private static final Path MODEL = Path.of("src/test/resources/golden/qwen2");
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);
    private static final int[] LENGTHS = {2, 3, 5, 5, 9, 17, 30, 31};

    private record Result(double loss, float[] gradient) {}

    private static PretrainSettings settings(String train) {
        return Recipes.pretrain(null, List.of("train={" + train + "}")).train();
    }

    private static List<int[]> documents(int vocabulary, int... lengths) {
        Random random = new Random(5);
        List<int[]> documents = new ArrayList<>();
        for (int length : lengths) {
            documents.add(random.ints(length, 0, vocabulary).toArray());
        }
        return documents;
    }

    private static Result gradient(CausalLm lm, String train) {
        // What a step before has left must not count.
        var _ = lm.parameters().gradients().fill_(new Scalar(7.0));
        double loss = gradient(lm, train, documents(lm.config().vocabSize(), LENGTHS));
        return new Result(loss, DeviceAndDtype.toFloats(lm.parameters().gradients()));
    }

    private static double gradient(CausalLm lm, String train, List<int[]> documents) {
        PretrainSettings settings = settings(train);
        PassSettings passes = new PassSettings(
                settings.tokensPerMicroBatch(), settings.logprobChunk(), settings.activationCheckpointing(), true, 1);
        try (LearnerBackend backend = new TorchLearnerBackend(lm, passes, settings.adamW(), 1)) {
            return Pretrainer.gradient(
                    backend,
                    documents,
                    documents.stream().mapToLong(d -> d.length - 1L).sum());
        }
    }

    private static Result wholeLogits(CausalLm lm) {
        lm.parameters().zeroGradients();
        List<int[]> documents = documents(lm.config().vocabSize(), LENGTHS);
        try (var _ = new PointerScope()) {
            PackedSequences inputs = PackedSequences.of(
                    CPU,
                    documents.stream().map(d -> Arrays.copyOf(d, d.length - 1)).toList());
            Tensor targets = CPU.longs(documents.stream()
                    .flatMapToInt(d -> IntStream.of(d).skip(1))
                    .asLongStream()
                    .toArray());
            Tensor mean = torch.cross_entropy_loss(lm.logits(lm.forward(inputs)), targets);
            mean.backward();
            return new Result(
                    mean.item_double(), DeviceAndDtype.toFloats(lm.parameters().gradients()));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 0, false",
        "1000, 7, false",
        "40, 0, false",
        "40, 7, true",
        "1, 1, false",
        "1, 0, true",
    })
    void gradientAndLoss_anySplit_equalThoseOfWholeLogits(int microBatch, int chunk, boolean checkpointing) {
        try (CausalLm lm = ModelFiles.load(MODEL, CPU, true)) {
            Result expected = wholeLogits(lm);
            Result actual = gradient(
                    lm,
                    "tokens_per_micro_batch: " + microBatch + ", logprob_chunk: " + chunk
                            + ", activation_checkpointing: " + checkpointing);
            assertThat(actual.loss()).isCloseTo(expected.loss(), within(1e-5));
            double largest = 0;
            for (float value : expected.gradient()) {
                largest = Math.max(largest, Math.abs(value));
            }
            assertThat(largest).isGreaterThan(1e-2);
            for (int i = 0; i < expected.gradient().length; i++) {
                assertThat((double) actual.gradient()[i])
                        .as("parameter %d", i)
                        .isCloseTo(expected.gradient()[i], within(1e-5 * largest));
            }
        }
    }

    /** A bfloat16 sum of 128 equal numbers ends far below it. */
    @Test
    void gradient_bfloat16InManyMicroBatches_isThatOfOne() {
        try (CausalLm lm = ModelFiles.load(MODEL, DeviceAndDtype.cpu(ScalarType.BFloat16), true)) {
            int[] document = documents(lm.config().vocabSize(), 9).getFirst();
            String train = "tokens_per_micro_batch: 1";
            var _ = gradient(lm, train, List.of(document));
            float[] single = DeviceAndDtype.toFloats(lm.parameters().gradients());
            var _ = gradient(lm, train, Collections.nCopies(128, document));
            float[] summed = DeviceAndDtype.toFloats(lm.parameters().gradients());
            for (int i = 0; i < single.length; i++) {
                assertThat(summed[i]).isCloseTo(single[i], within(1e-5f));
            }
        }
    }

    @Test
    void memory_largeVocabulary_holdsNoLogitsOfAllTokens() {
        Assumptions.assumeTrue(
                NativeMemory.resident().isPresent() && NativeMemory.forgetPeak(), "peak memory is not told here");
        int vocabulary = 100_000;
        ModelConfig config = ModelConfig.fresh(
                ModelFamilies.LLAMA,
                new ModelShape(8, 8, 1, 2, 2, 64, 10_000, true),
                vocabulary,
                OptionalInt.empty(),
                new TreeSet<>(Set.of(0)));
        int[] lengths = new int[16];
        Arrays.fill(lengths, 64);
        long wholeLogits = 16L * 63 * vocabulary * Float.BYTES; // 403 MB, of which autograd would hold two
        try (CausalLm lm = new CausalLm(config, CPU, true)) {
            Initialisation.normal(lm, 1);
            long before = NativeMemory.resident().getAsLong();
            assertThat(NativeMemory.forgetPeak()).isTrue();
            double loss = gradient(lm, "logprob_chunk: 88", documents(vocabulary, lengths));
            assertThat(loss).isCloseTo(Math.log(vocabulary), within(0.1));
            assertThat(NativeMemory.peak().orElseThrow() - before).isLessThan(wholeLogits);
        }
    }
}
