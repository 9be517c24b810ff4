package zero4j.learn;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;
import zero4j.UserError;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.dist.Communicator;
import zero4j.dist.Shares;
import zero4j.dist.SingleProcess;
import zero4j.learn.TokenSums.Quantity;
import zero4j.rollout.PolicyWeights;
import zero4j.run.Metric;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;

/**
 * Improves a policy on scored rollouts. It knows the algorithm only by its parts.
 *
 * <p>The gradient of an update is the sum of its micro-batches', whose weights count the whole update. So it is the same
 * however the update is split, also over several processes: all of them are given the whole batch and know all advantages; what asks
 * the model is divided among them by the lengths of the responses, and the gradients are summed.
 */
public final class Learner implements Policy, AutoCloseable {
    private static final float[] NOT_NEEDED = {};
    private static final Shares.Codec<NonFiniteUpdate.LossShare> LOSS_SHARES =
            Shares.json(new TypeReference<List<NonFiniteUpdate.LossShare>>() {});

    private final LearnerBackend backend;
    private final Algorithm algorithm;
    private final TrainSettings settings;
    private final ReferencePolicy reference;
    private final Communicator ranks;
    private final double peak;
    private final Optional<Critic> critic;

    /** A learner that is alone, on a machine of unknown speed. */
    public Learner(LearnerBackend backend, Algorithm algorithm, TrainSettings settings, ReferencePolicy reference) {
        this(backend, algorithm, settings, reference, new SingleProcess(), 0);
    }

    /**
     * A learner that may share its updates with those of other processes. All must begin with the same parameters.
     *
     * @param backend closed with the learner
     * @param reference asked if the algorithm's KL is on; the caller closes it
     * @param ranks the backend's; the caller closes it
     * @param peak floating-point operations per second of this process's device, for the metric; 0 if not known
     */
    public Learner(
            LearnerBackend backend,
            Algorithm algorithm,
            TrainSettings settings,
            ReferencePolicy reference,
            Communicator ranks,
            double peak) {
        this.backend = backend;
        this.algorithm = algorithm;
        this.settings = settings;
        this.reference = reference;
        this.ranks = ranks;
        this.peak = peak;
        this.critic = algorithm
                .critic()
                .map(own -> new Critic(backend.config().hiddenSize(), settings.adamW(), own.learningRate()));
    }

    @Override
    public TrainBatch advantages(List<Response> responses, long version) {
        List<float[]> references =
                algorithm.objective().kl().on() ? divided(responses, reference::logprobs) : none(responses);
        List<float[]> values = critic.map(
                        c -> divided(responses, share -> backend.values(ScoredSequence.whole(share), c.head())))
                .orElseGet(() -> none(responses));
        OldLogprobs source = source(responses, version);
        List<float[]> old = old(source, responses);
        List<float[]> policy = none(responses);
        if (algorithm.rewardsDivergence()) {
            policy = source == OldLogprobs.LEARNER ? old : divided(responses, this::logprobs);
        }
        return algorithm.advantages(responses, old, policy, references, values);
    }

    /** What the policy says now of each response's tokens (nats), [responseLength] each: by this process alone. */
    public List<float[]> logprobs(List<Response> responses) {
        return backend.logprobs(ScoredSequence.whole(responses));
    }

    /** Log-probs of the policy before the update; empty where those of the update's own first pass are. */
    List<float[]> old(List<Response> responses, long version) {
        return old(source(responses, version), responses);
    }

    private List<float[]> old(OldLogprobs source, List<Response> responses) {
        return switch (source) {
            case SAMPLER -> responses.stream().map(Response::samplerLogprobs).toList();
            case LEARNER -> divided(responses, this::logprobs);
            case AUTO -> none(responses);
        };
    }

    /** What the model says of each response's tokens, each process asking it about a share. */
    private List<float[]> divided(List<Response> responses, Function<List<Response>, List<float[]>> ask) {
        return Shares.results(ranks, responses, shares(responses), ask, Shares.FLOATS);
    }

    /** Indices of the responses of each process. */
    private List<List<Integer>> shares(List<Response> responses) {
        return PassPacker.shares(backend.config(), ScoredSequence.whole(responses), ranks.world());
    }

    /** Where they come from; {@code AUTO} is the update's own first pass. */
    private OldLogprobs source(List<Response> responses, long version) {
        boolean current = responses.stream().allMatch(response -> response.sampledBy(version));
        boolean once = settings.epochs() == 1 && updates(responses.size()) <= 1;
        OldLogprobs source = settings.oldLogprobs();
        if (source == OldLogprobs.AUTO && algorithm.objective().surrogate().comparesWithSampler()) {
            return OldLogprobs.SAMPLER;
        } else if (source == OldLogprobs.AUTO) {
            source = OldLogprobs.automatic(
                    backend.isExact() && !once,
                    current,
                    algorithm.objective().correction().on());
        }
        return source == OldLogprobs.LEARNER && once ? OldLogprobs.AUTO : source;
    }

