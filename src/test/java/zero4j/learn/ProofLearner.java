package zero4j.learn;

import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.dist.Communicator;
import zero4j.dist.Sharding;
import zero4j.dist.SingleProcess;
import zero4j.learn.torch.PassSettings;
import zero4j.learn.torch.TorchLearnerBackend;
import zero4j.learn.vector.VectorLearnerBackend;
import zero4j.learn.vector.VectorPassSettings;
import zero4j.model.CausalLm;
import zero4j.run.Metric;
import zero4j.torch.Threads;
import zero4j.weights.SafetensorsWriter;

/** The learner on {@link ProofModel}, cut up in the ways that must not matter. */
final class ProofLearner {
    /** Name of the arithmetic of an update, for each unit of the peak. */
    static final String FLOPS = "flops per unit of peak";

    /** No algorithm of a {@link ProofBatch} asks: it has the answers already. */
    private static final ReferencePolicy NOT_ASKED = new ReferencePolicy() {
        @Override
        public List<float[]> logprobs(List<Response> responses) {
            throw new AssertionError("asked");
        }

        @Override
        public void close() {}
    };

    private ProofLearner() {}

    /**
     * How the work is cut up.
     *
     * @param tokens per micro-batch
     * @param chunk tokens whose logits are in memory at a time
     */
    record Cut(int tokens, int chunk, boolean checkpointing, int workers) {
        static final Cut NONE = new Cut(100_000, 1000, false, 1);

        /** With two passes over each batch, for which the log-probs before the update must be known. */
        TrainSettings twice() {
            return settings(2);
        }

        TrainSettings settings() {
            return settings(1);
        }

        /** The same with a short gradient, and an AdamW that does not make all gradients equally large. */
        TrainSettings clippedTwice() {
            return settings(2, 1e-2, 0.05);
        }

        private TrainSettings settings(int epochs) {
            return settings(epochs, 1e-8, 1e9);
        }

        private TrainSettings settings(int epochs, double eps, double maxGradNorm) {
            return new TrainSettings(
                    1,
                    epochs,
                    0,
                    1e-3,
                    Schedule.CONSTANT,
                    0,
                    0.9,
                    0.95,
                    eps,
                    0,
                    maxGradNorm,
                    OldLogprobs.LEARNER,
                    tokens,
                    chunk,
                    checkpointing,
                    workers,
                    0,
                    0,
                    "",
                    1);
        }
    }

    /** What computes. */
    enum Computes {
        TORCH,
        VECTOR;

        /** A backend with the parameters of {@link ProofModel}. */
        Opened open(TrainSettings settings, Communicator ranks) {
            if (this == VECTOR) {
                VectorPassSettings passes = new VectorPassSettings(
                        settings.tokensPerMicroBatch(),
                        settings.activationCheckpointing(),
                        true,
                        Math.max(1, settings.workers()));
                return new Opened(
                        new VectorLearnerBackend(
                                ProofModel.CONFIG,
                                ProofModel.asWeights(),
                                passes,
                                settings.adamW(),
                                ProofBatch.TEMPERATURE),
                        () -> {});
            }
            CausalLm lm = ProofModel.lm();
            return new Opened(backend(lm, settings, ranks), lm::close);
        }
    }

    /** A backend, and what is to be closed after it. */
    record Opened(LearnerBackend backend, Runnable after) implements AutoCloseable {
        @Override
        public void close() {
            after.run();
        }
    }

    static Learner learner(CausalLm lm, Algorithm algorithm, TrainSettings settings, Communicator ranks) {
        return learner(backend(lm, settings, ranks), algorithm, settings, NOT_ASKED, ranks, 0);
    }

    private static LearnerBackend backend(CausalLm lm, TrainSettings settings, Communicator ranks) {
        return new TorchLearnerBackend(
                lm,
                Path.of(""),
                PassSettings.of(settings),
                settings.adamW(),
                ProofBatch.TEMPERATURE,
                ranks,
                Sharding.NONE);
    }

    private static Learner learner(
            LearnerBackend backend,
            Algorithm algorithm,
            TrainSettings settings,
            ReferencePolicy reference,
            Communicator ranks,
            double peak) {
        Learner learner = new Learner(backend, algorithm, settings, reference, ranks, peak);
        learner.critic()
                .ifPresent(critic -> System.arraycopy(ProofModel.head(), 0, critic.head(), 0, critic.head().length));
        return learner;
    }

    /** The loss of the policy and all gradients. */
    static ProofBatch.Result of(ProofBatch batch, AlgorithmSettings settings) {
        return of(Computes.TORCH, batch, settings);
    }

    /** The same as a backend finds them. */
    static ProofBatch.Result of(Computes kind, ProofBatch batch, AlgorithmSettings settings) {
        return of(kind, batch, settings, Cut.NONE, UnaryOperator.identity(), new SingleProcess());
    }

