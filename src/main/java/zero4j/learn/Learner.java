package zero4j.learn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.IntToDoubleFunction;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Response;
import zero4j.algorithm.TokenEstimates;
import zero4j.algorithm.TrainSequence;
import zero4j.dist.Communicator;
import zero4j.dist.SingleProcess;
import zero4j.learn.TokenSums.Sum;
import zero4j.model.CausalLm;

/**
 * Improves a policy on scored rollouts. It knows the algorithm only by its parts.
 *
 * <p>The gradient of an update is the sum of its micro-batches', whose weights count the whole update. So it is the same
 * however the update is split, and whichever of several processes has a response: each computes the part of its own responses,
 * and counts, gradients and what is reported are summed over all.
 */
public final class Learner implements AutoCloseable {
    private static final float[] NOT_NEEDED = {};

    private final CausalLm lm;
    private final Algorithm algorithm;
    private final TrainSettings settings;
    private final ReferencePolicy reference;
    private final Communicator ranks;
    private final ResponseScorer scorer;
    private final Optional<Critic> critic;
    private final UpdateGradient gradient;
    private final FusedAdamW optimizer;

    /**
     * @param lm trainable; the learner changes its parameters in place
     * @param temperature of the sampler's distribution, which the log-probs are taken under
     * @param criticLearningRate of the value head, if the algorithm has one
     * @param reference asked if the algorithm's KL is on; the caller closes it
     */
    public Learner(
            CausalLm lm,
            Algorithm algorithm,
            TrainSettings settings,
            double temperature,
            double criticLearningRate,
            ReferencePolicy reference) {
        this(lm, algorithm, settings, temperature, criticLearningRate, reference, new SingleProcess());
    }

    /**
     * A learner that shares its updates with those of other processes. All must begin with the same parameters.
     *
     * @param ranks the caller closes it
     */
    public Learner(
            CausalLm lm,
            Algorithm algorithm,
            TrainSettings settings,
            double temperature,
            double criticLearningRate,
            ReferencePolicy reference,
            Communicator ranks) {
        this.lm = lm;
        this.algorithm = algorithm;
        this.settings = settings;
        this.reference = reference;
        this.ranks = ranks;
        this.scorer = new ResponseScorer(lm, settings, temperature);
        this.critic = algorithm.critic().map(_ -> new Critic(lm, settings.adamW(), criticLearningRate));
        this.gradient = new UpdateGradient(lm, algorithm, settings, temperature, critic.map(Critic::head));
        this.optimizer = new FusedAdamW(lm.trainable().values(), lm.trainable().gradients(), settings.adamW());
    }

