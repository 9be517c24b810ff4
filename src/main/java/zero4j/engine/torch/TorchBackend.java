package zero4j.engine.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.InferenceMode;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.model.CausalLm;
import zero4j.model.KvCache;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionBuilder;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TokenBudget;
import zero4j.rollout.UniformDraws;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.Threads;

/**
 * Samples with LibTorch, on the CPU or a card.
 *
 * <p>On the CPU several workers decode at once, each on one core with its own slots; prompt i belongs to worker
 * {@code i mod workers}, so that the result does not depend on timing. Calls of {@link #generate} and {@link #load} wait
 * for each other.
 *
 * <p>The log-probability of a greedily chosen token is that of the model's distribution at temperature 1.
 */
public final class TorchBackend implements RolloutBackend {
    private final CausalLm lm;
    private final @Nullable Tokenizer tokenizer;
    private final boolean shared;
    private final int slotsPerWorker;
    private final Set<Integer> eos;
    private final int context;
    private final List<CacheHolder> caches;
    private final ExecutorService threads;
    private long version;

    private TorchBackend(CausalLm lm, @Nullable Tokenizer tokenizer, RolloutSettings settings, boolean shared) {
        this.lm = lm;
        this.tokenizer = tokenizer;
        this.shared = shared;
        int workers = settings.workers() == 0 && lm.placement().isCuda() ? 1 : Threads.resolve(settings.workers());
        this.slotsPerWorker = Math.ceilDiv(settings.slots(), workers);
        this.eos = new TreeSet<>(lm.config().eosTokenIds());
        if (tokenizer != null) {
            tokenizer.eos().ifPresent(eos::add);
        }
        this.context = lm.config().longestSequence();
        this.caches =
                IntStream.range(0, workers).mapToObj(_ -> new CacheHolder(lm)).toList();
        this.threads = Executors.newFixedThreadPool(
                workers, Thread.ofPlatform().daemon().name("rollout-", 0).factory());
    }

    /**
     * An engine with a model of its own, which {@link #load} overwrites and {@link #close} closes.
     *
     * @param tokenizer null gives completions without text, for prompts without stop strings
     */
    public static TorchBackend owning(CausalLm lm, @Nullable Tokenizer tokenizer, RolloutSettings settings) {
        return new TorchBackend(lm, tokenizer, settings, false);
    }

    /**
     * An engine that samples from a model somebody else changes and closes: {@link #load} takes over the version only. The
     * model must not change while {@link #generate} runs.
     */
    public static TorchBackend sharing(CausalLm lm, Tokenizer tokenizer, RolloutSettings settings) {
        return new TorchBackend(lm, tokenizer, settings, true);
    }

    @Override
    public synchronized List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        long[] streams = UniformDraws.streams(prompts);
        List<Job> jobs = IntStream.range(0, prompts.size())
                .mapToObj(i -> new Job(i, prompts.get(i), streams[i], TokenBudget.of(prompts.get(i), params, context)))
                .toList();
        Completion[][] results = new Completion[prompts.size()][params.samples()];
        Threads.manyCompute(() -> runWorkers(jobs, params, progress, results));
        return IntStream.range(0, prompts.size())
                .mapToObj(i -> new CompletionGroup(prompts.get(i), Arrays.asList(results[i])))
                .toList();
    }

    private void runWorkers(List<Job> jobs, SamplingParams params, Progress progress, Completion[][] results) {
        AtomicBoolean cancelled = new AtomicBoolean();
        Batch batch = new Batch(params, progress, results, version, cancelled);
        List<Future<?>> running = new ArrayList<>();
        for (int worker = 0; worker < Math.min(caches.size(), jobs.size()); worker++) {
            int first = worker;
            List<Job> share = jobs.stream()
                    .filter(job -> job.index() % caches.size() == first)
                    .toList();
            running.add(threads.submit(() -> work(caches.get(first), share, batch)));
        }
        awaitAll(running, cancelled);
    }

    /** What the workers of one call have in common. */
    private record Batch(
            SamplingParams params, Progress progress, Completion[][] results, long version, AtomicBoolean cancelled) {}

    private void work(CacheHolder holder, List<Job> jobs, Batch batch) {
        SamplingParams params = batch.params();
        int rows = (int) Math.min(slotsPerWorker, (long) jobs.size() * params.samples());
        int staged = Math.clamp(rows / 8, 1, 8);
        int longest = jobs.stream()
                .mapToInt(job -> job.promptLength() + job.budget())
                .max()
                .orElse(1);
        torch.set_num_threads(1);
        try (var _ = new InferenceMode(true);
                var _ = new PointerScope()) {
            KvCache cache = holder.of(rows + staged, DecodeLoop.length(longest, context));
            try (PromptStage stage = new PromptStage(lm, cache, rows, params.samples(), jobs)) {
                new DecodeLoop(
                                lm,
                                cache,
                                stage,
                                rows,
                                new TokenSampler(params, lm.placement()),
                                new UniformDraws(params.seed()),
                                listener(batch),
                                batch.cancelled()::get)
                        .run();
            }
        } catch (RuntimeException | Error e) {
            batch.cancelled().set(true);
            throw e;
        } finally {
            holder.release();
        }
    }

    private DecodeLoop.Listener listener(Batch batch) {
        return new DecodeLoop.Listener() {
            @Override
            public CompletionBuilder begin(Job job) {
                return new CompletionBuilder(job.prompt(), job.budget(), eos, tokenizer, batch.version());
            }

            @Override
            public void ended(Sequence sequence) {
                Completion completion = sequence.builder().build();
                batch.results()[sequence.job().index()][sequence.sample()] = completion;
                batch.progress().finished(completion);
            }
        };
    }

    private static void awaitAll(List<Future<?>> running, AtomicBoolean cancelled) {
        RuntimeException failure = null;
        for (Future<?> future : running) {
            try {
                awaitUninterrupted(future, cancelled);
            } catch (ExecutionException e) {
                RuntimeException cause = explained(e.getCause() == null ? e : e.getCause());
                if (failure == null) {
                    failure = cause;
                } else {
                    failure.addSuppressed(cause);
                }
            }
        }
        if (failure != null) {
            throw failure;
        }
        if (cancelled.get()) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while generating");
        }
    }

    /** Waits for the end of a worker even if interrupted: it uses memory that the caller may free. */
    private static void awaitUninterrupted(Future<?> future, AtomicBoolean cancelled) throws ExecutionException {
        while (true) {
            try {
                var _ = future.get();
                return;
            } catch (InterruptedException e) {
                cancelled.set(true);
            }
        }
    }

    private static RuntimeException explained(Throwable cause) {
        String message = String.valueOf(cause.getMessage());
        if (message.contains("out of memory") || message.contains("can't allocate memory")) {
            return new UserError(
                    "out of memory while generating; lower rollout.slots or rollout.max_new_tokens", cause);
        }
        return cause instanceof UserError error
                ? error
                : new IllegalStateException("generating failed: " + message, cause);
    }

    @Override
    public synchronized void load(PolicyWeights weights, long newVersion) {
        if (!shared) {
            WeightLoader.copy(weights, lm);
        }
        version = newVersion;
    }

    @Override
    public synchronized void close() {
        threads.shutdown();
        caches.forEach(CacheHolder::close);
        if (!shared) {
            lm.close();
        }
    }
}
