package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;
import java.util.stream.LongStream;
import zero4j.learn.LearnBatch;
import zero4j.learn.LearnerBackend.Passes;
import zero4j.learn.LearnerBackend.TokenLoss;
import zero4j.learn.PassPacker;
import zero4j.learn.ScoredSequence;
import zero4j.learn.TokenGradients;
import zero4j.learn.TokenScores;
import zero4j.learn.UpdateFlops;
import zero4j.vector.FlatBuffer;
import zero4j.weights.ModelConfig;

/**
 * The gradient of an update, as the sum over its passes.
 *
 * <p>All threads compute one pass of a large model after the other. Of a small one, whose phases are so short that waiting for each
 * other shows, each half of the threads takes half of the sequences, and both halves have a sum of their own, which are added in the
 * end. The model alone decides how the sums are taken, so the bits are the same for any number of threads. Where this is odd, or one
 * half has much more to do, all threads compute first the one half and then the other.
 */
final class UpdatePasses implements AutoCloseable {
    /** Share of the work beyond which threads are better not halved. */
    private static final double UNEVEN = 0.55;

    private final LearnPass all;
    private final List<Sum> sums;
    private final PassPacker packer;
    private final LearnTeam halves;
    private final int threads;

    /** What finds a sum, and where it is. */
    private record Sum(LearnPass pass, FlatBuffer gradients) {}

    /**
     * @param all what all threads compute with; the caller closes it after this
     * @param gradients of the parameters, where the gradient is to be
     * @param arena for another such buffer, if there are two sums
     */
    UpdatePasses(LearnPass all, VectorPassSettings settings, FlatBuffer gradients, Arena arena) {
        this.all = all;
        this.packer = settings.packer(all.config());
        this.threads = all.pieces().members();
        if (settings.secondSumBytes(all.config()) == 0) {
            sums = List.of(new Sum(all, gradients));
            halves = new LearnTeam(1, "one");
        } else {
            FlatBuffer second = new FlatBuffer(arena.allocate(gradients.data().byteSize(), Long.BYTES * 8L));
            sums = List.of(new Sum(all, gradients), new Sum(all.another(), second));
            halves = new LearnTeam(threads % 2 == 0 ? 2 : 1, "half");
        }
    }

    /**
     * Finds the gradient of some sequences.
     *
     * @param complete told on the way from which place on the gradient is complete, if it is one sum
     */
    Passes find(List<ScoredSequence> sequences, float[] head, TokenLoss loss, LongConsumer complete) {
        sums.forEach(sum -> sum.gradients().clear(all.pieces()));
        List<Share> shares = shares(sequences);
        int apart = halves.most() == sums.size() && isEven(shares) ? halves.most() : 1;
        Work work = new Work(head, loss, sums.size() == 1 ? complete : _ -> {});
        sums.forEach(sum -> sum.pass().use(threads / apart));
        halves.use(apart);
        try {
            halves.lead(() -> halves.each(shares.size(), (i, _) -> shares.get(i).add(work)));
        } finally {
            all.use(threads);
        }
        failIfOneDid(shares);
        if (sums.size() > 1) {
            sums.getFirst().gradients().add(sums.getLast().gradients(), all.pieces());
        }
        return Passes.sum(shares.stream().flatMap(share -> share.found.stream()).toList(), head.length);
    }

    /** Throws what the first share failed with, which has that of the other beneath it. */
    private static void failIfOneDid(List<Share> shares) {
        List<Throwable> failures = shares.stream()
                .flatMap(share -> share.failure.stream())
                .distinct()
                .toList();
        if (failures.isEmpty()) {
            return;
        }
        Throwable first = failures.getFirst();
        failures.stream().skip(1).forEach(first::addSuppressed);
        switch (first) {
            case Error error -> throw error;
            case RuntimeException failure -> throw failure;
            default -> throw new IllegalStateException(first);
        }
    }

    private List<Share> shares(List<ScoredSequence> sequences) {
        List<List<Integer>> indices = PassPacker.shares(all.config(), sequences, sums.size());
        List<Share> shares = new ArrayList<>();
        int first = 0;
        for (int i = 0; i < sums.size(); i++) {
            List<Integer> own = indices.get(i);
            List<Part> parts = packer.pack(own.stream().map(sequences::get).toList()).stream()
                    .map(pass ->
                            new Part(pass.sequences().stream().map(own::get).toList(), pass.batch()))
                    .toList();
            shares.add(new Share(sums.get(i), parts, first));
            first += parts.size();
        }
        return shares;
    }

    private boolean isEven(List<Share> shares) {
        long[] costs =
                shares.stream().mapToLong(share -> share.cost(all.config())).toArray();
        double most = UNEVEN * LongStream.of(costs).sum();
        return LongStream.of(costs).allMatch(cost -> cost <= most);
    }

    /** What is to be done with all passes; nobody begins another one once somebody has failed. */
    private record Work(float[] head, TokenLoss loss, LongConsumer complete, AtomicBoolean failed) {
        Work(float[] head, TokenLoss loss, LongConsumer complete) {
            this(head, loss, complete, new AtomicBoolean());
        }
    }

    /** A pass. */
    private record Part(List<Integer> sequences, LearnBatch batch) {}

    /** What adds up to a sum. */
    private static final class Share {
        private final Sum sum;
        private final List<Part> parts;
        private final int first;
        private final List<Passes> found = new ArrayList<>();
        private Optional<Throwable> failure = Optional.empty();

        /** @param first number of its first pass among those of all */
        Share(Sum sum, List<Part> parts, int first) {
            this.sum = sum;
            this.parts = parts;
            this.first = first;
        }

        long cost(ModelConfig config) {
            return parts.stream()
                    .map(Part::batch)
                    .mapToLong(batch -> UpdateFlops.cost(config, batch.rows(), batch.pairs()))
                    .sum();
        }

        /** Adds its passes, or keeps why it could not. */
        void add(Work work) {
            try {
                for (int i = 0; i < parts.size() && !work.failed().get(); i++) {
                    LongConsumer complete = i == parts.size() - 1 ? work.complete() : _ -> {};
                    found.add(add(parts.get(i), first + i, work, complete));
                }
            } catch (RuntimeException | Error e) {
                work.failed().set(true);
                failure = Optional.of(e);
            }
        }

        private Passes add(Part part, int number, Work work, LongConsumer complete) {
            LearnBatch batch = part.batch();
            TokenScores scores = sum.pass().forward(batch, work.head());
            TokenGradients gradients = work.loss().gradients(number, part.sequences(), scores);
            float[] ofHead = sum.pass().backward(gradients, sum.gradients().data(), complete);
            return new Passes(batch.rows(), batch.rows(), 0, batch.pairs(), ofHead);
        }
    }

    @Override
    public void close() {
        halves.close();
        sums.stream().skip(1).forEach(sum -> sum.pass().close());
    }
}
