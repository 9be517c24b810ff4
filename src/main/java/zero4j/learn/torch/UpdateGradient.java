package zero4j.learn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import zero4j.learn.LearnerBackend.Passes;
import zero4j.learn.LearnerBackend.TokenLoss;
import zero4j.learn.ScoredSequence;
import zero4j.learn.UpdateFlops;
import zero4j.model.CausalLm;

/**
 * The gradient of an update: its micro-batches are spread over workers, each with gradient buffers of its own, which are to be added
 * up in the workers' order.
 */
final class UpdateGradient implements AutoCloseable {
    private final CausalLm lm;
    private final LearnWorkers workers;
    private final BatchPacker packer;
    private final List<Replica> replicas = new ArrayList<>();

    /** A worker's view of the model. */
    private record Replica(CausalLm lm, GradientPass pass) {}

    /**
     * @param lm whose gradient buffer the result goes to
     * @param temperature of the sampler's distribution
     */
    UpdateGradient(CausalLm lm, PassSettings settings, double temperature) {
        this.lm = lm;
        this.workers = new LearnWorkers(settings.workers(lm));
        this.packer = new BatchPacker(settings.tokensPerMicroBatch(), workers.count());
        for (int worker = 0; worker < workers.count(); worker++) {
            CausalLm own = worker == 0 ? lm : lm.withOwnGradients();
            TokenLogprobs scorer = new TokenLogprobs(
                    own, temperature, settings.logprobChunk(lm.config().vocabSize()));
            replicas.add(new Replica(own, new GradientPass(own, scorer, settings.activationCheckpointing())));
        }
    }

    /** The indices of a micro-batch's sequences, and whether its worker has none after it. */
    private record Turn(int part, List<Integer> sequences, boolean last) {}

    /**
     * Leaves the gradient in the buffers.
     *
     * @param sums what the workers find, and where
     */
    Passes compute(List<ScoredSequence> sequences, float[] head, TokenLoss loss, DividedAdamW sums) {
        replicas.forEach(replica -> replica.lm().trainable().zeroGradients());
        List<Integer> all = IntStream.range(0, sequences.size()).boxed().toList();
        List<List<Integer>> micros = packer.pack(all, i -> sequences.get(i).tokens().length);
        List<Replica> others = replicas.subList(1, replicas.size());
        sums.begin(
                micros.size(),
                others.stream()
                        .map(replica -> replica.lm().trainable().gradients())
                        .toList());
        List<Passes> parts =
                workers.run(turns(micros, sequences, sums), turn -> cost(turn, sequences), (worker, turn) -> {
                    Optional<LongConsumer> complete = turn.last() ? sums.complete(worker) : Optional.empty();
                    return replicas.get(worker)
                            .pass()
                            .run(turn.part(), turn.sequences(), sequences, head, loss, complete);
                });
        return added(parts, head.length);
    }

    private static Passes added(List<Passes> parts, int width) {
        float[] head = new float[width];
        long inputs = 0;
        long attended = 0;
        long pairs = 0;
        for (Passes part : parts) {
            inputs += part.inputs();
            attended += part.attended();
            pairs += part.pairs();
            for (int i = 0; i < width; i++) {
                head[i] += part.head()[i];
            }
        }
        return new Passes(inputs, attended, pairs, head);
    }

    private List<Turn> turns(List<List<Integer>> micros, List<ScoredSequence> sequences, DividedAdamW sums) {
        List<Turn> turns = new ArrayList<>(IntStream.range(0, micros.size())
                .mapToObj(part -> new Turn(part, micros.get(part), false))
                .toList());
        List<List<Integer>> shares = workers.shares(turns, turn -> cost(turn, sequences));
        for (int worker = 0; worker < shares.size(); worker++) {
            List<Integer> own = shares.get(worker);
            if (own.isEmpty()) {
                sums.complete(worker).ifPresent(complete -> complete.accept(0)); // it will find nothing
            } else {
                turns.set(own.getLast(), new Turn(own.getLast(), micros.get(own.getLast()), true));
            }
        }
        return turns;
    }

    private long cost(Turn turn, List<ScoredSequence> sequences) {
        return turn.sequences().stream()
                .mapToLong(i -> UpdateFlops.cost(lm.config(), sequences.get(i).tokens().length))
                .sum();
    }

    @Override
    public void close() {
        workers.close();
        replicas.subList(1, replicas.size()).forEach(replica -> replica.lm().close());
    }
}
