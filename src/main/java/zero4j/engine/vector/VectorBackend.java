package zero4j.engine.vector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.TokenBudget;
import zero4j.rollout.UniformDraws;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/**
 * Samples on the CPU in pure Java.
 *
 * <p>A completion's tokens and log-probabilities are the same bits whatever is sampled beside it, on whichever slot, by however
 * many threads. Calls of {@link #generate} and {@link #load} wait for each other.
 *
 * <p>Small models are decoded by every thread on its own, with its own sequences, so that threads never wait for each other.
 * Large ones, whose weights come from memory and not from the cores' cache, are decoded by all threads together. See
 * {@link Division}.
 *
 * <p>The log-probability of a greedily chosen token is that of the model's distribution at temperature 1.
 */
public final class VectorBackend implements RolloutBackend {
    private final VectorModel model;
    private final @Nullable Tokenizer tokenizer;
    private final int slots;
    private final int members;
    private final Division division;
    private final Set<Integer> eos;
    private final RotaryTable rotary;
    private final ExecutorService threads;
    private final List<Workbench> apart = new ArrayList<>();
    private @Nullable Workbench together;
    private boolean complete;
    private long version;

    private VectorBackend(
            ModelConfig config,
            boolean half,
            @Nullable Tokenizer tokenizer,
            RolloutSettings settings,
            Division division) {
        MemoryCheck.require(
                (double) VectorModel.bytes(config, half),
                "the model's weights",
                "use a smaller model, or dtype bfloat16");
        this.model = new VectorModel(config, half);
        this.tokenizer = tokenizer;
        this.slots = settings.slots();
        this.members = settings.workers() > 0
                ? settings.workers()
                : Runtime.getRuntime().availableProcessors();
        this.division = division;
        this.rotary = new RotaryTable(config);
        this.eos = new TreeSet<>(config.eosTokenIds());
        if (tokenizer != null) {
            tokenizer.eos().ifPresent(eos::add);
        }
        this.threads = Executors.newFixedThreadPool(
                members, Thread.ofPlatform().daemon().name("rollout-", 0).factory());
    }

    /**
     * An engine with the weights of a folder.
     *
     * @param tokenizer null gives completions without text, for prompts without stop strings
     * @param settings of which slots and workers matter; 0 workers are one per core
     * @param dtype {@code F32}, or {@code BF16} to round weights, keys and values to bfloat16; sums are float32 in any case
     * @throws UserError if a tensor is missing, has another shape than the configuration says, or is not finite, or if the
     *     weights are larger than the memory
     */
    public static VectorBackend open(
            Path folder, @Nullable Tokenizer tokenizer, RolloutSettings settings, Dtype dtype) {
        return open(folder, tokenizer, settings, dtype, Division.AUTOMATIC);
    }

    static VectorBackend open(
            Path folder, @Nullable Tokenizer tokenizer, RolloutSettings settings, Dtype dtype, Division division) {
        if (dtype != Dtype.F32 && dtype != Dtype.BF16) {
            throw new IllegalArgumentException("weights cannot be kept as " + dtype + "; expected F32 or BF16");
        }
        try (ModelFolder files = ModelFolder.open(folder)) {
            VectorBackend backend =
                    new VectorBackend(files.config(), dtype == Dtype.BF16, tokenizer, settings, division);
            try {
                backend.load(new FolderWeights(files, backend.model.names()), 0);
                return backend;
            } catch (RuntimeException e) {
                backend.close();
                throw e instanceof UserError ? new UserError("cannot load " + folder + ": " + e.getMessage(), e) : e;
            }
        }
    }

