package zero4j.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import zero4j.torch.DeviceAndDtype;

/** Sequences packed together against each alone, and blocks computed twice against blocks that keep everything. */
class PackedSequencesTest {
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);
    private static final int WIDTH_SEED = 5;

    private static CausalLm model(String name) {
        return ModelFiles.load(Path.of("src/test/resources/golden/" + name), CPU, true);
    }

    /** Lengths from 40 to 47, sorted: neighbours differ, and groups of them waste little. */
    private static List<int[]> sequences() {
        Random random = new Random(1);
        return IntStream.range(0, 12)
                .mapToObj(_ -> random.ints(40 + random.nextInt(8), 0, 96).toArray())
                .sorted(Comparator.comparingInt(s -> s.length))
                .toList();
    }

    private static Tensor gradient(CausalLm lm, long rows) {
        Random random = new Random(WIDTH_SEED);
        int width = lm.config().hiddenSize();
        float[] values = new float[(int) rows * width];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return CPU.floats(values).view(rows, width);
    }

    private static long[] everyThird(long tokens) {
        return IntStream.iterate(0, i -> i < tokens, i -> i + 3).asLongStream().toArray();
    }

    private static float[] gradients(CausalLm lm, boolean checkpointing) {
        lm.parameters().zeroGradients();
        try (var _ = new PointerScope()) {
            PackedSequences batch = PackedSequences.of(CPU, sequences());
            Tensor rows = CPU.longs(everyThird(batch.tokens().size(0)));
            RecordedForward forward = lm.record(batch, rows, checkpointing);
            forward.backward(gradient(lm, rows.size(0)));
            return DeviceAndDtype.toFloats(lm.parameters().gradients());
        }
    }

    private static float[] gradientsOneByOne(CausalLm lm) {
        lm.parameters().zeroGradients();
        try (var _ = new PointerScope()) {
            List<int[]> sequences = sequences();
            long[] rows = everyThird(sequences.stream().mapToInt(s -> s.length).sum());
            Tensor gradient = gradient(lm, rows.length);
            long start = 0;
            int done = 0;
            for (int[] sequence : sequences) {
                long first = start;
                long[] own = Arrays.stream(rows)
                        .filter(row -> row >= first && row < first + sequence.length)
                        .map(row -> row - first)
                        .toArray();
                lm.record(PackedSequences.of(CPU, sequence), CPU.longs(own), false)
                        .backward(gradient.narrow(0, done, own.length));
                done += own.length;
                start += sequence.length;
            }
            return DeviceAndDtype.toFloats(lm.parameters().gradients());
        }
    }

    private static double paddingShare(PackedSequences batch) {
        return (double) batch.padding() / batch.attendedTokens();
    }

    @Test
    void paddingShare_similarLengths_isSmallAndAboveZero() {
        PackedSequences batch = PackedSequences.of(CPU, sequences());
        assertThat(batch.runs().size()).isLessThan(6);
        assertThat(paddingShare(batch)).isPositive().isLessThanOrEqualTo(0.05);
    }

    @Test
    void paddingShare_equalLengths_isZero() {
        PackedSequences batch = PackedSequences.of(CPU, List.of(new int[7], new int[7], new int[7]));
        assertThat(batch.runs()).containsExactly(new PackedSequences.Run(3, 7));
        assertThat(paddingShare(batch)).isZero();
    }

    @Test
    void paddingShare_anyLengths_neverExceedsTheLargestShare() {
        Random random = new Random(2);
        for (int trial = 0; trial < 50; trial++) {
            List<int[]> sequences = random.ints(1 + random.nextInt(20), 1, 200)
                    .mapToObj(int[]::new)
                    .toList();
            PackedSequences batch = PackedSequences.of(CPU, sequences);
            assertThat(paddingShare(batch)).isBetween(0.0, 0.05);
            assertThat(batch.runs().stream()
                            .mapToLong(PackedSequences.Run::count)
                            .sum())
                    .isEqualTo(sequences.size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "qwen3", "llama3"})
    void forward_paddedRuns_equalsEachSequenceAlone(String name) {
        try (CausalLm lm = model(name);
                var _ = new PointerScope()) {
            List<int[]> sequences = sequences();
            float[] together = DeviceAndDtype.toFloats(lm.forward(PackedSequences.of(CPU, sequences)));
            int at = 0;
            for (int[] sequence : sequences) {
                for (float value : DeviceAndDtype.toFloats(lm.forward(PackedSequences.of(CPU, sequence)))) {
                    assertThat(together[at++]).isCloseTo(value, within(1e-4f));
                }
            }
        }
    }

    /** Rows of a beginning of 5 that three sequences have, of another sequence, and of what the three have of their own. */
    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "qwen3", "llama3"})
    void forward_commonBeginning_equalsEachSequenceAlone(String name) {
        int[] alone = {8, 3, 9};
        int[][] ends = {{}, {7, 1, 4, 2}, {6, 6}};
        int[] tokens = {1, 2, 3, 4, 5, 8, 3, 9, 7, 1, 4, 2, 6, 6};
        int[] positions = {0, 1, 2, 3, 4, 0, 1, 2, 5, 6, 7, 8, 5, 6};
        List<PackedSequences.Sequence> sequences = List.of(
                new PackedSequences.Sequence(0, 5, 8, 0),
                new PackedSequences.Sequence(0, 5, 8, 4),
                new PackedSequences.Sequence(5, 0, 5, 3),
                new PackedSequences.Sequence(0, 5, 12, 2));
        try (CausalLm lm = model(name);
                var _ = new PointerScope()) {
            PackedSequences batch = PackedSequences.of(CPU, tokens, positions, sequences);
            assertThat(batch.attendedTokens() - batch.padding()).isEqualTo(5 + 9 + 3 + 7);
            float[] together = DeviceAndDtype.toFloats(lm.forward(batch)); // [rows, width]
            int width = lm.config().hiddenSize();
            assertRows(together, 5 * width, states(lm, alone), 0);
            int at = 8 * width;
            for (int[] end : ends) {
                int[] whole = IntStream.concat(IntStream.rangeClosed(1, 5), IntStream.of(end))
                        .toArray();
                float[] states = states(lm, whole);
                assertRows(together, 0, Arrays.copyOf(states, 5 * width), 0);
                assertRows(together, at, states, 5 * width);
                at += end.length * width;
            }
        }
    }

    private static float[] states(CausalLm lm, int... sequence) {
        return DeviceAndDtype.toFloats(lm.forward(PackedSequences.of(CPU, sequence)));
    }

    private static void assertRows(float[] actual, int at, float[] expected, int from) {
        for (int i = from; i < expected.length; i++) {
            assertThat(actual[at + i - from]).as("number %d", i).isCloseTo(expected[i], within(1e-4f));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "qwen3", "llama3"})
    void backward_paddedRuns_equalsEachSequenceAlone(String name) {
        try (CausalLm lm = model(name)) {
            assertClose(gradients(lm, false), gradientsOneByOne(lm), 2e-5);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qwen2", "qwen3", "llama3"})
    void backward_activationCheckpointing_isTheSameToTheBit(String name) {
        try (CausalLm lm = model(name)) {
            assertThat(gradients(lm, true)).containsExactly(gradients(lm, false));
        }
    }

    @Test
    void withOwnGradients_backward_addsToItsOwnBufferOnly() {
        try (CausalLm lm = model("qwen2")) {
            float[] expected = gradients(lm, false);
            lm.parameters().zeroGradients();
            try (CausalLm other = lm.withOwnGradients()) {
                assertThat(gradients(other, false)).containsExactly(expected);
            }
            assertThat(DeviceAndDtype.toFloats(lm.parameters().gradients())).containsOnly(0f);
            assertThat(gradients(lm, false)).containsExactly(expected);
        }
    }

    @Test
    void withOwnGradients_parametersChanged_computesWithTheNewOnes() {
        try (CausalLm lm = model("qwen2");
                CausalLm other = lm.withOwnGradients();
                var _ = new PointerScope();
                var _ = new zero4j.torch.NoGrad()) {
            var _ = lm.parameters().values().mul_(new org.bytedeco.pytorch.Scalar(0.5));
            PackedSequences batch = PackedSequences.of(CPU, sequences());
            assertThat(DeviceAndDtype.toFloats(other.forward(batch)))
                    .containsExactly(DeviceAndDtype.toFloats(lm.forward(batch)));
        }
    }

    private static void assertClose(float[] actual, float[] expected, double tolerance) {
        double largest = 0;
        for (float value : expected) {
            largest = Math.max(largest, Math.abs(value));
        }
        assertThat(largest).isGreaterThan(1e-3);
        for (int i = 0; i < expected.length; i++) {
            assertThat((double) actual[i]).as("element %d", i).isCloseTo(expected[i], within(tolerance * largest));
        }
    }
}