    /** What a checkpoint must keep besides the model, by name: the optimizer's state and the critic. */
    Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>(optimizer.state());
        critic.ifPresent(c -> c.state().forEach((name, tensor) -> state.put("critic." + name, tensor)));
        return state;
    }

    /** The critic, if the algorithm has one. */
    Optional<ValueHead> valueHead() {
        return critic.map(Critic::head);
    }

    /** What the algorithm must know of a rollout batch's responses before the first update, in their order. */
    List<TokenEstimates> assess(List<Response> responses) {
        List<float[]> old = old(responses);
        List<float[]> references = algorithm.objective().kl().on() ? reference.logprobs(responses) : none(responses);
        List<float[]> values =
                critic.map(c -> scorer.values(responses, c.head())).orElseGet(() -> none(responses));
        List<TokenEstimates> estimates = new ArrayList<>();
        for (int i = 0; i < responses.size(); i++) {
            estimates.add(new TokenEstimates(old.get(i), references.get(i), values.get(i)));
        }
        return estimates;
    }

    private List<float[]> old(List<Response> responses) {
        boolean once = settings.epochs() == 1 && updates(responses.size()) <= 1;
        OldLogprobs source = settings.oldLogprobs() == OldLogprobs.AUTO ? automatic(once) : settings.oldLogprobs();
        return switch (source) {
            case SAMPLER -> responses.stream().map(Response::samplerLogprobs).toList();
            case AUTO, LEARNER -> once ? none(responses) : scorer.logprobs(responses);
        };
    }

    private OldLogprobs automatic(boolean once) {
        boolean alike = lm.placement().dtype() == ScalarType.Float
                && !algorithm.objective().correction().on();
        return alike && !once ? OldLogprobs.SAMPLER : OldLogprobs.LEARNER;
    }

    private static List<float[]> none(List<Response> responses) {
        return responses.stream().map(_ -> NOT_NEEDED).toList();
    }

    /** Updates in one pass over the responses of all processes. */
    private int updates(int responses) {
        long all = ranks.sum((long) responses)[0];
        return settings.responsesPerUpdate() == 0
                ? 1
                : Math.toIntExact(Math.ceilDiv(all, settings.responsesPerUpdate()));
    }

    /** Responses of this process in one update. */
    private int share(int responses, int updates) {
        return ranks.world() == 1 && settings.responsesPerUpdate() > 0
                ? settings.responsesPerUpdate()
                : Math.ceilDiv(responses, Math.max(1, updates));
    }

    /**
     * Learns from one rollout batch: {@code epochs} passes, each of {@code responses / responses_per_update} updates.
     *
     * @param sequences all responses of the batch, in prompt order; of several processes each gives its own
     * @param learningRate of each update, by its index in the batch from 0
     */
    public LearnReport learn(List<TrainSequence> sequences, IntToDoubleFunction learningRate) {
        return learn(sequences, learningRate, _ -> {});
    }

    /** The same, with an ear for updates that are not applied because they are not finite. */
    LearnReport learn(List<TrainSequence> sequences, IntToDoubleFunction learningRate, Consumer<NonFiniteUpdate> lost) {
        int updates = updates(sequences.size());
        int size = share(sequences.size(), updates);
        LearnProtocol protocol = new LearnProtocol(algorithm);
        int index = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            for (int i = 0; i < updates; i++, index++) {
                int from = Math.min(i * size, sequences.size());
                List<TrainSequence> update = sequences.subList(from, Math.min(from + size, sequences.size()));
                int number = index;
                double rate = learningRate.applyAsDouble(index);
                protocol.timeUpdate(() -> update(number, update, rate, protocol))
                        .ifPresent(lost);
            }
        }
        return protocol.report();
    }

    /** @return the update, if it was not applied because it is not finite */
    private Optional<NonFiniteUpdate> update(
            int index, List<TrainSequence> sequences, double learningRate, LearnProtocol protocol) {
        List<UpdateGradient.Part> parts = computed(sequences);
        TokenSums sums = sums(parts).over(ranks);
        double norm = Gradients.clip(lm.trainable().gradients(), settings.maxGradNorm());
        double criticNorm = critic.map(c -> Gradients.clip(c.head().gradients(), settings.maxGradNorm()))
                .orElse(0.0);
        NonFiniteUpdate.Found found = new NonFiniteUpdate.Found(sums.of(Sum.LOSS), norm, criticNorm);
        if (!found.finite()) {
            protocol.skipped();
            List<float[]> logprobs = scorer.logprobs(
                    sequences.stream().map(TrainSequence::response).toList());
            return Optional.of(NonFiniteUpdate.of(index, found, learningRate, sequences, parts, logprobs));
        }
        optimizer.step(learningRate);
        critic.ifPresent(Critic::step);
        protocol.applied(
                sums,
                new LearnProtocol.Step(
                        norm, norm > settings.maxGradNorm(), optimizer.moved(learningRate), learningRate));
        return Optional.empty();
    }

    /** Leaves the gradient of an update, with the parts of all processes, in the gradient buffers. */
    TokenSums accumulate(List<TrainSequence> sequences) {
        return sums(computed(sequences)).over(ranks);
    }

    private static TokenSums sums(List<UpdateGradient.Part> parts) {
        TokenSums sums = new TokenSums();
        parts.forEach(part -> sums.add(part.sums()));
        return sums;
    }

    /** Leaves the gradient in the buffers. @return what this process computed */
    private List<UpdateGradient.Part> computed(List<TrainSequence> sequences) {
        List<TrainSequence> counted =
                sequences.stream().filter(s -> !s.masked()).toList();
        long[] counts = ranks.sum(
                counted.size(),
                counted.stream().mapToLong(s -> s.response().length()).sum());
        List<TrainSequence> live = counted.stream()
                .filter(s -> algorithm.reachesNeutral() || !s.neutral())
                .toList();
        List<UpdateGradient.Part> parts = gradient.compute(live, new Aggregation.Counts(counts[0], counts[1]));
        ranks.sum(lm.trainable().gradients());
        critic.ifPresent(c -> ranks.sum(c.head().gradients()));
        return parts;
    }

    @Override
    public void close() {
        gradient.close();
        optimizer.close();
        critic.ifPresent(Critic::close);
    }
}
