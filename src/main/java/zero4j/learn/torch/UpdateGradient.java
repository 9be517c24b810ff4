package zero4j.learn.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import zero4j.learn.LearnBatch;
import zero4j.learn.LearnerBackend.Passes;
import zero4j.learn.LearnerBackend.TokenLoss;
import zero4j.learn.PassPacker;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenScores;
import zero4j.learn.UpdateFlops;
import zero4j.model.CausalLm;

/**
 * The gradient of an update: its micro-batches are spread over workers, each with gradient buffers of its own, which are to be added
 * up in the workers' order.
 */
final class UpdateGradient implements AutoCloseable {
    private static final float[] NONE = {};

    private final CausalLm lm;
    private final LearnWorkers workers;
    private final PassPacker packer;
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
        this.packer = settings.packer(workers.count());
        for (int worker = 0; worker < workers.count(); worker++) {
            CausalLm own = worker == 0 ? lm : lm.withOwnGradients();
            TokenLogprobs scorer = new TokenLogprobs(
                    own, temperature, settings.logprobChunk(lm.config().vocabSize()));
            replicas.add(new Replica(own, new GradientPass(own, scorer, settings.activationCheckpointing())));
        }
    }

    /** A micro-batch, and whether its worker has none after it. */
    private record Turn(int part, PassPacker.Pass pass, boolean last) {}

    /**
     * Leaves the gradient in the buffers.
     *
     * @param sums what the workers find, and where
     */
    Passes compute(List<ScoredSequence> sequences, float[] head, TokenLoss loss, DividedAdamW sums) {
        replicas.forEach(replica -> replica.lm().trainable().zeroGradients());
        List<PassPacker.Pass> micros = asked(packer.pack(sequences), loss);
        List<Replica> others = replicas.subList(1, replicas.size());
        sums.begin(
                micros.size(),
                others.stream()
                        .map(replica -> replica.lm().trainable().gradients())
                        .toList());
        List<Passes> parts = workers.run(turns(micros, sums), this::cost, (worker, turn) -> {
            Optional<LongConsumer> complete = turn.last() ? sums.complete(worker) : Optional.empty();
            return replicas.get(worker).pass().run(turn.part(), turn.pass(), head, loss, complete);
        });
        return Passes.sum(parts, head.length);
    }

    /** What there is to compute: nothing where no token is asked about. */
    private static List<PassPacker.Pass> asked(List<PassPacker.Pass> passes, TokenLoss loss) {
        if (passes.isEmpty() || passes.getFirst().batch().scored() > 0) {
            return passes;
        }
        var _ = loss.gradients(0, passes.getFirst().sequences(), new TokenScores(NONE, NONE, NONE));
        return List.of();
    }

    private List<Turn> turns(List<PassPacker.Pass> micros, DividedAdamW sums) {
        List<Turn> turns = new ArrayList<>(IntStream.range(0, micros.size())
                .mapToObj(part -> new Turn(part, micros.get(part), false))
                .toList());
        List<List<Integer>> shares = workers.shares(turns, this::cost);
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

    private long cost(Turn turn) {
        LearnBatch batch = turn.pass().batch();
        return UpdateFlops.cost(lm.config(), batch.rows(), batch.pairsOfWholeSequences());
    }

    @Override
    public void close() {
        workers.close();
        replicas.subList(1, replicas.size()).forEach(replica -> replica.lm().close());
    }
}
