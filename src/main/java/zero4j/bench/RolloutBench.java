package zero4j.bench;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.Question;
import zero4j.engine.EngineSettings;
import zero4j.engine.torch.TorchBackend;
import zero4j.engine.vector.VectorBackend;
import zero4j.model.CausalLm;
import zero4j.model.Initialisation;
import zero4j.model.ModelFiles;
import zero4j.report.Table;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.template.StopRule;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelFamily;
import zero4j.weights.ModelShape;

/** Both engines with the same random model. */
final class RolloutBench implements AutoCloseable {
    private static final int CONTEXT = 512;
    private static final int PROMPT = 16;
    private static final int GROUP = 8;
    /** So few that the engine fills them all. */
    private static final int SLOTS_PER_THREAD = 16;

    private static final int MIXED_BATCHES = 8;
    private static final double WARM_UP_SECONDS = 3;

    private final String shape;
    private final ModelConfig config;
    private final CausalLm lm;
    private final int threads;
    private final int repeats;

    private RolloutBench(String shape, ModelConfig config, int threads, int repeats) {
        this.shape = shape;
        this.config = config;
        this.threads = threads;
        this.repeats = repeats;
        this.lm = new CausalLm(config, DeviceAndDtype.of("cpu", "float32"), false);
        Initialisation.normal(lm, 1);
    }

    /** A model whose completions never end by themselves. */
    static RolloutBench of(String shape, int threads, int repeats) {
        return new RolloutBench(shape, config(shape, List.of()), threads, repeats);
    }

    /** A nano model, one in 64 of whose tokens is an end: lengths have a geometric distribution with mean 60, cut at 256. */
    static RolloutBench ofMixedLengths(int threads, int repeats) {
        return new RolloutBench("nano", config("nano", List.of(3, 5)), threads, repeats);
    }

    private static ModelConfig config(String name, List<Integer> eos) {
        return switch (name) {
            case "nano" ->
                fresh(ModelFamilies.LLAMA, new ModelShape(128, 384, 4, 4, 4, CONTEXT, 10_000, true), 128, eos);
            case "micro" ->
                fresh(ModelFamilies.LLAMA, new ModelShape(320, 896, 6, 5, 5, CONTEXT, 10_000, true), 512, eos);
            case "0.5b" ->
                fresh(
                        ModelFamilies.QWEN2,
                        new ModelShape(896, 4864, 24, 14, 2, CONTEXT, 1_000_000, true),
                        151_936,
                        eos);
            default -> throw new UserError("--shapes has '" + name + "'; it must be nano, micro or 0.5b");
        };
    }

    private static ModelConfig fresh(ModelFamily family, ModelShape shape, int vocabulary, List<Integer> eos) {
        return ModelConfig.fresh(family, shape, vocabulary, OptionalInt.empty(), new TreeSet<>(eos));
    }

    List<Integer> usualSequences() {
        return shape.equals("0.5b") ? List.of(1, 8, 32) : List.of(1, 16, 64, 256);
    }

    int usualTokens() {
        return shape.equals("0.5b") ? 16 : 128;
    }

    private PolicyWeights weights() {
        return consumer -> ModelFiles.entries(lm)
                .forEach(entry -> consumer.accept(new PolicyWeights.Tensor(
                        entry.name(),
                        entry.dtype().name(),
                        entry.shape(),
                        entry.data().get())));
    }

    private RolloutBackend vector(int slots) {
        return VectorBackend.of(config, weights(), null, settings(slots), Dtype.F32);
    }

    private EngineSettings settings(int slots) {
        return new EngineSettings(slots, threads);
    }

    private List<Prompt> prompts(int count, int length, int differing) {
        return IntStream.range(0, count)
                .mapToObj(i -> {
                    int[] tokens = new Random(i / differing)
                            .ints(length, 0, config.vocabSize())
                            .toArray();
                    return new Prompt(
                            new Question("bench:" + i, "q", List.of("1"), Map.of()), "q", tokens, StopRule.NONE);
                })
                .toList();
    }

    /** A row of the table: groups of eight completions, the two engines in turn. */
    List<String> row(int sequences, int newTokens, MachineSpeed speed) {
        if (newTokens > CONTEXT - PROMPT) {
            throw new UserError("--new-tokens is " + newTokens + "; at most " + (CONTEXT - PROMPT)
                    + " fit into the models' context");
        }
        int group = sequences % GROUP == 0 ? GROUP : 1;
        List<Prompt> prompts = prompts(sequences / group, PROMPT, 1);
        try (RolloutBackend vector = vector(sequences);
                RolloutBackend torch = torch(sequences)) {
            Timing fast = new Timing();
            Timing slow = new Timing();
            SamplingParams first = new SamplingParams(group, newTokens, 1, 0, 1, 0);
            warmUp(vector, prompts, first);
            warmUp(torch, prompts, first);
            long seed = 1;
            for (int i = 0; i < repeats; i++, seed++) {
                SamplingParams params = new SamplingParams(group, newTokens, 1, 0, 1, seed);
                fast.add(seconds(vector, prompts, params, fast));
                slow.add(seconds(torch, prompts, params, slow));
            }
            double firstToken = firstTokenMillis(vector);
            double tokens = (double) sequences * newTokens;
            return format(sequences, tokens / fast.best, tokens / slow.best, fast.bytesPerToken, firstToken, speed);
        }
    }

