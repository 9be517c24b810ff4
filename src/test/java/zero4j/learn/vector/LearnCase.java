package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.learn.LearnBatch;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.learn.TokenScores;
import zero4j.model.CausalLm;
import zero4j.model.PackedSequences;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamily;
import zero4j.weights.ModelShape;

/** A random model, sequences and gradients of what is found of them, for both ways of computing. */
public final class LearnCase {
    static final double TEMPERATURE = 0.8;
    private static final DeviceAndDtype CPU = DeviceAndDtype.cpu(ScalarType.Float);

    final ModelConfig config;
    final float[] values;
    final float[] head;
    final List<ScoredSequence> sequences;
    final TokenGradients gradients;

    /** What either way finds. */
    record Result(TokenScores scores, float[] gradients, float[] head) {}

    LearnCase(ModelConfig config, List<ScoredSequence> sequences, boolean ofEntropies) {
        Random random = new Random(3);
        this.config = config;
        this.sequences = sequences;
        this.values = numbers(random, Math.toIntExact(config.parameterCount()), 0.25);
        this.head = numbers(random, config.hiddenSize() + 1, 0.5);
        int scored = LearnBatch.of(sequences, false).scored();
        this.gradients = new TokenGradients(
                numbers(random, scored, 1), numbers(random, ofEntropies ? scored : 0, 1), numbers(random, scored, 1));
    }

    private static float[] numbers(Random random, int count, double size) {
        float[] numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (size * random.nextGaussian());
        }
        return numbers;
    }

    /** A model of a family with all biases that the family knows. */
    static ModelConfig config(ModelFamily family, ModelShape shape, int vocabulary) {
        ModelConfig plain =
                ModelConfig.fresh(family, shape, vocabulary, OptionalInt.empty(), new TreeSet<>(List.of(2)));
        String biased = plain.json().replaceAll("\"(attention|mlp)_bias\" : false", "\"$1_bias\" : true");
        return ModelConfig.parse(biased, "biased");
    }

    /** A sequence with some holes in what is asked about. */
    static ScoredSequence sequence(Random random, int[] prompt, int length, int vocabulary) {
        int[] tokens = Arrays.copyOf(prompt, prompt.length + length);
        boolean[] scored = new boolean[length];
        for (int i = 0; i < length; i++) {
            tokens[prompt.length + i] = random.nextInt(vocabulary);
            scored[i] = random.nextInt(4) > 0;
        }
        return new ScoredSequence(tokens, prompt.length, scored);
    }

    static int[] prompt(Random random, int length, int vocabulary) {
        return random.ints(length, 0, vocabulary).toArray();
    }

    /** One token, more than a piece, more than two, a prompt for three, two more for two each, one that nothing is asked about. */
    public static List<ScoredSequence> mixed(int vocabulary) {
        Random random = new Random(5);
        int[] first = prompt(random, 37, vocabulary);
        int[] second = prompt(random, 64, vocabulary);
        int[] shortest = {4, 9, 2, 5};
        List<ScoredSequence> all = new ArrayList<>();
        all.add(new ScoredSequence(new int[] {7, 3}, 1, new boolean[] {true}));
        all.add(sequence(random, first, 5, vocabulary));
        all.add(sequence(random, second, 1, vocabulary));
        all.add(sequence(random, prompt(random, 3, vocabulary), 65, vocabulary));
        all.add(new ScoredSequence(new int[] {1, 2, 3}, 1, new boolean[2]));
        all.add(sequence(random, first, 33, vocabulary));
        all.add(sequence(random, first, 70, vocabulary));
        all.add(sequence(random, prompt(random, 20, vocabulary), 130, vocabulary));
        all.add(sequence(random, second, 40, vocabulary));
        all.add(sequence(random, shortest, 36, vocabulary));
        all.add(sequence(random, shortest, 9, vocabulary));
        return all;
    }

    /** The pass of this package. */
    Result vector(int threads, boolean shared, boolean checkpointing) {
        return vector(threads, shared, checkpointing, List.of());
    }

    /** The same, after it has learnt from others with huge gradients. */
    Result vector(int threads, boolean shared, boolean checkpointing, List<ScoredSequence> before) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment parameters = arena.allocateFrom(ValueLayout.JAVA_FLOAT, values);
            MemorySegment sums = arena.allocate(parameters.byteSize(), Float.BYTES);
            try (LearnPass pass = new LearnPass(config, parameters, threads, TEMPERATURE, checkpointing)) {
                pass.load();
                LearnBatch other = LearnBatch.of(before, shared);
                float[] huge = new float[other.scored()];
                Arrays.fill(huge, Float.MAX_VALUE);
                pass.forward(other, head);
                pass.backward(new TokenGradients(huge, huge, huge), arena.allocate(parameters.byteSize()), _ -> {});
                TokenScores scores = pass.forward(LearnBatch.of(sequences, shared), head);
                float[] ofHead = pass.backward(gradients, sums, _ -> {});
                return new Result(scores, sums.toArray(ValueLayout.JAVA_FLOAT), ofHead);
            }
        }
    }

    /** LibTorch. */
    Result torch() {
        try (CausalLm lm = new CausalLm(config, CPU, true);
                var _ = new PointerScope()) {
            try (var _ = new NoGrad()) {
                var _ = lm.parameters().values().copy_(CPU.floats(values));
            }
            List<int[]> inputs = new ArrayList<>();
            List<Long> rows = new ArrayList<>();
            List<Long> targets = new ArrayList<>();
            long start = 0;
            for (ScoredSequence sequence : sequences) {
                int length = sequence.tokens().length - 1;
                inputs.add(Arrays.copyOf(sequence.tokens(), length));
                for (int i = 0; i < sequence.scored().length; i++) {
                    if (sequence.scored()[i]) {
                        rows.add(start + sequence.given() - 1 + i);
                        targets.add((long) sequence.tokens()[sequence.given() + i]);
                    }
                }
                start += length;
            }
            Tensor states = lm.forward(PackedSequences.of(CPU, inputs)).index_select(0, CPU.longs(longs(rows)));
            Tensor all = torch.log_softmax(lm.logits(states).div(new Scalar(TEMPERATURE)), 1); // [scored, vocab]
            Tensor logprobs =
                    all.gather(1, CPU.longs(longs(targets)).unsqueeze(1)).squeeze(1);
            Tensor entropies = all.exp().mul(all).sum(1).neg();
            Tensor leaf = CPU.floats(head);
            leaf.set_requires_grad(true);
            Tensor found =
                    states.matmul(leaf.narrow(0, 0, config.hiddenSize())).add(leaf.narrow(0, config.hiddenSize(), 1));
            Tensor loss = logprobs.dot(CPU.floats(gradients.logprobs())).add(found.dot(CPU.floats(gradients.values())));
            if (gradients.entropies().length > 0) {
                loss = loss.add(entropies.dot(CPU.floats(gradients.entropies())));
            }
            loss.backward();
            lm.parameters().gather();
            return new Result(
                    new TokenScores(floats(logprobs), floats(entropies), floats(found)),
                    floats(lm.parameters().gradients()),
                    floats(leaf.grad()));
        }
    }

    private static float[] floats(Tensor tensor) {
        return DeviceAndDtype.toFloats(tensor.detach());
    }

    private static long[] longs(List<Long> numbers) {
        return numbers.stream().mapToLong(Long::longValue).toArray();
    }
}
