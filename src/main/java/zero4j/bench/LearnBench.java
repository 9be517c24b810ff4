package zero4j.bench;

import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.dist.Communicator;
import zero4j.dist.Sharding;
import zero4j.dist.SingleProcess;
import zero4j.learn.LearnReport;
import zero4j.learn.Learner;
import zero4j.learn.LearnerBackend;
import zero4j.learn.ReferencePolicy;
import zero4j.learn.TrainSettings;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.learn.vector.VectorLearnerBackend;
import zero4j.learn.vector.VectorPassSettings;
import zero4j.model.CausalLm;
import zero4j.model.Gradients;
import zero4j.model.Initialisation;
import zero4j.recipe.Recipes;
import zero4j.report.Table;
import zero4j.rollout.PolicyWeights;
import zero4j.run.Metric;
import zero4j.torch.DeviceAndDtype;
import zero4j.vector.VectorPeak;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelShape;
import zero4j.weights.RandomWeights;

/** Whole updates of a random model, forward, backward and optimizer, on random sequences of which every token is learnt from. */
public final class LearnBench implements AutoCloseable {
    private static final int CONTEXT = 512;
    private static final int LONGEST = 256;
    private static final double MEAN = 65;
    private static final int PROMPT = 128;
    /** Responses behind one prompt. */
    public static final int GROUP = 8;

    private static final double MEAN_RESPONSE = 60;
    /** Updates before those that count: in Java the compiler needs some. */
    private static final int WARM_UP = 4;
    /** Small updates before the first row, so many at most as often as those that count are repeated. */
    private static final int SMALL_UPDATES = 60;
    /** The compiler has done its work when it takes less than this share of the time of small updates. */
    private static final double COMPILING = 0.02;

    private final Learner learner;
    private final Runnable after;

    private LearnBench(LearnerBackend backend, Runnable after, TrainSettings train, Communicator ranks) {
        this.after = after;
        this.learner = new Learner(
                backend, Presets.of(AlgorithmSettings.of("dr-grpo"), LONGEST), train, ReferencePolicy.NONE, ranks, 0);
    }

    private static TrainSettings settings(String... overrides) {
        List<String> all = new ArrayList<>(List.of("train.learning_rate=1e-4", "train.warmup_steps=0"));
        all.addAll(Arrays.asList(overrides));
        return Recipes.train(null, all).train();
    }

    /**
     * Updates on LibTorch, which may be shared with other processes.
     *
     * @param overrides of the section {@code train} of a recipe
     */
    static LearnBench torch(ModelConfig config, Communicator ranks, Sharding sharding, String... overrides) {
        TrainSettings train = settings(overrides);
        return torch(config, ranks, sharding, train, PassSettings.of(train));
    }

    private static LearnBench torch(
            ModelConfig config, Communicator ranks, Sharding sharding, TrainSettings train, PassSettings passes) {
        CausalLm lm = model(
                config, sharding == Sharding.GRADIENTS && ranks.world() > 1 ? Gradients.HANDED_OVER : Gradients.KEPT);
        LearnerBackend backend = new TorchLearnerBackend(lm, Path.of(""), passes, train.adamW(), 1, ranks, sharding);
        return new LearnBench(backend, lm::close, train, ranks);
    }

    /**
     * Updates in Java.
     *
     * @param sharedPrompts whether a prompt that several sequences have is computed once
     */
    static LearnBench inJava(ModelConfig config, boolean sharedPrompts, int threads, String... overrides) {
        TrainSettings train = settings(overrides);
        VectorPassSettings passes = new VectorPassSettings(
                train.tokensPerMicroBatch(), train.activationCheckpointing(), sharedPrompts, threads);
        PolicyWeights weights = consumer -> RandomWeights.forEach(
                config,
                1,
                (weight, values) -> consumer.accept(
                        new PolicyWeights.Tensor(weight.name(), Dtype.F32.name(), weight.shape(), values)));
        LearnerBackend backend = new VectorLearnerBackend(config, weights, passes, train.adamW(), 1);
        return new LearnBench(backend, () -> {}, train, new SingleProcess());
    }

    /**
     * Updates on LibTorch.
     *
     * @param overrides of the section {@code train} of a recipe
     */
    static LearnBench of(String shape, int vocabulary, String... overrides) {
        return torch(config(shape, vocabulary), new SingleProcess(), Sharding.NONE, overrides);
    }

    /** Updates that several processes share, one thread each. */
    static LearnBench of(String shape, Communicator ranks, Sharding sharding) {
        return torch(config(shape, vocabulary(shape)), ranks, sharding, "train.workers=1");
    }