    /**
     * An engine with weights that somebody hands over.
     *
     * @throws UserError as {@link #open} does
     */
    public static VectorBackend of(
            ModelConfig config,
            PolicyWeights weights,
            @Nullable Tokenizer tokenizer,
            RolloutSettings settings,
            Dtype dtype) {
        VectorBackend backend = new VectorBackend(config, dtype == Dtype.BF16, tokenizer, settings, Division.AUTOMATIC);
        try {
            backend.load(weights, 0);
            return backend;
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    /** Why this engine cannot be used on this machine, or would be far too slow; empty if it can. */
    public static Optional<String> problem() {
        return Machine.problem();
    }

    /** The model's configuration. */
    public ModelConfig config() {
        return model.config();
    }

    @Override
    public synchronized List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        if (!complete) {
            throw new IllegalStateException("the engine has no complete weights");
        }
        int[] budgets = prompts.stream()
                .mapToInt(
                        prompt -> TokenBudget.of(prompt, params, model.config().longestSequence()))
                .toArray();
        int longest = IntStream.range(0, budgets.length)
                .map(i -> prompts.get(i).tokens().length + budgets[i])
                .max()
                .orElse(0);
        rotary.extend(longest);
        long samples = (long) prompts.size() * params.samples();
        int live = (int) Math.min(slots, samples);
        CacheNeed need =
                CacheNeed.of(prompts, budgets, params.samples(), PagePool.pageBytes(model.config(), model.isHalf()));
        requireMemory(need, live);
        Completion[][] results = new Completion[prompts.size()][params.samples()];
        if (samples > 0) {
            Batch batch = new Batch(
                    params,
                    new UniformDraws(params.seed()),
                    jobs(prompts, budgets, params.samples(), workers(live)),
                    results,
                    progress,
                    eos,
                    tokenizer,
                    version,
                    new AtomicBoolean());
            run(batch, live, need);
        }
        return IntStream.range(0, prompts.size())
                .mapToObj(i -> new CompletionGroup(prompts.get(i), Arrays.asList(results[i])))
                .toList();
    }

    /** How many take jobs of their own. */
    private int workers(int live) {
        return division.together(live, members, model.bytes()) ? 1 : members;
    }

    /** A job is a whole group, unless there are too few groups for all workers. */
    private Queue<Job> jobs(List<Prompt> prompts, int[] budgets, int samples, int workers) {
        long[] streams = UniformDraws.streams(prompts);
        long all = (long) prompts.size() * samples;
        int most = (int) Math.min(samples, Math.ceilDiv(all, workers));
        Queue<Job> jobs = new ConcurrentLinkedQueue<>();
        for (int i = 0; i < budgets.length; i++) {
            for (int from = 0; from < samples; from += most) {
                jobs.add(new Job(i, prompts.get(i), streams[i], budgets[i], from, Math.min(samples, from + most)));
            }
        }
        return jobs;
    }

    private void requireMemory(CacheNeed need, int live) {
        MemoryCheck.require(
                model.bytes() + need.bytes(live),
                "the weights and a cache of " + live + " sequences of up to " + need.length() + " tokens",
                "lower rollout.slots or rollout.max_new_tokens");
    }

    private void run(Batch batch, int live, CacheNeed need) {
        Crew crew = new Crew(threads, batch.cancelled());
        boolean done = false;
        try {
            if (division.together(live, members, model.bytes())) {
                runTogether(crew, batch, live);
            } else {
                int share = Math.ceilDiv(live, members);
                runApart(crew, batch, Division.residents(share, need.usualBytes(), model.bytes()));
            }
            crew.await();
            done = true;
        } finally {
            if (!done) {
                closeBenches(); // their barriers may be broken, and their caches hold sequences
            }
        }
    }

    private void runTogether(Crew crew, Batch batch, int live) {
        Workbench bench = together;
        if (bench == null || !bench.suits(live)) {
            close(bench);
            together = null;
            bench = new Workbench(model, rotary, members, live);
            together = bench;
        }
        Workbench used = bench;
        Team team = new Team(used.barrier());
        crew.start(() -> team.lead(() -> new DecodeLoop(batch, used, team, live).run()));
        for (int i = 1; i < members; i++) {
            int member = i;
            crew.start(() -> team.follow(member));
        }
    }

    private void runApart(Crew crew, Batch batch, int share) {
        for (int i = 0; i < members; i++) {
            if (i == apart.size()) {
                apart.add(new Workbench(model, rotary, 1, share));
            } else if (!apart.get(i).suits(share)) {
                apart.get(i).close();
                apart.set(i, new Workbench(model, rotary, 1, share));
            }
        }
        for (Workbench bench : apart) { // when all are there: what fails above must not leave a thread at work
            Team team = new Team(bench.barrier());
            crew.start(() -> new DecodeLoop(batch, bench, team, share).run());
        }
    }

    /** Pages that sequences hold: none between batches. */
    synchronized int pagesInUse() {
        int pages = apart.stream().mapToInt(bench -> bench.pool().inUse()).sum();
        return together == null ? pages : pages + together.pool().inUse();
    }

    @Override
    public synchronized void load(PolicyWeights weights, long newVersion) {
        complete = false;
        model.load(weights);
        complete = true;
        version = newVersion;
    }

    private void closeBenches() {
        apart.forEach(Workbench::close);
        apart.clear();
        close(together);
        together = null;
    }

    private static void close(@Nullable Workbench bench) {
        if (bench != null) {
            bench.close();
        }
    }

    @Override
    public synchronized void close() {
        threads.shutdown();
        closeBenches();
        model.close();
    }
}