    private static List<float[]> none(List<Response> responses) {
        return responses.stream().map(_ -> NOT_NEEDED).toList();
    }

    /** Updates in one pass over the responses. */
    private int updates(int responses) {
        return settings.responsesPerUpdate() == 0 ? 1 : Math.ceilDiv(responses, settings.responsesPerUpdate());
    }

    /**
     * Learns from one rollout batch: {@code epochs} passes, each of {@code responses / responses_per_update} updates.
     *
     * @param batch the whole one, also where several processes share it; all steps have as many responses
     */
    @Override
    public LearnReport learn(TrainBatch batch, long step, Consumer<NonFiniteUpdate> lost) {
        long perStep = (long) settings.epochs() * updates(batch.size());
        LearnReport report = learn(
                batch,
                update -> settings.learningRate()
                        * settings.schedule()
                                .share(
                                        (step - 1) * perStep + update,
                                        settings.steps() * perStep,
                                        settings.warmupSteps(),
                                        0),
                lost);
        double[] peaks = ranks.sum(peak, peak == 0 ? 1 : 0);
        if (report.tokens() == 0 || peaks[1] > 0) {
            return report;
        }
        return report.with(Metric.MFU, report.flops() / report.value(Metric.SECONDS_UPDATE) / peaks[0]);
    }