    /** Parameters of a shape. */
    static long parameters(String shape) {
        return config(shape, vocabulary(shape)).parameterCount();
    }

    static ModelConfig config(String shape, int vocabulary) {
        return config(BenchModel.shape(shape, CONTEXT), vocabulary);
    }

    private static ModelConfig config(ModelShape shape, int vocabulary) {
        return ModelConfig.fresh(ModelFamilies.LLAMA, shape, vocabulary, OptionalInt.empty(), new TreeSet<>());
    }

    /** A model that has all parts and is nearly nothing. */
    static ModelConfig smallest() {
        return config(new ModelShape(32, 64, 1, 1, 1, CONTEXT, 10_000, true), 64);
    }

    static CausalLm model(ModelConfig config) {
        return model(config, Gradients.KEPT);
    }

    private static CausalLm model(ModelConfig config, Gradients gradients) {
        CausalLm lm = new CausalLm(config, DeviceAndDtype.of("cpu", "float32"), gradients);
        Initialisation.normal(lm, 1);
        return lm;
    }

    /** Sequences of one length. */
    static TrainBatch equal(int count, int length, int vocabulary) {
        int[] lengths = new int[count];
        Arrays.fill(lengths, length);
        return sequences(lengths, vocabulary);
    }

    /** Sequences whose lengths have a geometric distribution with mean 65, cut at 256. */
    static TrainBatch mixed(int count, int vocabulary) {
        Random random = new Random(1);
        return sequences(
                random.doubles(count)
                        .mapToInt(share -> Math.clamp((long) (-MEAN * Math.log(share)), 2, LONGEST))
                        .toArray(),
                vocabulary);
    }

    private static TrainBatch sequences(int[] lengths, int vocabulary) {
        Random random = new Random(2);
        return batch(
                Arrays.stream(lengths)
                        .mapToObj(length ->
                                response(random.ints(length, 0, vocabulary).toArray(), 1, vocabulary))
                        .toList(),
                random);
    }

    /** Groups of 8 responses with a mean of 60 tokens behind a prompt of 128. */
    static TrainBatch groups(int count, int vocabulary) {
        Random random = new Random(3);
        List<Response> responses = new ArrayList<>();
        for (int group = 0; group < count; group++) {
            int[] prompt = random.ints(PROMPT, 0, vocabulary).toArray();
            for (int sample = 0; sample < GROUP; sample++) {
                int length = Math.clamp((long) (-MEAN_RESPONSE * Math.log(random.nextDouble())), 1, LONGEST);
                int[] tokens = Arrays.copyOf(prompt, PROMPT + length);
                for (int i = PROMPT; i < tokens.length; i++) {
                    tokens[i] = random.nextInt(vocabulary);
                }
                responses.add(response(tokens, PROMPT, vocabulary));
            }
        }
        return batch(responses, random);
    }

    private static Response response(int[] tokens, int prompt, int vocabulary) {
        int length = tokens.length - prompt;
        float[] logprobs = new float[length];
        Arrays.fill(logprobs, (float) -Math.log(vocabulary));
        return new Response("bench", 0, tokens, prompt, Response.all(length), logprobs, new long[length], false, 0);
    }

    private static TrainBatch batch(List<Response> responses, Random random) {
        List<float[]> advantages = new ArrayList<>();
        for (Response response : responses) {
            float[] ofTokens = new float[response.length()];
            Arrays.fill(ofTokens, (float) random.nextGaussian());
            advantages.add(ofTokens);
        }
        List<float[]> none = Collections.nCopies(responses.size(), new float[0]);
        return new TrainBatch(responses, none, none, none, advantages, none);
    }

    static long tokens(TrainBatch batch) {
        return batch.responses().stream()
                .mapToLong(response -> response.tokens().length)
                .sum();
    }

    /** One update. */
    LearnReport learn(TrainBatch batch) {
        return learner.learn(batch, 1, _ -> {});
    }

