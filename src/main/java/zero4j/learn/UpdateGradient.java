package zero4j.learn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.Aggregation;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.Response;
import zero4j.algorithm.TrainBatch;
import zero4j.model.CausalLm;
import zero4j.torch.NoGrad;
import zero4j.torch.Threads;

/**
 * The gradient of an update: its micro-batches are spread over workers, each with gradient buffers of its own, which are added
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

        void add(Replica other) {
            add(lm.trainable().gradients(), other.lm.trainable().gradients());
            head.ifPresent(own -> add(own.gradients(), other.head.orElseThrow().gradients()));
        }

        private static void add(Tensor to, Tensor gradients) {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                var _ = to.add_(gradients);
            }
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

    /**
     * Leaves the gradient in the buffers.
     *
     * @param batch the responses that have one
     * @param counts of the whole update
     * @param begins told of the number of micro-batches before the first one
     * @return the micro-batches that it was computed in
     */
    List<Micro> compute(TrainBatch batch, Aggregation.Counts counts, IntConsumer begins) {
        replicas.forEach(Replica::zeroGradients);
        List<Integer> all = IntStream.range(0, batch.size()).boxed().toList();
        List<TrainBatch> micros = packer.pack(all, i -> batch.responses().get(i).tokens().length).stream()
                .map(batch::select)
                .toList();
        begins.accept(micros.size());
        List<Micro> parts = workers.run(
                micros,
                this::cost,
                (worker, micro) -> new Micro(micro, replicas.get(worker).pass().run(micro, counts)));
        replicas.subList(1, replicas.size()).forEach(replicas.getFirst()::add);
        return parts;
    }

    private long cost(TrainBatch micro) {
        return micro.responses().stream().mapToLong(this::cost).sum();
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
