package zero4j.learn;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.algorithm.Response;
import zero4j.algorithm.Sums;
import zero4j.algorithm.TrainBatch;
import zero4j.dist.Communicator;
import zero4j.dist.SingleProcess;
import zero4j.model.CausalLm;
import zero4j.run.Metric;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Threads;

/** The learner on {@link ProofModel}, cut up in the ways that must not matter. */
final class ProofLearner {
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

        private TrainSettings settings(int epochs) {
            return new TrainSettings(
                    1,
                    epochs,
                    0,
                    1e-3,
                    Schedule.CONSTANT,
                    0,
                    0.9,
                    0.95,
                    1e-8,
                    0,
                    1e9,
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

    static Learner learner(CausalLm lm, Algorithm algorithm, TrainSettings settings, Communicator ranks) {
        Learner learner =
                new Learner(lm, Path.of(""), algorithm, settings, ProofBatch.TEMPERATURE, NOT_ASKED, ranks, 0);
        learner.valueHead().ifPresent(head -> ProofModel.copy(ProofModel.head(), head.parameters()));
        return learner;
    }

    /** The loss of the policy and all gradients. */
    static ProofBatch.Result of(ProofBatch batch, AlgorithmSettings settings) {
        return of(batch, settings, Cut.NONE, UnaryOperator.identity(), new SingleProcess());
    }

    /**
     * @param batch all of it, also where several processes share the update
     * @param arrange changes order of or selects among the responses whose advantages have been computed, by their index
     */
    static ProofBatch.Result of(
            ProofBatch batch,
            AlgorithmSettings settings,
            Cut cut,
            UnaryOperator<List<Integer>> arrange,
            Communicator ranks) {
        Algorithm algorithm = Presets.of(settings, ProofBatch.BUDGET);
        TrainBatch all = batch.advantages(algorithm, Sums.ALONE);
        List<Integer> order = arrange.apply(
                new ArrayList<>(IntStream.range(0, all.size()).boxed().toList()));
        return of(all.select(order), algorithm, cut, ranks);
    }

    /** @param mine the groups of this process: their advantages depend on those of the others */
    static ProofBatch.Result ofShare(ProofBatch mine, AlgorithmSettings settings, Communicator ranks) {
        Algorithm algorithm = Presets.of(settings, ProofBatch.BUDGET);
        return of(mine.advantages(algorithm, ranks::sum), algorithm, Cut.NONE, ranks);
    }

    private static ProofBatch.Result of(TrainBatch batch, Algorithm algorithm, Cut cut, Communicator ranks) {
        try (var _ = oneThread();
                CausalLm lm = ProofModel.lm();
                Learner learner = learner(lm, algorithm, cut.settings(), ranks)) {
            double loss = learner.accumulate(batch).total(TokenSums.Quantity.LOSS);
            Map<String, double[]> gradients = new LinkedHashMap<>();
            lm.parameters()
                    .namedGradients()
                    .forEach((name, gradient) -> gradients.put(name, doubles(DeviceAndDtype.toFloats(gradient))));
            learner.valueHead()
                    .ifPresent(head -> gradients.put(
                            "critic", doubles(DeviceAndDtype.toFloats(requireNonNull(head.gradients())))));
            return new ProofBatch.Result(loss, gradients);
        }
    }

    /** What is reported of learning from a batch with the default algorithm, in two epochs. */
    static ProofBatch.Result report(ProofBatch mine, Communicator ranks) {
        Algorithm algorithm = Presets.of(AlgorithmSettings.of("dr-grpo"), ProofBatch.BUDGET);
        try (var _ = oneThread();
                CausalLm lm = ProofModel.lm();
                Learner learner = learner(lm, algorithm, Cut.NONE.twice(), ranks)) {
            LearnReport report = learner.learn(mine.advantages(algorithm, ranks::sum), 1, _ -> {});
            double[] values = Stream.of(
                            Metric.RATIO_P1,
                            Metric.RATIO_P50,
                            Metric.RATIO_P99,
                            Metric.RATIO_MAX,
                            Metric.ENTROPY,
                            Metric.GRAD_NORM,
                            Metric.UPDATE_NORM,
                            Metric.MISMATCH_MAX)
                    .mapToDouble(report::value)
                    .toArray();
            return new ProofBatch.Result(report.value(Metric.LOSS), Map.of("metrics", values));
        }
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