    /**
     * Updates of 64 and 128 equal sequences, of 128 of mixed lengths and of 16 groups with one prompt each, as a table: in Java, on
     * LibTorch, and, where responses share prompts, what is gained by computing these once.
     *
     * @param sequences of every update; 0 for these numbers
     * @param threads of the CPU
     * @param repeats updates of each kind in turn, of which the fastest counts
     * @param lines hears each line of the table when it has been measured
     */
    public static Table table(List<String> shapes, int sequences, int threads, int repeats, Consumer<String> lines) {
        Table table = Table.of(
                        "shape",
                        "sequences",
                        "Java tok/s",
                        "LibTorch tok/s",
                        "ratio",
                        "peak GFLOP/s",
                        "Java of peak",
                        "LibTorch of peak",
                        "Java sharing",
                        "LibTorch sharing")
                .toldTo(lines, 5, 14, 6);
        warmUp(shapes.getFirst(), threads, repeats);
        for (String shape : shapes) {
            int vocabulary = vocabulary(shape);
            for (int length : new int[] {64, 128}) {
                int count = sequences == 0 ? length : sequences;
                table.row(row(shape, count + " x " + length, equal(count, length, vocabulary), threads, repeats));
            }
            int count = sequences == 0 ? 128 : sequences;
            table.row(row(shape, count + " mixed", mixed(count, vocabulary), threads, repeats));
            int groups = Math.ceilDiv(count, GROUP);
            table.row(row(shape, groups + " x 8 of " + PROMPT + "+", groups(groups, vocabulary), threads, repeats));
        }
        return table;
    }

    /** Lets the compiler do its work, which would take the cores from what is measured. */
    private static void warmUp(String shape, int threads, int repeats) {
        int vocabulary = vocabulary(shape);
        CompilationMXBean compiler = ManagementFactory.getCompilationMXBean();
        try (LearnBench java = inJava(config(shape, vocabulary), true, threads)) {
            double share = 1;
            for (int round = 0; round < repeats && share > COMPILING; round++) {
                long compiled = compiler.getTotalCompilationTime(); // milliseconds
                long began = System.nanoTime();
                for (int i = 0; i < SMALL_UPDATES; i++) {
                    java.learn(equal(GROUP, 64, vocabulary));
                    java.learn(groups(1, vocabulary));
                }
                share = (compiler.getTotalCompilationTime() - compiled) * 1e6 / (System.nanoTime() - began);
            }
        }
    }

    /** LibTorch computing every prompt for every response. */
    private static LearnBench unsharedTorch(ModelConfig config) {
        TrainSettings train = settings();
        return torch(
                config,
                new SingleProcess(),
                Sharding.NONE,
                train,
                PassSettings.of(train).withoutSharedPrompts());
    }

    private static List<String> row(String shape, String name, TrainBatch batch, int threads, int repeats) {
        ModelConfig config = config(shape, vocabulary(shape));
        boolean sharing = batch.responses().getFirst().promptLength() > 1;
        try (LearnBench java = inJava(config, true, threads);
                LearnBench torch = of(shape, vocabulary(shape));
                LearnBench unshared = sharing ? inJava(config, false, threads) : null;
                LearnBench unsharedTorch = sharing ? unsharedTorch(config) : null) {
            List<LearnBench> all = Stream.of(java, torch, unshared, unsharedTorch)
                    .filter(Objects::nonNull)
                    .toList();
            double[] best = new double[all.size()];
            Arrays.fill(best, Double.POSITIVE_INFINITY);
            double[] flops = new double[all.size()];
            double peak = 0; // operations per second
            for (int i = 0; i < repeats + WARM_UP; i++) {
                for (int k = 0; k < best.length; k++) {
                    LearnReport report = all.get(k).learn(batch);
                    flops[k] = report.flops();
                    if (i >= WARM_UP) {
                        best[k] = Math.min(best[k], seconds(report));
                    }
                }
                peak = Math.max(peak, VectorPeak.measure(threads));
            }
            long tokens = tokens(batch);
            return List.of(
                    shape,
                    name,
                    number("%.0f", tokens / best[0]),
                    number("%.0f", tokens / best[1]),
                    number("%.2f", best[1] / best[0]),
                    number("%.0f", peak / 1e9),
                    number("%.0f %%", 100 * flops[0] / best[0] / peak),
                    number("%.0f %%", 100 * flops[1] / best[1] / peak),
                    sharing ? number("%.2f", best[2] / best[0]) : "-",
                    sharing ? number("%.2f", best[3] / best[1]) : "-");
        }
    }

    /** Tokens of a shape's vocabulary. */
    static int vocabulary(String shape) {
        return switch (shape) {
            case "nano" -> 128;
            case "135m" -> 49_152;
            case "0.5b" -> 151_936;
            default -> 512;
        };
    }

    private static double seconds(LearnReport report) {
        return report.metrics().getOrDefault(Metric.SECONDS_UPDATE, Double.NaN);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }

    @Override
    public void close() {
        learner.close();
        after.run();
    }
}
