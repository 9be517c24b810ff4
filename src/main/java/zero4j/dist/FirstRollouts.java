package zero4j.dist;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;
import zero4j.UserError;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;

/**
 * Samples with what the first of several processes has: servers, which one process alone gives weights. All get the whole batch.
 * Servers may take longer than processes wait for each other, see {@link #ofFirst}.
 */
public final class FirstRollouts implements RolloutBackend {
    private static final Shares.Codec<List<Completion>> CODEC =
            Shares.json(new TypeReference<List<List<Completion>>>() {});

    /** Milliseconds between two signs of life: less than the shortest wait. */
    private static final int MOMENT = 250;

    private final Optional<? extends RolloutBackend> own;
    private final boolean inFlight;
    private final Communicator ranks;

    /**
     * One of several processes.
     *
     * @param own what samples, of the first one; closed with this
     * @param inFlight whether it takes weights while it generates
     */
    public FirstRollouts(Optional<? extends RolloutBackend> own, boolean inFlight, Communicator ranks) {
        this.own = own;
        this.inFlight = inFlight;
        this.ranks = ranks;
    }

    @Override
    public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        List<Integer> all = IntStream.range(0, prompts.size()).boxed().toList();
        List<List<Integer>> shares = IntStream.range(0, ranks.world())
                .mapToObj(rank -> rank == 0 ? all : List.<Integer>of())
                .toList();
        List<List<Completion>> found = ofFirst(
                        ranks,
                        () -> own.orElseThrow().generate(prompts, params, progress).stream()
                                .map(CompletionGroup::completions)
                                .toList())
                .orElse(List.of());
        List<List<Completion>> completions = Shares.results(ranks, prompts, shares, _ -> found, CODEC);
        return IntStream.range(0, prompts.size())
                .mapToObj(i -> new CompletionGroup(prompts.get(i), completions.get(i)))
                .toList();
    }

    /**
     * What the first process finds while the others wait for it, however long: meanwhile all tell each other that they are there. All call
     * this together.
     *
     * @param work of the first one, on the calling thread; asks the others for nothing
     * @return empty on the others
     */
    public static <T> Optional<T> ofFirst(Communicator ranks, Supplier<T> work) {
        if (ranks.world() == 1) {
            return Optional.of(work.get());
        }
        if (ranks.rank() > 0) {
            while (ranks.sum(0L)[0] == 0) {
                // Until the first one says that it is done.
            }
            return Optional.empty();
        }
        CountDownLatch done = new CountDownLatch(1);
        Thread signs = Thread.ofPlatform().daemon().name("signs of life").start(() -> tell(ranks, done));
        try {
            return Optional.of(work.get());
        } finally {
            done.countDown();
            join(signs);
        }
    }

    private static void tell(Communicator ranks, CountDownLatch done) {
        try {
            for (boolean over = false; !over; ) {
                over = done.await(MOMENT, TimeUnit.MILLISECONDS);
                var _ = ranks.sum(over ? 1L : 0L);
            }
        } catch (UserError broken) {
            // The next that all do together says so again, and why.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e); // nobody does that
        }
    }

    /** Until it has ended: it uses the connection. */
    private static void join(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void load(PolicyWeights weights, long version) {
        own.ifPresent(backend -> backend.load(weights, version));
    }

    @Override
    public boolean takesWeightsInFlight() {
        return inFlight;
    }

    @Override
    public Determinism determinism() {
        return own.map(RolloutBackend::determinism).orElse(Determinism.NONE);
    }

    @Override
    public void close() {
        own.ifPresent(RolloutBackend::close);
    }
}
