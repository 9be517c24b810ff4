package zero4j.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Surrogate;
import zero4j.algorithm.TrainSequence;
import zero4j.model.CausalLm;
import zero4j.torch.NoGrad;
import zero4j.torch.Placement;

/**
 * Improves a policy on scored rollouts. It knows the algorithm only by its parts.
 *
 * <p>The loss of an update is the sum over all response tokens of the surrogate's loss times the aggregation's weight, whose
 * divisors count the whole update. So the gradient is the same however the update is split into micro-batches.
 */
public final class Learner implements AutoCloseable {
    private final CausalLm lm;
    private final Algorithm algorithm;
    private final TrainSettings settings;
    private final BatchPacker packer;
    private final TokenLogprobs scorer;
    private final FusedAdamW optimizer;

    /**
     * @param lm trainable; the learner changes its parameters in place
     * @param temperature of the sampler's distribution, which the log-probs are taken under
     */
    public Learner(CausalLm lm, Algorithm algorithm, TrainSettings settings, double temperature) {
        this.lm = lm;
        this.algorithm = algorithm;
        this.settings = settings;
        this.packer = new BatchPacker(settings.tokensPerMicroBatch());
        this.scorer = new TokenLogprobs(
                lm, temperature, settings.logprobChunk(lm.config().vocabSize()));
        this.optimizer = new FusedAdamW(
                lm.parameters(),
                new FusedAdamW.Settings(settings.beta1(), settings.beta2(), settings.eps(), settings.weightDecay()));
    }

    FusedAdamW optimizer() {
        return optimizer;
    }

    /**
     * Learns from one rollout batch: {@code epochs} passes, each of {@code responses / responses_per_update} updates.
     *
     * @param sequences all responses of the batch, in prompt order
     * @param learningRate of each update, by its index in the batch from 0
     */
    public LearnReport learn(List<TrainSequence> sequences, IntToDoubleFunction learningRate) {
        int size = settings.responsesPerUpdate() == 0 ? sequences.size() : settings.responsesPerUpdate();
        boolean single = settings.epochs() == 1 && size >= sequences.size();
        LearnReport.Builder report = new LearnReport.Builder();
        Map<TrainSequence, float[]> oldLogprobs =
                single ? Map.of() : report.timeLogprobs(() -> logprobs(live(sequences)));
        int index = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            for (int from = 0; from < sequences.size(); from += size, index++) {
                List<TrainSequence> update = sequences.subList(from, Math.min(from + size, sequences.size()));
                double rate = learningRate.applyAsDouble(index);
                report.timeUpdate(() -> update(update, oldLogprobs, rate, report));
            }
        }
        return report.build();
    }

    /** Without an advantage there is no gradient: such responses count in the divisors only. */
    private static List<TrainSequence> live(List<TrainSequence> sequences) {
        return sequences.stream().filter(s -> s.advantage() != 0).toList();
    }

    /** Log-probs of every response token under the current policy, [responseLength] each. */
    Map<TrainSequence, float[]> logprobs(List<TrainSequence> sequences) {
        Map<TrainSequence, float[]> result = new HashMap<>();
        for (List<TrainSequence> micro : packer.pack(sequences)) {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                MicroBatch batch = MicroBatch.of(micro, lm.placement());
                Tensor hidden = lm.forward(batch.inputs()).index_select(0, batch.scored());
                float[] all =
                        Placement.toFloats(scorer.score(hidden, batch.targets()).logprobs());
                int at = 0;
                for (TrainSequence sequence : micro) {
                    result.put(sequence, Arrays.copyOfRange(all, at, at + sequence.responseLength()));
                    at += sequence.responseLength();
                }
            }
        }
        return result;
    }

    private void update(
            List<TrainSequence> sequences,
            Map<TrainSequence, float[]> oldLogprobs,
            double learningRate,
            LearnReport.Builder report) {
        double loss = accumulate(sequences, oldLogprobs, report);
        double norm = Gradients.clip(lm.parameters().gradients(), settings.maxGradNorm());
        boolean finite = Double.isFinite(loss) && Double.isFinite(norm);
        if (finite) {
            optimizer.step(learningRate);
        }
        report.update(loss, norm, learningRate, finite);
    }

    /** Computes the loss of an update and leaves its gradient in the model's gradient buffer. */
    double accumulate(
            List<TrainSequence> sequences, Map<TrainSequence, float[]> oldLogprobs, LearnReport.Builder report) {
        lm.parameters().zeroGradients();
        Aggregation.Counts counts = new Aggregation.Counts(sequences.size(), MicroBatch.responseTokens(sequences));
        double loss = 0;
        for (List<TrainSequence> micro : packer.pack(live(sequences))) {
            try (var _ = new PointerScope()) {
                loss += backward(MicroBatch.of(micro, lm.placement()), counts, oldLogprobs, report);
            }
        }
        return loss;
    }

    private double backward(
            MicroBatch batch,
            Aggregation.Counts counts,
            Map<TrainSequence, float[]> oldLogprobs,
            LearnReport.Builder report) {
        Placement placement = lm.placement();
        Tensor hidden = lm.forward(batch.inputs()).index_select(0, batch.scored()); // [scored, width]
        TokenLogprobs.Scores scores = scorer.score(hidden.detach(), batch.targets());
        Tensor old = oldLogprobs.isEmpty()
                ? scores.logprobs()
                : batch.perToken(s -> Objects.requireNonNull(oldLogprobs.get(s)), placement);
        Tensor advantages = batch.perSequence(TrainSequence::advantage, placement);
        Tensor weights =
                batch.perSequence(s -> algorithm.aggregation().tokenWeight(s.responseLength(), counts), placement);
        Tensor logprobs = scores.logprobs().detach();
        logprobs.set_requires_grad(true);
        Surrogate.TokenLosses tokens = algorithm.surrogate().losses(logprobs, old, advantages);
        Tensor loss = tokens.loss().mul(weights).sum();
        loss.backward();
        Tensor gradient = scorer.backward(hidden.detach(), batch.targets(), logprobs.grad()); // [scored, width]
        Gradients.backward(hidden, gradient);
        report.tokens(batch, scores, batch.perToken(TrainSequence::samplerLogprobs, placement), tokens);
        return loss.item_double();
    }

    @Override
    public void close() {
        optimizer.close();
    }
}