    /** Until the compiler has had the time to do its work. */
    private static void warmUp(RolloutBackend backend, List<Prompt> prompts, SamplingParams params) {
        double seconds = 0;
        for (int i = 0; i < 3 || (seconds < WARM_UP_SECONDS && i < 50); i++) {
            seconds += seconds(backend, prompts, params, null);
        }
    }

    private RolloutBackend torch(int slots) {
        return TorchBackend.owning(copy(), null, settings(slots));
    }

    /** LibTorch's engine closes its model. */
    private CausalLm copy() {
        CausalLm copy = new CausalLm(config, DeviceAndDtype.of("cpu", "float32"), false);
        Initialisation.normal(copy, 1);
        return copy;
    }

    private double firstTokenMillis(RolloutBackend vector) {
        double best = Double.MAX_VALUE;
        for (int i = 0; i < 20; i++) {
            best = Math.min(best, seconds(vector, prompts(1, PROMPT, 1), SamplingParams.greedy(1), null));
        }
        return 1000 * best;
    }

    private List<String> format(
            int sequences, double fast, double slow, double bytes, double first, MachineSpeed speed) {
        long parameters = config.parameterCount();
        double steps = fast / sequences;
        return List.of(
                shape,
                Integer.toString(sequences),
                number("%.0f", fast),
                number("%.0f", slow),
                number("%.2f", fast / slow),
                number("%.0f %%", 100 * 2.0 * parameters * fast / speed.flops()),
                number("%.0f %%", 100 * Float.BYTES * (double) parameters * steps / speed.bytes()),
                number("%.0f", bytes),
                number("%.2f", first));
    }

    /** What continuous batching and the shared prompts bring where lengths differ: budget 256, mean 60. */
    Table mixedLengths() {
        int slots = SLOTS_PER_THREAD * threads;
        int completions = MIXED_BATCHES * slots;
        try (RolloutBackend vector = vector(slots)) {
            SamplingParams grouped = new SamplingParams(GROUP, 256, 1, 0, 1, 1);
            List<Prompt> prompts = prompts(completions / GROUP, 128, 1);
            SamplingParams single = new SamplingParams(1, 256, 1, 0, 1, 1);
            List<Prompt> unshared = prompts(completions, 128, GROUP);
            double continuous = 0;
            double batches = 0;
            double alone = 0;
            for (int i = 0; i < repeats + 3; i++) { // the first runs are for the compiler
                continuous = Math.max(continuous, rate(() -> run(vector, prompts, grouped)));
                batches = Math.max(
                        batches,
                        rate(() -> IntStream.range(0, MIXED_BATCHES)
                                .mapToLong(part -> run(
                                        vector,
                                        prompts.subList(part * slots / GROUP, (part + 1) * slots / GROUP),
                                        grouped))
                                .sum()));
                alone = Math.max(alone, rate(() -> run(vector, unshared, single)));
            }
            return Table.of(
                            "mixed lengths: " + Words.counted(completions, "completion") + ", "
                                    + Words.counted(slots, "slot") + ", prompts of 128 tokens",
                            "tok/s",
                            "gain")
                    .row("continuous batching, prompts shared by groups of 8", number("%.0f", continuous), "")
                    .row(
                            "batches that wait for their longest",
                            number("%.0f", batches),
                            number("%.2f", continuous / batches))
                    .row("prompts not shared", number("%.0f", alone), number("%.2f", continuous / alone));
        }
    }

    private interface Work {
        long tokens();
    }

    private static double rate(Work work) {
        long start = System.nanoTime();
        long tokens = work.tokens();
        return tokens / ((System.nanoTime() - start) * 1e-9);
    }

    private static long run(RolloutBackend backend, List<Prompt> prompts, SamplingParams params) {
        long tokens = 0;
        for (CompletionGroup group : backend.generate(prompts, params, RolloutBackend.Progress.NONE)) {
            tokens += group.completions().stream().mapToLong(c -> c.length()).sum();
        }
        return tokens;
    }

    private static final class Timing {
        private double best = Double.MAX_VALUE;
        private double bytesPerToken;

        void add(double seconds) {
            best = Math.min(best, seconds);
        }
    }

    private static double seconds(
            RolloutBackend backend, List<Prompt> prompts, SamplingParams params, @Nullable Timing timing) {
        long allocated = allocated();
        long start = System.nanoTime();
        long tokens = run(backend, prompts, params);
        double seconds = (System.nanoTime() - start) * 1e-9;
        if (timing != null) {
            timing.bytesPerToken = (double) (allocated() - allocated) / tokens;
        }
        return seconds;
    }

    /** Bytes of the Java heap that all threads have allocated so far. */
    private static long allocated() {
        return ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads
                ? threads.getTotalThreadAllocatedBytes()
                : 0;
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    @Override
    public void close() {
        lm.close();
    }
}