    /**
     * @param arrange changes order of or selects among the responses whose advantages have been computed, by their index
     */
    static ProofBatch.Result of(
            Computes kind,
            ProofBatch batch,
            AlgorithmSettings settings,
            Cut cut,
            UnaryOperator<List<Integer>> arrange,
            Communicator ranks) {
        Algorithm algorithm = Presets.of(settings, ProofBatch.BUDGET);
        TrainBatch all = batch.advantages(algorithm);
        List<Integer> order = arrange.apply(
                new ArrayList<>(IntStream.range(0, all.size()).boxed().toList()));
        return of(kind, _ -> all.select(order), algorithm, cut.settings(), ranks);
    }

    /**
     * The same of one update whose advantages and log-probs before it the learner finds itself.
     *
     * @param version of the weights; the samples are of version 0
     * @param train says where the log-probs come from
     */
    static ProofBatch.Result assessed(
            Computes kind, ProofBatch batch, AlgorithmSettings settings, long version, TrainSettings train) {
        return of(
                kind,
                learner -> learner.advantages(batch.responses(), version),
                Presets.of(settings, ProofBatch.BUDGET),
                train,
                new SingleProcess());
    }

    private static ProofBatch.Result of(
            Computes kind,
            Function<Learner, TrainBatch> batch,
            Algorithm algorithm,
            TrainSettings train,
            Communicator ranks) {
        try (var _ = oneThread();
                Opened opened = kind.open(train, ranks);
                Learner learner = learner(opened.backend(), algorithm, train, NOT_ASKED, ranks, 0)) {
            double loss = learner.accumulate(batch.apply(learner)).total(TokenSums.Quantity.LOSS);
            Map<String, double[]> gradients = new LinkedHashMap<>();
            learner.backend()
                    .gradients()
                    .forEach(tensor ->
                            gradients.put(tensor.name(), doubles(tensor.data().toArray(ValueLayout.JAVA_FLOAT))));
            learner.critic().ifPresent(critic -> gradients.put("critic", doubles(critic.gradient())));
            return new ProofBatch.Result(loss, gradients);
        }
    }

    /** What learning leaves in the optimizer, what it learnt from, and what it reports. */
    record Learnt(ProofBatch.Result moments, ProofBatch.Result advantages, ProofBatch.Result metrics) {}

    /**
     * Advantages and two epochs, as the training loop asks for them.
     *
     * @param version of the weights; the samples are of version 0
     * @param peak of this process's machine
     */
    static Learnt learnt(ProofBatch batch, AlgorithmSettings settings, long version, Communicator ranks, double peak) {
        Algorithm algorithm = Presets.of(settings, ProofBatch.BUDGET);
        try (var _ = oneThread();
                Opened opened = Computes.TORCH.open(Cut.NONE.clippedTwice(), ranks);
                Learner learner =
                        learner(opened.backend(), algorithm, Cut.NONE.clippedTwice(), new Known(batch), ranks, peak)) {
            TrainBatch assessed = learner.advantages(batch.responses(), version);
            LearnReport report = learner.learn(assessed, 1, _ -> {});
            Map<String, double[]> moments = new LinkedHashMap<>();
            for (SafetensorsWriter.Entry entry : learner.state()) {
                if (entry.name().endsWith("first_moment")) {
                    moments.put(entry.name(), doubles(entry.data().get().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED)));
                }
            }
            Map<String, double[]> metrics = new TreeMap<>();
            report.metrics().forEach((metric, value) -> {
                if (metric.unit().isEmpty()
                        || metric.unit().equals("nats")
                        || metric.unit().equals("updates")) {
                    metrics.put(metric.key(), new double[] {value});
                }
            });
            if (report.tokens() > 0) {
                metrics.put(FLOPS, new double[] {report.value(Metric.MFU) * report.value(Metric.SECONDS_UPDATE)});
            }
            double loss = report.value(Metric.LOSS);
            return new Learnt(
                    new ProofBatch.Result(loss, moments),
                    new ProofBatch.Result(0, advantages(assessed)),
                    new ProofBatch.Result(loss, metrics));
        }
    }

    private static Map<String, double[]> advantages(TrainBatch batch) {
        Map<String, double[]> advantages = new TreeMap<>();
        for (int i = 0; i < batch.size(); i++) {
            advantages.put("response " + i, doubles(batch.advantages().get(i)));
        }
        return advantages;
    }

    /** Knows what the samples of a batch say of it. */
    private record Known(ProofBatch batch) implements ReferencePolicy {
        @Override
        public List<float[]> logprobs(List<Response> responses) {
            IdentityHashMap<Response, float[]> all = new IdentityHashMap<>();
            batch.groups().stream()
                    .flatMap(List::stream)
                    .forEach(sample -> all.put(sample.response(), sample.reference()));
            return responses.stream().map(all::get).toList();
        }

        @Override
        public void close() {}
    }

    /** Pools of threads cost 20 times the work of a model as small as this. */
    private static Threads.Share oneThread() {
        return Threads.oneComputes(1);
    }

    private static double[] doubles(float[] values) {
        double[] result = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            result[i] = values[i];
        }
        return result;
    }
}