    /** @param learningRate of each update, by its index in the batch from 0 */
    LearnReport learn(TrainBatch batch, IntToDoubleFunction learningRate, Consumer<NonFiniteUpdate> lost) {
        int updates = updates(batch.size());
        int size = settings.responsesPerUpdate() == 0 ? batch.size() : settings.responsesPerUpdate();
        TrainBatch ordered = batch.select(UpdateOrder.of(batch.live(algorithm.reachesNeutral()), size));
        LearnMetrics metrics = new LearnMetrics();
        Exchanged before = backend.exchanged();
        int index = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            for (int i = 0; i < updates; i++, index++) {
                int from = Math.min(i * size, batch.size());
                TrainBatch update = ordered.select(from, Math.min(from + size, batch.size()));
                int number = index;
                double rate = learningRate.applyAsDouble(index);
                metrics.timeUpdate(() -> update(number, update, rate, metrics)).ifPresent(lost);
            }
        }
        if (ranks.world() > 1) {
            metrics.exchanged(backend.exchanged().minus(before));
        }
        return metrics.report(backend.config(), batch.responses());
    }

    /** @return the update, if it was not applied because it is not finite */
    private Optional<NonFiniteUpdate> update(int index, TrainBatch batch, double learningRate, LearnMetrics metrics) {
        Computed computed = computed(batch);
        metrics.computed(computed.live(), entropies(computed));
        TokenSums sums = TokenSums.of(computed.parts()).over(ranks);
        double norm = backend.clip(settings.maxGradNorm());
        double criticNorm = critic.map(c -> c.clip(settings.maxGradNorm())).orElse(0.0);
        NonFiniteUpdate.Found found = new NonFiniteUpdate.Found(sums.total(Quantity.LOSS), norm, criticNorm);
        if (!found.finite()) {
            metrics.skipped();
            List<float[]> logprobs = divided(batch.responses(), this::logprobs);
            return Optional.of(NonFiniteUpdate.of(index, found, learningRate, batch, lossShares(computed), logprobs));
        }
        // Without a gradient a step would still go where the moments point to.
        if (norm > 0) {
            backend.step(learningRate);
        }
        if (criticNorm > 0) {
            critic.ifPresent(Critic::step);
        }
        metrics.finite(
                sums,
                new LearnMetrics.Change(
                        norm,
                        criticNorm,
                        norm > settings.maxGradNorm(),
                        norm > 0 ? backend.moved(learningRate) : 0,
                        learningRate));
        return Optional.empty();
    }

    /** Leaves the gradient of an update, with the parts of all processes, in the backend. */
    TokenSums accumulate(TrainBatch batch) {
        return TokenSums.of(computed(batch).parts()).over(ranks);
    }

    /**
     * An update whose gradient is in the backend.
     *
     * @param live the responses that have one
     * @param shares indices of those of each process
     * @param parts the micro-batches of this process
     */
    private record Computed(List<Response> live, List<List<Integer>> shares, List<Micro> parts) {}

    private Computed computed(TrainBatch batch) {
        long tokens =
                batch.responses().stream().mapToLong(Response::learntTokens).sum();
        long learnt = IntStream.range(0, batch.size()).filter(batch::isLearnt).count();
        boolean[] live = batch.live(algorithm.reachesNeutral());
        TrainBatch all = batch.select(
                IntStream.range(0, batch.size()).filter(i -> live[i]).boxed().toList());
        List<List<Integer>> shares = shares(all.responses());
        TrainBatch own = ranks.world() == 1 ? all : all.select(shares.get(ranks.rank()));
        UpdateLoss loss = new UpdateLoss(algorithm, new Aggregation.Counts(learnt, tokens));
        ConcurrentSkipListMap<Integer, Micro> parts = new ConcurrentSkipListMap<>();
        LearnerBackend.Passes passes = backend.gradient(
                ScoredSequence.learnt(own.responses()),
                critic.map(Critic::head).orElse(LearnerBackend.NO_HEAD),
                (number, sequences, scores) -> {
                    TokenSums sums = new TokenSums();
                    TrainBatch part = own.select(sequences);
                    TokenGradients gradients = loss.gradients(part, scores, sums);
                    parts.put(number, new Micro(part, sums));
                    return gradients;
                });
        critic.ifPresent(c -> c.take(passes.head(), ranks));
        List<Micro> found = List.copyOf(parts.values());
        if (!found.isEmpty()) {
            found.getFirst().sums().add(Quantity.INPUTS, (double) passes.inputs());
            found.getFirst().sums().add(Quantity.ATTENDED, (double) passes.attended());
            found.getFirst().sums().add(Quantity.PADDING, (double) passes.padding());
            found.getFirst().sums().add(Quantity.PAIRS, (double) passes.pairs());
        }
        return new Computed(all.responses(), shares, found);
    }

    /** The entropies of the tokens of each live response. */
    private List<float[]> entropies(Computed update) {
        IdentityHashMap<Response, float[]> own = new IdentityHashMap<>();
        update.parts().forEach(part -> part.entropies(own::put));
        return Shares.results(
                ranks,
                update.live(),
                update.shares(),
                share -> share.stream().map(own::get).toList(),
                Shares.FLOATS);
    }

    /** The part that each response has in the loss. */
    private Map<Response, NonFiniteUpdate.LossShare> lossShares(Computed update) {
        IdentityHashMap<Response, NonFiniteUpdate.LossShare> own = new IdentityHashMap<>();
        for (int i = 0; i < update.parts().size(); i++) {
            Micro part = update.parts().get(i);
            var share = new NonFiniteUpdate.LossShare(
                    ranks.rank() + i * ranks.world(), part.sums().total(Quantity.LOSS));
            part.batch().responses().forEach(response -> own.put(response, share));
        }
        List<NonFiniteUpdate.LossShare> found = Shares.results(
                ranks,
                update.live(),
                update.shares(),
                share -> share.stream().map(own::get).toList(),
                LOSS_SHARES);
        IdentityHashMap<Response, NonFiniteUpdate.LossShare> all = new IdentityHashMap<>();
        IntStream.range(0, found.size()).forEach(i -> all.put(update.live().get(i), found.get(i)));
        return all;
    }

    @Override
    public PolicyWeights weights() {
        return backend.weights();
    }

    /** What is not finite can never be mended by training on: the checkpoint before it is the one to keep. */
    @Override
    public void save(Path folder) throws IOException {
        Optional<String> notFinite =
                backend.notFinite().or(() -> critic.flatMap(Critic::notFinite).map(name -> "optimizer state " + name));
        if (notFinite.isPresent()) {
            throw new UserError("the " + notFinite.get()
                    + " holds NaN or infinite values, so no checkpoint is written; lower train.learning_rate or"
                    + " train.max_grad_norm and resume");
        }
        backend.write(folder, critic.map(Critic::entries).orElse(List.of()));
    }

    @Override
    public void assistSaving() {
        backend.assistSaving();
    }

    /**
     * Takes over the state of a checkpoint: the optimizer's, and the adapter if the model has one. Other weights are the
     * caller's to load: those of the checkpoint, or, beside an adapter, those that training began with.
     */
    public void resume(Path checkpoint) {
        resume(Optional.of(checkpoint));
    }

    /**
     * The same in several processes, all of which call it: weights and state go from the first one to the others.
     *
     * @param checkpoint where the first process has it; empty on the others
     * @throws UserError if the checkpoint lacks something, or holds what is not finite
     */
    public void resume(Optional<Path> checkpoint) {
        backend.resume(checkpoint);
        if (critic.isEmpty()) {
            return;
        }
        if (checkpoint.isPresent()) {
            try (SafetensorsFile file = SafetensorsFile.open(Checkpoint.optimizer(checkpoint.get()))) {
                critic.get().resume(Optional.of(file), ranks);
            }
        } else {
            critic.get().resume(Optional.empty(), ranks);
        }
    }

    /** What a checkpoint must keep besides the model: the optimizer's state, and the critic. */
    List<SafetensorsWriter.Entry> state() {
        List<SafetensorsWriter.Entry> state = new ArrayList<>(backend.state());
        critic.ifPresent(c -> state.addAll(c.entries()));
        return state;
    }

    /** Its backend. */
    LearnerBackend backend() {
        return backend;
    }

    /** The critic, if the algorithm has one. */
    Optional<Critic> critic() {
        return critic;
    }

    @Override
    public void close() {
        backend.close();
    }
}
