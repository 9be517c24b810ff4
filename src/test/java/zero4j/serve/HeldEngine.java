package zero4j.serve;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import zero4j.engine.GenerationRequest;
import zero4j.engine.PausableGeneration;
import zero4j.engine.RequestHandle;
import zero4j.engine.TokenListener;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.SamplingParams;

/** An engine whose requests stand still behind their first token while a test wants it, until they are let go or cancelled. */
final class HeldEngine implements PausableGeneration {
    private final PausableGeneration real;
    private final Set<CountDownLatch> holds = ConcurrentHashMap.newKeySet();
    private final Semaphore held = new Semaphore(0);
    private final Semaphore cancelled = new Semaphore(0);
    private final CompletableFuture<Thread> pauser = new CompletableFuture<>();
    private volatile boolean holding;
    private volatile @Nullable GenerationRequest last;
    private volatile @Nullable Throwable failure;

    HeldEngine(PausableGeneration real) {
        this.real = real;
    }

    /** Requests that are submitted from now on stand still behind their first token. */
    void hold() {
        holding = true;
    }

    /** Refuses what is submitted from now on. */
    void fail(Throwable with) {
        failure = with;
    }

    /** What was submitted last. */
    GenerationRequest last() {
        return Objects.requireNonNull(last);
    }

    /** Waits until so many requests stand still. */
    void awaitHeld(int count) {
        held.acquireUninterruptibly(count);
    }

    /** Lets all go on. */
    void letGo() {
        holding = false;
        holds.forEach(CountDownLatch::countDown);
    }

    /** Waits until so many requests have been cancelled. */
    void awaitCancelled(int count) {
        cancelled.acquireUninterruptibly(count);
    }

    /** Waits until somebody waits in {@link #pause}. */
    void awaitPausing() {
        Thread waiting = pauser.join();
        Waiting.until(() -> waiting.getState() == Thread.State.WAITING);
    }

    @Override
    public RequestHandle submit(GenerationRequest request) {
        return submit(request, (_, _, _, _) -> {});
    }

    @Override
    public RequestHandle submit(GenerationRequest request, TokenListener listener) {
        last = request;
        switch (failure) {
            case RuntimeException mistake -> throw mistake;
            case Error error -> throw error;
            case null, default -> {}
        }
        CountDownLatch hold = new CountDownLatch(holding ? 1 : 0);
        holds.add(hold);
        RequestHandle handle = real.submit(request, new TokenListener() {
            private boolean first = true;

            @Override
            public void token(int sample, int token, float logprob, String text) {
                listener.token(sample, token, logprob, text);
                if (first && hold.getCount() > 0) {
                    held.release();
                }
                first = false;
                try {
                    hold.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }

            @Override
            public void ended(int sample, Completion completion) {
                listener.ended(sample, completion);
            }
        });
        return new RequestHandle() {
            @Override
            public CompletableFuture<CompletionGroup> result() {
                return handle.result();
            }

            @Override
            public void cancel() {
                handle.cancel();
                hold.countDown();
                cancelled.release();
            }

            @Override
            public boolean isDone() {
                return handle.isDone();
            }
        };
    }

    @Override
    public void pause() {
        pauser.complete(Thread.currentThread());
        real.pause();
    }

    @Override
    public void resume() {
        real.resume();
    }

    @Override
    public void loadPaused(PolicyWeights weights, long version) {
        real.loadPaused(weights, version);
    }

    @Override
    public int inFlight() {
        return real.inFlight();
    }

    @Override
    public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        return real.generate(prompts, params, progress);
    }

    @Override
    public void load(PolicyWeights weights, long version) {
        real.load(weights, version);
    }

    @Override
    public Determinism determinism() {
        return real.determinism();
    }

    @Override
    public void close() {
        letGo();
        real.close();
    }
}
