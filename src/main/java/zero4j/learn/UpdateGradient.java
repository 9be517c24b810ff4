package zero4j.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.model.CausalLm;
import zero4j.torch.NoGrad;
import zero4j.torch.Threads;

/**
 * The gradient of an update: its micro-batches are spread over workers, each with gradient buffers of its own, which are to be added
 * up in the workers' order.
 */
final class UpdateGradient implements AutoCloseable {
    private final CausalLm lm;
    private final LearnWorkers workers;
    private final BatchPacker packer;
    private final List<Replica> replicas = new ArrayList<>();

    /** A worker's view of the model and the critic. */
    private record Replica(CausalLm lm, Optional<Critic.Head> head, GradientPass pass) {
        void zeroGradients() {
            lm.trainable().zeroGradients();
            head.ifPresent(Critic.Head::zeroGradients);
        }

        /** Of the critic only: the model's are added where they are summed over all processes. */
        void addHead(Replica other) {
            head.ifPresent(own -> {
                try (var _ = new PointerScope();
                        var _ = new NoGrad()) {
                    var _ = own.gradients().add_(other.head.orElseThrow().gradients());
                }
            });
        }

        void close() {
            lm.close();
            head.ifPresent(Critic.Head::close);
        }
    }

    /**
     * @param lm whose gradient buffer the result goes to, and {@code head}'s to its own
     * @param temperature of the sampler's distribution
     */
    UpdateGradient(
            CausalLm lm, Algorithm algorithm, TrainSettings settings, double temperature, Optional<Critic.Head> head) {
        this.lm = lm;
        boolean oneAtATime = lm.trainable().handsOver(); // workers would need gradients of their own
        this.workers = new LearnWorkers(
                oneAtATime
                        ? 1
                        : settings.workers(
                                lm.parameters().count(), lm.placement().isCuda() ? 1 : Threads.cores()));
        this.packer = new BatchPacker(settings.tokensPerMicroBatch(), workers.count());
        for (int worker = 0; worker < workers.count(); worker++) {
            CausalLm own = worker == 0 ? lm : lm.withOwnGradients();
            Optional<Critic.Head> ownHead = worker == 0 ? head : head.map(Critic.Head::withOwnGradients);
            var scorer = new TokenLogprobs(
                    own, temperature, settings.logprobChunk(lm.config().vocabSize()));
            replicas.add(new Replica(
                    own,
                    ownHead,
                    new GradientPass(own, algorithm, scorer, ownHead, settings.activationCheckpointing())));
        }
    }

    /** A micro-batch and what was summed over it. */
    record Micro(TrainBatch batch, TokenSums sums) {
        /** The entropies of its responses' tokens, [responseLength], NaN where a token is not learnt. */
        void entropies(BiConsumer<Response, float[]> of) {
            float[] scored = sums.entropies();
            int at = 0;
            for (Response response : batch.responses()) {
                boolean[] learnt = response.learnt();
                float[] own = new float[learnt.length];
                for (int i = 0; i < own.length; i++) {
                    own[i] = learnt[i] ? scored[at++] : Float.NaN;
                }
                of.accept(response, own);
            }
        }
    }

    /** A micro-batch, and whether its worker has none after it. */
    private record Turn(TrainBatch batch, boolean last) {}

    /**
     * Leaves the gradient in the buffers.
     *
     * @param batch the responses that have one
     * @param counts of the whole update
     * @param sums what the workers find, and where
     * @return the micro-batches that it was computed in
     */
    List<Micro> compute(TrainBatch batch, Aggregation.Counts counts, DividedAdamW sums) {
        replicas.forEach(Replica::zeroGradients);
        List<Integer> all = IntStream.range(0, batch.size()).boxed().toList();
        List<TrainBatch> micros = packer.pack(all, i -> batch.responses().get(i).tokens().length).stream()
                .map(batch::select)
                .toList();
        List<Replica> others = replicas.subList(1, replicas.size());
        sums.begin(
                micros.size(),
                others.stream()
                        .map(replica -> replica.lm().trainable().gradients())
                        .toList());
        List<Micro> parts = workers.run(turns(micros, sums), this::cost, (worker, turn) -> {
            Optional<LongConsumer> complete = turn.last() ? sums.complete(worker) : Optional.empty();
            return new Micro(turn.batch(), replicas.get(worker).pass().run(turn.batch(), counts, complete));
        });
        others.forEach(replicas.getFirst()::addHead);
        return parts;
    }

    private List<Turn> turns(List<TrainBatch> micros, DividedAdamW sums) {
        List<Turn> turns = new ArrayList<>(
                micros.stream().map(micro -> new Turn(micro, false)).toList());
        List<List<Integer>> shares = workers.shares(turns, this::cost);
        for (int worker = 0; worker < shares.size(); worker++) {
            List<Integer> own = shares.get(worker);
            if (own.isEmpty()) {
                sums.complete(worker).ifPresent(complete -> complete.accept(0)); // it will find nothing
            } else {
                turns.set(own.getLast(), new Turn(micros.get(own.getLast()), true));
            }
        }
        return turns;
    }

    private long cost(Turn turn) {
        return turn.batch().responses().stream().mapToLong(this::cost).sum();
    }

    long cost(Response response) {
        return UpdateFlops.cost(lm.config(), response.tokens().length);
    }

    @Override
    public void close() {
        workers.close();
        replicas.subList(1, replicas.size()).forEach(Replica::close);
    }
}
