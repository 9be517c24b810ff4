package zero4j.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import java.util.function.Consumer;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.dist.Communicator;
import zero4j.dist.Sharding;
import zero4j.dist.SingleProcess;
import zero4j.learn.LearnReport;
import zero4j.learn.Learner;
import zero4j.learn.ReferencePolicy;
import zero4j.learn.TrainSettings;
import zero4j.learn.UpdateFlops;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.model.CausalLm;
import zero4j.model.Gradients;
import zero4j.model.Initialisation;
import zero4j.recipe.Recipes;
import zero4j.report.Table;
import zero4j.run.Metric;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.MatrixPeak;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;

/** Whole updates of a random model, forward, backward and optimizer, on random sequences of which every token is learnt from. */
public final class LearnBench implements AutoCloseable {
    private static final int CONTEXT = 512;
    private static final int LONGEST = 256;
    private static final double MEAN = 65;

    private final ModelConfig config;
    private final CausalLm lm;
    private final Learner learner;

    private LearnBench(ModelConfig config, Communicator ranks, Sharding sharding, String... settings) {
        List<String> all = new ArrayList<>(List.of("train.learning_rate=1e-4", "train.warmup_steps=0"));
        all.addAll(Arrays.asList(settings));
        this.config = config;
        this.lm = model(
                config, sharding == Sharding.GRADIENTS && ranks.world() > 1 ? Gradients.HANDED_OVER : Gradients.KEPT);
        TrainSettings train = Recipes.train(null, all).train();
        this.learner = new Learner(
                new TorchLearnerBackend(lm, Path.of(""), PassSettings.of(train), train.adamW(), 1, ranks, sharding),
                Presets.of(AlgorithmSettings.of("dr-grpo"), LONGEST),
                train,
                ReferencePolicy.NONE,
                ranks,
                0);
    }

    /** @param settings of the section {@code train}, as overrides of a recipe */
    static LearnBench of(String shape, int vocabulary, String... settings) {
        return new LearnBench(config(shape, vocabulary), new SingleProcess(), Sharding.NONE, settings);
    }

    /** Updates that several processes share, one thread each. */
    static LearnBench of(String shape, Communicator ranks, Sharding sharding) {
        return new LearnBench(config(shape, vocabulary(shape)), ranks, sharding, "train.workers=1");
    }

    /** Parameters of a shape. */
    static long parameters(String shape) {
        return config(shape, vocabulary(shape)).parameterCount();
    }

    static ModelConfig config(String shape, int vocabulary) {
        return ModelConfig.fresh(
                ModelFamilies.LLAMA,
                BenchModel.shape(shape, CONTEXT),
                vocabulary,
                OptionalInt.empty(),
                new TreeSet<>());
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
        List<Response> responses = new ArrayList<>();
        List<float[]> advantages = new ArrayList<>();
        for (int length : lengths) {
            float[] logprobs = new float[length - 1];
            Arrays.fill(logprobs, (float) -Math.log(vocabulary));
            float[] ofTokens = new float[length - 1];
            Arrays.fill(ofTokens, (float) random.nextGaussian());
            int[] tokens = random.ints(length, 0, vocabulary).toArray();
            boolean[] learnt = Response.all(length - 1);
            responses.add(new Response("bench", 0, tokens, 1, learnt, logprobs, new long[length - 1], false, 0));
            advantages.add(ofTokens);
        }
        List<float[]> none = Collections.nCopies(lengths.length, new float[0]);
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
     * Updates of 64 and 128 equal sequences and of 128 of mixed lengths, as a table.
     *
     * @param sequences of every update; 0 for these numbers
     * @param workers threads that learn from micro-batches at the same time; 0 for as many as suit the model
     * @param repeats updates of each kind, of which the fastest counts
     * @param lines hears each line of the table when it has been measured
     */
    public static Table table(List<String> shapes, int sequences, int workers, int repeats, Consumer<String> lines) {
        Table table = Table.of(
                        "shape", "sequences", "tok/s", "peak GFLOP/s", "of peak", "1 worker tok/s", "ratio", "padding")
                .toldTo(lines, 5, 9, 6);
        String setting = "train.workers=" + workers;
        for (String shape : shapes) {
            int vocabulary = vocabulary(shape);
            for (int length : new int[] {64, 128}) {
                int count = sequences == 0 ? length : sequences;
                table.row(row(shape, count + " x " + length, equal(count, length, vocabulary), setting, repeats));
            }
            int count = sequences == 0 ? 128 : sequences;
            table.row(row(shape, count + " mixed", mixed(count, vocabulary), setting, repeats));
        }
        return table;
    }

    /**
     * A row of the table: the chosen setting, one thread that computes with all of the BLAS library's, and a large matrix
     * product, in turn.
     */
    private static List<String> row(String shape, String name, TrainBatch batch, String workers, int repeats) {
        try (LearnBench bench = of(shape, vocabulary(shape), workers);
                LearnBench single = of(shape, vocabulary(shape), "train.workers=1")) {
            List<Double> fast = new ArrayList<>();
            List<Double> slow = new ArrayList<>();
            double padding = 0;
            double flops = 0;
            double peak = 0; // operations per second
            for (int i = 0; i < repeats + 1; i++) { // the first is to warm up
                LearnReport report = bench.learn(batch);
                fast.add(seconds(report));
                slow.add(seconds(single.learn(batch)));
                peak = Math.max(peak, MatrixPeak.measure(bench.lm.placement()));
                flops = UpdateFlops.count(bench.config, report.tokens(), report.squaredLengths());
                padding = report.metrics().getOrDefault(Metric.PADDING, 0.0);
            }
            double best = fast.stream().skip(1).min(Comparator.naturalOrder()).orElseThrow();
            double alone = slow.stream().skip(1).min(Comparator.naturalOrder()).orElseThrow();
            long tokens = tokens(batch);
            return List.of(
                    shape,
                    name,
                    number("%.0f", tokens / best),
                    number("%.0f", peak / 1e9),
                    number("%.0f %%", 100 * flops / best / peak),
                    number("%.0f", tokens / alone),
                    number("%.2f", alone / best),
                    number("%.1f %%", 100 * padding));
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
        lm.close();
    }
}
