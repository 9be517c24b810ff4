package zero4j.engine.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import zero4j.engine.Demand;
import zero4j.engine.EngineSettings;
import zero4j.engine.Job;
import zero4j.engine.RequestEngine;
import zero4j.engine.RequestFeed;
import zero4j.engine.Workers;
import zero4j.model.CausalLm;
import zero4j.model.KvCache;
import zero4j.rollout.Determinism;
import zero4j.rollout.PolicyWeights;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.Threads;

/**
 * Samples with LibTorch, on the CPU or a card.
 *
 * <p>On the CPU several workers decode at once, each on one core with its own slots. A batch is decoded with nothing beside it;
 * its prompt i belongs to worker {@code i mod workers}, and the size of each cache follows from the batch, so that its result
 * depends neither on timing nor on what was sampled before. Single requests share caches: the last bits of a log-prob, and
 * with them a token, may depend on what is decoded beside them.
 *
 * <p>The log-probability of a greedily chosen token is that of the model's distribution at temperature 1.
 */
public final class TorchBackend extends RequestEngine {
    /** Positions of a cache for single requests, at least; longer requests make it twice as long, and so on. */
    private static final int REQUEST_CONTEXT = 512;

    private final CausalLm lm;
    private final boolean shared;
    private final int slotsPerWorker;
    private final int context;
    private final List<CacheHolder> caches;

    private TorchBackend(
            CausalLm lm, @Nullable Tokenizer tokenizer, EngineSettings settings, boolean shared, int workers) {
        super(lm.config(), tokenizer, workers, true);
        this.lm = lm;
        this.shared = shared;
        this.slotsPerWorker = Math.ceilDiv(settings.slots(), workers);
        this.context = lm.config().longestSequence();
        this.caches =
                IntStream.range(0, workers).mapToObj(_ -> new CacheHolder(lm)).toList();
    }

    private static int workers(CausalLm lm, EngineSettings settings) {
        return settings.workers() == 0 && lm.placement().isCuda() ? 1 : Threads.resolve(settings.workers());
    }

    /**
     * An engine with a model of its own, which {@link #load} overwrites and {@link #close} closes.
     *
     * @param tokenizer null gives completions without text, for prompts without stop strings
     */
    public static TorchBackend owning(CausalLm lm, @Nullable Tokenizer tokenizer, EngineSettings settings) {
        return new TorchBackend(lm, tokenizer, settings, false, workers(lm, settings));
    }

    /**
     * An engine that samples from a model somebody else changes and closes: {@link #load} takes over the version only. The
     * model must not change while requests are in flight.
     */
    public static TorchBackend sharing(CausalLm lm, Tokenizer tokenizer, EngineSettings settings) {
        return new TorchBackend(lm, tokenizer, settings, true, workers(lm, settings));
    }

    @Override
    public Determinism determinism() {
        return Determinism.SAME_CALL;
    }

    @Override
    protected boolean batchesAlone() {
        return true;
    }

    @Override
    protected void prepare(Demand demand, List<Demand> inFlight) {}

    @Override
    protected void decode(RequestFeed requests, Workers threads) {
        List<Job> batch = requests.batch();
        // Once for all that is decoded before weights can change: in bfloat16 it is a copy of the whole layer.
        try (var _ = new InferenceMode(true);
                var _ = new PointerScope()) {
            Tensor head = lm.scoringHead(); // float32 [vocab, width]
            Threads.manyCompute(
                    () -> threads.run(batch == null ? serving(head, requests) : sharing(head, batch, requests)));
        }
    }

    /** Each worker's share of a batch, of which some requests may have been cancelled. */
    private List<Runnable> sharing(Tensor head, List<Job> batch, RequestFeed feed) {
        List<Runnable> work = new ArrayList<>();
        for (int i = 0; i < caches.size(); i++) {
            int worker = i;
            List<Job> share = batch.stream()
                    .filter(job -> job.request().index() % caches.size() == worker)
                    .toList();
            if (!share.isEmpty()) {
                work.add(() -> compute(caches.get(worker), holder -> decode(holder, head, share, feed)));
            }
        }
        return work;
    }

    private void decode(CacheHolder holder, Tensor head, List<Job> jobs, RequestFeed feed) {
        long samples = jobs.stream().mapToLong(Job::samples).sum();
        int rows = (int) Math.min(slotsPerWorker, samples);
        int longest = jobs.stream()
                .mapToInt(job -> JobSource.length(job.request()))
                .max()
                .orElse(1);
        KvCache cache = holder.exactly(rows + staged(rows), TensorDecodeLoop.length(longest, context));
        decode(cache, head, rows, JobSource.batch(jobs), feed);
    }

    /** Workers that take single requests as they come. */
    private List<Runnable> serving(Tensor head, RequestFeed feed) {
        feed.expect(caches.size());
        return caches.stream()
                .<Runnable>map(holder -> () -> compute(holder, own -> serve(own, head, feed)))
                .toList();
    }

    private void serve(CacheHolder holder, Tensor head, RequestFeed feed) {
        int rows = slotsPerWorker;
        for (Job job = feed.await(1); job != null; job = feed.await(1)) {
            int longest = JobSource.length(job.request());
            int rounded = Math.max(REQUEST_CONTEXT, Integer.highestOneBit(Math.max(1, longest - 1)) * 2);
            KvCache cache = holder.atLeast(rows + staged(rows), TensorDecodeLoop.length(rounded, context));
            decode(cache, head, rows, JobSource.feed(job, feed, cache.context()), feed);
        }
    }

    /** Prompts that are read together. */
    private static int staged(int rows) {
        return Math.clamp(rows / 8, 1, 8);
    }

    private void decode(KvCache cache, Tensor head, int rows, JobSource source, RequestFeed feed) {
        try (PromptStage stage = new PromptStage(lm, head, cache, rows, source)) {
            new TensorDecodeLoop(lm, head, cache, stage, rows, feed::stopped).run();
        }
    }

    private interface Computing {
        void with(CacheHolder holder);
    }

    private static void compute(CacheHolder holder, Computing work) {
        torch.set_num_threads(1);
        try (var _ = new InferenceMode(true);
                var _ = new PointerScope()) {
            work.with(holder);
        } finally {
            holder.release();
        }
    }

    @Override
    protected void overwrite(PolicyWeights weights) {
        if (!shared) {
            WeightLoader.copy(weights, lm);
        }
    }

    @Override
    protected void discard() {
        // A cache is overwritten by the next sequences.
    }

    @Override
    protected void free() {
        caches.forEach(CacheHolder::close);
        if (!shared) {
            lm.close();
        }
    }
}
