package zero4j.engine;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;

/** A request from its submission to its result, as the engine's threads see it. */
public final class ActiveRequest implements RequestHandle {
    private final RequestFeed feed;
    private final Submission submission;
    private final CompletionBuilder.Rules rules;
    private final GenerationRequest request;
    private final int index;
    private final int budget;
    private final UniformDraws draws;
    private final @Nullable TokenListener listener;
    private final Progress progress;
    private final @Nullable Completion[] results;
    private final AtomicInteger unsettled;
    private final CompletableFuture<CompletionGroup> result = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean over;
    /** The first sample that no worker has been given; guarded by the feed. */
    private int next;

    /** @param index place in the batch it was submitted with */
    ActiveRequest(
            RequestFeed feed,
            Submission submission,
            CompletionBuilder.Rules rules,
            GenerationRequest request,
            int index,
            int budget,
            @Nullable TokenListener listener,
            Progress progress) {
        this.feed = feed;
        this.submission = submission;
        this.rules = rules;
        this.request = request;
        this.index = index;
        this.budget = budget;
        this.listener = listener;
        this.progress = progress;
        int samples = request.params().samples();
        this.draws = new UniformDraws(
                request.params().seed(),
                UniformDraws.stream(request.prompt().question().id(), request.repeat()));
        this.results = new Completion[samples];
        this.unsettled = new AtomicInteger(samples);
    }

    public Prompt prompt() {
        return request.prompt();
    }

    public SamplingParams params() {
        return request.params();
    }

    /** Place in the batch it was submitted with. */
    public int index() {
        return index;
    }

    /** Most new tokens of a sample. */
    public int budget() {
        return budget;
    }

    /** Whether it was cancelled or has failed: none of its samples needs another token. */
    public boolean over() {
        return over;
    }

    /** Begins to decode one of its samples. */
    public Sample start(int sample) {
        boolean decodes = request.text() || !prompt().stop().strings().isEmpty();
        CompletionBuilder.Rules used = decodes ? rules : rules.withoutText();
        return new Sample(
                this, sample, new CompletionBuilder(prompt(), budget, used, request.ends(), listener != null));
    }

    /** Ends a sample that a worker was given and has not started, of a request that is over. */
    public void skip(int sample) {
        settle(sample, new Completion(new int[0], new float[0], "", FinishReason.CANCELLED, version()));
    }

    /** Ends the request, and those submitted together with it, with an error. */
    public void fail(Throwable cause) {
        submission.fail(cause);
    }

    @Override
    public void cancel() {
        if (ended.get()) {
            return;
        }
        over = true;
        int from = feed.withdraw(this);
        for (int sample = from; sample < results.length; sample++) {
            skip(sample);
        }
    }

    @Override
    public CompletableFuture<CompletionGroup> result() {
        // What follows on it may wait for the engine, which a thread that decodes must not.
        return result.thenApplyAsync(Function.identity(), Thread::startVirtualThread);
    }

    @Override
    public boolean isDone() {
        return result.isDone();
    }

    /** Waits for the result. */
    CompletionGroup await() throws InterruptedException, ExecutionException {
        return result.get();
    }

    /** Whether all its samples have ended, or it was abandoned. */
    boolean hasEnded() {
        return ended.get();
    }

    /** What it asks for. */
    Demand demand() {
        return Demand.of(prompt().tokens().length, results.length, budget);
    }

    UniformDraws draws() {
        return draws;
    }

    void heard(int sample, int token, float logprob, CompletionBuilder builder) {
        if (listener == null) {
            return;
        }
        try {
            listener.token(sample, token, logprob, builder.takeText());
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    void settle(int sample, Completion completion) {
        if (ended.get()) {
            return; // abandoned
        }
        results[sample] = completion;
        if (submission.failure() == null) {
            tell(sample, completion);
        }
        if (unsettled.decrementAndGet() == 0 && ended.compareAndSet(false, true) && feed.ended(this)) {
            finish();
        }
    }

    private void tell(int sample, Completion completion) {
        try {
            progress.finished(completion);
            if (listener != null) {
                listener.ended(sample, completion);
            }
        } catch (RuntimeException | Error e) {
            fail(e);
        }
    }

    /** Gives the result out. */
    void finish() {
        RuntimeException failure = submission.failure();
        if (failure != null) {
            result.completeExceptionally(failure);
        } else {
            result.complete(new CompletionGroup(prompt(), Arrays.asList(results)));
        }
    }

    /** Ends it where nobody decodes its samples any more. */
    void abandon(RuntimeException cause) {
        over = true;
        if (ended.compareAndSet(false, true)) {
            var _ = feed.ended(this);
            result.completeExceptionally(cause);
        }
    }

    /** Version of the weights that sample now. */
    long version() {
        return feed.version();
    }

    /** The samples that no worker has been given, at most {@code most}; the feed's. */
    Job give(int most) {
        int from = next;
        next = Math.min(results.length, from + most);
        return new Job(this, from, next);
    }

    /** Whether workers have been given all samples; the feed's. */
    boolean given() {
        return next == results.length;
    }

    /** As {@link #give} for all, without a worker; returns the first. */
    int giveUp() {
        int from = next;
        next = results.length;
        return from;
    }
}
