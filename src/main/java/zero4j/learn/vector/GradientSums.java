package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import zero4j.learn.LearnBatch;
import zero4j.learn.LearnerBackend.Passes;
import zero4j.learn.LearnerBackend.TokenLoss;
import zero4j.learn.PassPacker;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.learn.TokenScores;
import zero4j.vector.FlatBuffer;
import zero4j.vector.Pieces;
import zero4j.weights.ModelConfig;

/**
 * The gradient of an update, as the sum over its passes.
 *
 * <p>All threads compute one pass of a large model after the other. Of a small one, whose phases are so short that waiting for each
 * other shows, half of the threads take half of the sequences, and both halves have a sum of their own, which are added in the end.
 * The model alone decides, so the bits are the same for any number of threads; an odd number of them compute first the one half
 * together and then the other.
 */
final class GradientSums implements AutoCloseable {
    /** Bytes of a small model's gradient, which is then in memory twice. */
    private static final long SMALL = 1 << 26;

    private final List<Sum> sums;
    private final PassPacker packer;
    private final Pieces pieces;
    /** Computes the second sum beside the first, where threads have halves. */
    private final Optional<ExecutorService> beside;

    /** What finds a sum, and where it is. */
    private record Sum(LearnPass pass, FlatBuffer gradients) {}

    /**
     * @param all what all threads compute with; the caller closes it after this
     * @param gradients of the parameters, where the gradient is to be
     * @param arena for another such buffer, if there are two sums
     */
    GradientSums(LearnPass all, VectorPassSettings settings, FlatBuffer gradients, Arena arena) {
        this(all, settings, gradients, arena, secondSumBytes(all.config()) > 0);
    }

    /** @param two whether there are two sums */
    GradientSums(LearnPass all, VectorPassSettings settings, FlatBuffer gradients, Arena arena, boolean two) {
        pieces = all.pieces();
        if (!two) {
            packer = settings.packer(1);
            sums = List.of(new Sum(all, gradients));
            beside = Optional.empty();
            return;
        }
        packer = settings.packer(2);
        FlatBuffer second = new FlatBuffer(arena.allocate(gradients.data().byteSize(), Long.BYTES * 8L));
        if (settings.threads() % 2 == 0) {
            sums = List.of(new Sum(all.half(), gradients), new Sum(all.half(), second));
            beside = Optional.of(Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().name("learner-half").daemon().factory()));
        } else {
            sums = List.of(new Sum(all, gradients), new Sum(all, second));
            beside = Optional.empty();
        }
    }

    /** Bytes of the second sum; 0 where there is one. */
    static long secondSumBytes(ModelConfig config) {
        long bytes = config.parameterCount() * Float.BYTES;
        return bytes <= SMALL ? bytes : 0;
    }

    /**
     * Finds the gradient of some sequences.
     *
     * @param complete told on the way from which place on the gradient is complete, if it is one sum
     */
    Passes find(List<ScoredSequence> sequences, float[] head, TokenLoss loss, LongConsumer complete) {
        sums.forEach(sum -> sum.gradients().clear(pieces));
        List<Share> shares = shares(sequences, head, loss, sums.size() == 1 ? complete : _ -> {});
        List<Passes> found = beside.map(thread -> atTheSameTime(shares, thread))
                .orElseGet(() -> shares.stream().map(Share::add).toList());
        if (sums.size() > 1) {
            sums.getFirst().gradients().add(sums.getLast().gradients(), pieces);
        }
        return Passes.sum(found, head.length);
    }

    private static List<Passes> atTheSameTime(List<Share> shares, ExecutorService beside) {
        Future<Passes> second = beside.submit(() -> shares.getLast().add());
        Passes first;
        try {
            first = shares.getFirst().add();
        } catch (RuntimeException | Error e) {
            try {
                result(second);
            } catch (RuntimeException | Error other) {
                e.addSuppressed(other);
            }
            throw e;
        }
        return List.of(first, result(second));
    }

    private static Passes result(Future<Passes> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw new IllegalStateException(e);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while learning", e);
        }
    }

    /**
     * What adds up to a sum.
     *
     * @param indices of the sequences
     * @param first number of the first pass among those of all
     */
    private record Share(
            Sum sum,
            List<PassPacker.Pass> passes,
            List<Integer> indices,
            int first,
            float[] head,
            TokenLoss loss,
            LongConsumer complete) {
        Passes add() {
            return Passes.sum(
                    IntStream.range(0, passes.size()).mapToObj(this::add).toList(), head.length);
        }

        private Passes add(int index) {
            PassPacker.Pass pass = passes.get(index);
            LearnBatch batch = pass.batch();
            TokenScores scores = sum.pass().forward(batch, head);
            List<Integer> sequences =
                    pass.sequences().stream().map(indices::get).toList();
            TokenGradients found = loss.gradients(first + index, sequences, scores);
            LongConsumer told = index == passes.size() - 1 ? complete : _ -> {};
            float[] ofHead = sum.pass().backward(found, sum.gradients().data(), told);
            return new Passes(batch.rows(), batch.rows(), 0, batch.pairs(), ofHead);
        }
    }

    private List<Share> shares(List<ScoredSequence> sequences, float[] head, TokenLoss loss, LongConsumer complete) {
        ModelConfig config = sums.getFirst().pass().config();
        List<List<Integer>> indices = PassPacker.shares(config, sequences, sums.size());
        List<List<PassPacker.Pass>> passes = indices.stream()
                .map(own -> packer.pack(own.stream().map(sequences::get).toList()))
                .toList();
        return IntStream.range(0, sums.size())
                .mapToObj(i -> new Share(
                        sums.get(i),
                        passes.get(i),
                        indices.get(i),
                        i == 0 ? 0 : passes.getFirst().size(),
                        head,
                        loss,
                        complete))
                .toList();
    }

    @Override
    public void close() {
        beside.ifPresent(thread -> {
            thread.shutdown();
            sums.forEach(sum -> sum.pass().close());
        });
    }
}
