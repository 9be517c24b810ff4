package zero4j.engine;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.SamplingParams;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.ModelConfig;

/**
 * What engines that decode in this process have in common: the queue of requests, their budgets and random numbers, results,
 * errors, and weights that change between requests only. A subclass decodes.
 *
 * <p>An error while decoding ends all requests that had begun; those that wait go on. The engine stays usable.
 */
public abstract class RequestEngine implements PausableGeneration {
    private final RequestFeed feed;
    private final Workers workers;
    private final CompletionBuilder.Rules rules;
    private final int context;
    private final int vocabulary;
    /** Held while weights change or the engine is closed. */
    private final Object changing = new Object();

    private boolean released;

    /**
     * An engine without work.
     *
     * @param config the model's; the tokenizer's EOS is added to its own
     * @param tokenizer null gives completions without text, for prompts without stop strings
     * @param workers decoding threads
     * @param complete whether it has weights to sample from before the first {@link #load}
     */
    protected RequestEngine(ModelConfig config, @Nullable Tokenizer tokenizer, int workers, boolean complete) {
        this.context = config.longestSequence();
        this.vocabulary = config.vocabSize();
        this.feed = new RequestFeed(complete);
        TreeSet<Integer> ends = new TreeSet<>(config.eosTokenIds());
        if (tokenizer != null) {
            tokenizer.eos().ifPresent(ends::add);
        }
        this.rules = new CompletionBuilder.Rules(ends, tokenizer);
        this.workers = new Workers(workers, feed);
    }

    /**
     * Decodes until the feed has nothing left or is stopped; all work has ended on return. On the first of the workers.
     */
    protected abstract void decode(RequestFeed requests, Workers threads);

    /**
     * Gets ready for requests.
     *
     * @param inFlight what the requests that have not ended ask for, each
     * @throws zero4j.UserError if the memory is too small for them beside those; nothing of them is kept then
     */
    protected abstract void prepare(Demand demand, List<Demand> inFlight);

    /** Whether a batch is decoded with nothing beside it, so that its results depend on nothing else. */
    protected abstract boolean batchesAlone();

    /** Overwrites the weights; nothing is being decoded. */
    protected abstract void overwrite(PolicyWeights weights);

    /** Drops what a failed or stopped run has left in caches. */
    protected abstract void discard();

    /** Frees everything; nothing is being decoded. */
    protected abstract void free();

    @Override
    public final RequestHandle submit(GenerationRequest request) {
        return submitOne(request, null);
    }

    @Override
    public final RequestHandle submit(GenerationRequest request, TokenListener listener) {
        return submitOne(request, listener);
    }

    private ActiveRequest submitOne(GenerationRequest request, @Nullable TokenListener listener) {
        return submit(List.of(request), listener, Progress.NONE, false)
                .requests()
                .getFirst();
    }

    private Submission submit(
            List<GenerationRequest> requests, @Nullable TokenListener listener, Progress progress, boolean alone) {
        requireWeights();
        requests.forEach(request -> request.check(vocabulary, rules.tokenizer() != null));
        Demand demand = Demand.of(requests, context);
        prepare(demand, feed.demands());
        Submission submission = new Submission(alone, demand);
        for (int i = 0; i < requests.size(); i++) {
            GenerationRequest request = requests.get(i);
            int budget = request.budget(context);
            submission.add(new ActiveRequest(feed, submission, rules, request, i, budget, listener, progress));
        }
        if (feed.add(submission)) {
            workers.start(this::work);
        }
        return submission;
    }

    private void requireWeights() {
        if (!feed.isComplete()) {
            throw EngineFailure.incomplete();
        }
    }

    /** Run after run, until the engine is at rest. */
    private void work() {
        while (feed.startRun()) {
            RuntimeException failure = null;
            try {
                decode(feed, workers);
            } catch (RuntimeException | Error e) {
                failure = EngineFailure.explained(e);
            }
            if (failure != null || feed.stopped()) {
                discard();
            }
            feed.endRun(failure);
        }
    }

    @Override
    public final List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        refuseOwnThreads("generate");
        requireWeights();
        if (prompts.isEmpty()) {
            return List.of();
        }
        Map<String, Integer> asked = new HashMap<>();
        List<GenerationRequest> requests = prompts.stream()
                .map(prompt -> new GenerationRequest(
                        prompt, params, asked.merge(prompt.question().id(), 1, Integer::sum) - 1))
                .toList();
        return submit(requests, null, progress, batchesAlone()).await();
    }

    @Override
    public final void load(PolicyWeights weights, long version) {
        refuseOwnThreads("load");
        synchronized (changing) {
            feed.hold();
            try {
                if (feed.isClosed()) {
                    throw EngineFailure.closed();
                }
                replace(weights, version);
            } finally {
                if (feed.release()) {
                    workers.start(this::work);
                }
            }
        }
    }

    @Override
    public final void pause() {
        refuseOwnThreads("pause");
        feed.pause();
    }

    @Override
    public final void resume() {
        if (feed.resume()) {
            workers.start(this::work);
        }
    }

    @Override
    public final void loadPaused(PolicyWeights weights, long version) {
        refuseOwnThreads("loadPaused");
        synchronized (changing) {
            if (!feed.isPaused()) {
                throw new IllegalStateException("weights cannot change in mid-completion: the engine is not paused");
            }
            if (feed.isClosed()) {
                throw EngineFailure.closed();
            }
            try {
                replace(weights, version);
            } catch (RuntimeException e) {
                feed.failBegun(e);
                throw e;
            }
        }
    }

    private void replace(PolicyWeights weights, long version) {
        boolean done = false;
        try {
            overwrite(weights);
            feed.completed(version);
            done = true;
        } finally {
            if (!done) {
                feed.spoilt();
            }
        }
    }

    /** A thread of the engine that waited for the engine would wait forever. */
    private void refuseOwnThreads(String what) {
        if (workers.includeCaller()) {
            throw new IllegalStateException(what + " was called by a listener of the engine, on a thread that decodes");
        }
    }

    @Override
    public final int inFlight() {
        return feed.inFlight();
    }

    /** Ends the requests in flight and those that wait, with an error that says so. */
    @Override
    public final void close() {
        refuseOwnThreads("close");
        feed.close();
        synchronized (changing) {
            if (!released) {
                released = true;
                feed.hold();
                workers.shutdown();
                free();
            }
        }
    }
}
