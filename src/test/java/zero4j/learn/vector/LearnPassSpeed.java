package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.learn.AdamWSettings;
import zero4j.learn.LearnerBackend;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.model.CausalLm;
import zero4j.model.Initialisation;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.SegmentPointer;
import zero4j.torch.Threads;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;

/**
 * Tokens per second of forward and backward passes beside LibTorch's, and where the time goes: {@code SHAPE BATCH THREADS REPEATS}, of
 * which the fastest counts; the two take turns.
 */
final class LearnPassSpeed {
    private LearnPassSpeed() {}

    public static void main(String[] args) {
        ModelConfig config = config(args[0]);
        List<ScoredSequence> batch = batch(args[1], config.vocabSize());
        int threads = Integer.parseInt(args[2]);
        int repeats = Integer.parseInt(args[3]);
        boolean torch = args.length < 5 || !args[4].equals("alone");
        long tokens = batch.stream().mapToLong(s -> s.tokens().length).sum();
        
        try (var _ = Threads.oneComputes(threads);
                CausalLm lm = new CausalLm(config, DeviceAndDtype.cpu(ScalarType.Float), true);
                Arena arena = Arena.ofShared()) {
            Initialisation.normal(lm, 1);
            MemorySegment values = SegmentPointer.memory(lm.parameters().values());
            MemorySegment gradients = arena.allocate(values.byteSize(), 64);
            try (LearnerBackend other = new TorchLearnerBackend(
                            lm, new PassSettings(16_384, 0, false, 0), new AdamWSettings(0.9, 0.95, 1e-8, 0), 1);
                    LearnPass pass = new LearnPass(config, values, threads, 1, false)) {
                double[] best = {1e9, 1e9, 1e9, 1e9};
                for (int i = 0; i < repeats; i++) {
                    if (torch) {
                        best[0] = Math.min(best[0], seconds(() -> other.gradient(
                                batch, LearnerBackend.NO_HEAD, (_, some, scores) -> constant(scores.logprobs().length))));
                        best[3] = Math.min(best[3], seconds(() -> other.logprobs(batch)));
                    }
                    best[1] = Math.min(best[1], seconds(() -> gradient(pass, batch, gradients)));
                    best[2] = Math.min(
                            best[2],
                            seconds(() -> pass.score(LearnBatch.of(batch, true), LearnerBackend.NO_HEAD)));
                }
                LearnBatch rows = LearnBatch.of(batch, true);
                System.out.printf(
                        "%s %s: %d tokens, %d rows; gradient torch %.0f tok/s, vector %.0f, ratio %.2f; score torch %.0f, vector %.0f, ratio %.2f%n",
                        args[0], args[1], tokens, rows.rows(), tokens / best[0], tokens / best[1], best[0] / best[1],
                        tokens / best[3], tokens / best[2], best[3] / best[2]);
            }
        }
    }

    private static void gradient(LearnPass pass, List<ScoredSequence> batch, MemorySegment gradients) {
        gradients.fill((byte) 0);
        pass.load();
        int scored = pass.forward(LearnBatch.of(batch, true), LearnerBackend.NO_HEAD).logprobs().length;
        pass.backward(constant(scored), gradients, _ -> {});
    }

    private static TokenGradients constant(int count) {
        float[] ones = new float[count];
        Arrays.fill(ones, 1f / count);
        return new TokenGradients(ones, new float[0], new float[0]);
    }

    private static double seconds(Runnable work) {
        long start = System.nanoTime();
        work.run();
        return (System.nanoTime() - start) / 1e9;
    }

    private static ModelConfig config(String shape) {
        ModelShape dimensions = switch (shape) {
            case "nano" -> new ModelShape(128, 384, 4, 4, 4, 512, 10_000, true);
            case "micro" -> new ModelShape(320, 896, 6, 5, 5, 512, 10_000, true);
            default -> new ModelShape(576, 1536, 30, 9, 3, 512, 100_000, true);
        };
        int vocabulary = shape.equals("nano") ? 128 : shape.equals("micro") ? 512 : 49_152;
        return ModelConfig.fresh(
                ModelFamilies.LLAMA, dimensions, vocabulary, OptionalInt.empty(), new TreeSet<>(List.of(2)));
    }

    private static List<ScoredSequence> batch(String kind, int vocabulary) {
        Random random = new Random(1);
        List<ScoredSequence> all = new ArrayList<>();
        if (kind.startsWith("prompts")) {
            int prompts = Integer.parseInt(kind.substring("prompts".length()));
            for (int i = 0; i < prompts; i++) {
                int[] prompt = LearnCase.prompt(random, 128, vocabulary);
                for (int j = 0; j < 8; j++) {
                    all.add(sequence(random, prompt, length(random, 60), vocabulary));
                }
            }
            return all;
        }
        boolean mixed = kind.startsWith("mixed");
        int count = Integer.parseInt(mixed ? kind.substring(5) : kind);
        for (int i = 0; i < count; i++) {
            int length = mixed ? length(random, 65) : count;
            all.add(sequence(random, LearnCase.prompt(random, 1, vocabulary), length - 1, vocabulary));
        }
        return all;
    }

    private static int length(Random random, double mean) {
        return Math.clamp((long) (-mean * Math.log(random.nextDouble())), 2, 256);
    }

    private static ScoredSequence sequence(Random random, int[] prompt, int length, int vocabulary) {
        int[] tokens = LearnCase.sequence(random, prompt, length, vocabulary).tokens();
        boolean[] scored = new boolean[length];
        Arrays.fill(scored, true);
        return new ScoredSequence(tokens, prompt.length, scored);
    }
}
