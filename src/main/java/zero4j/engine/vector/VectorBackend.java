package zero4j.engine.vector;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;
import zero4j.engine.Demand;
import zero4j.engine.EngineSettings;
import zero4j.engine.FolderWeights;
import zero4j.engine.RequestEngine;
import zero4j.engine.RequestFeed;
import zero4j.engine.Workers;
import zero4j.rollout.Determinism;
import zero4j.rollout.PolicyWeights;
import zero4j.tokenizer.Tokenizer;
import zero4j.vector.Machine;
import zero4j.vector.RotaryTable;
import zero4j.vector.SharedWeights;
import zero4j.vector.ThreadTeam;
import zero4j.vector.VectorModel;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/**
 * Samples on the CPU in pure Java.
 *
 * <p>A completion's tokens and log-probabilities are the same bits whatever is sampled beside it, on whichever slot, by however
 * many threads.
 *
 * <p>Small models are decoded by every thread on its own, with its own sequences, so that threads never wait for each other.
 * Large ones, whose weights come from memory and not from the cores' cache, are decoded by all threads together. See
 * {@link Parallelism}; it is found when an engine at rest begins to decode.
 *
 * <p>The log-probability of a greedily chosen token is that of the model's distribution at temperature 1.
 */
public final class VectorBackend extends RequestEngine {
    private final VectorModel model;
    private final int slots;
    private final int members;
    private final Parallelism parallelism;
    private final RotaryTable rotary;
    private final List<DecodeBuffers> own = new ArrayList<>();
    private @Nullable DecodeBuffers shared;

    private VectorBackend(
            ModelConfig config,
            boolean half,
            @Nullable Tokenizer tokenizer,
            EngineSettings settings,
            Parallelism parallelism) {
        this(model(config, half), tokenizer, settings, parallelism, members(settings));
    }

    private VectorBackend(
            VectorModel model,
            @Nullable Tokenizer tokenizer,
            EngineSettings settings,
            Parallelism parallelism,
            int members) {
        super(model.config(), tokenizer, members, model.isShared());
        this.model = model;
        this.slots = settings.slots();
        this.members = members;
        this.parallelism = parallelism;
        this.rotary = new RotaryTable(model.config());
    }

    private static VectorModel model(ModelConfig config, boolean half) {
        MemoryCheck.require(
                (double) VectorModel.bytes(config, half),
                "the model's weights",
                "use a smaller model, or dtype bfloat16");
        return new VectorModel(config, half);
    }

    private static int members(EngineSettings settings) {
        return settings.workers() > 0
                ? settings.workers()
                : Runtime.getRuntime().availableProcessors();
    }

    /**
     * An engine with the weights of a folder.
     *
     * @param tokenizer null gives completions without text, for prompts without stop strings
     * @param settings 0 workers are one per core
     * @param dtype {@code F32}, or {@code BF16} to round weights, keys and values to bfloat16; sums are float32 in any case
     * @throws UserError if a tensor is missing, has another shape than the configuration says, or is not finite, or if the
     *     weights are larger than the memory
     */
    public static VectorBackend open(Path folder, @Nullable Tokenizer tokenizer, EngineSettings settings, Dtype dtype) {
        return open(folder, tokenizer, settings, dtype, Parallelism.AUTOMATIC);
    }

    static VectorBackend open(
            Path folder, @Nullable Tokenizer tokenizer, EngineSettings settings, Dtype dtype, Parallelism parallelism) {
        if (dtype != Dtype.F32 && dtype != Dtype.BF16) {
            throw new IllegalArgumentException("weights cannot be kept as " + dtype + "; expected F32 or BF16");
        }
        try (ModelFolder files = ModelFolder.open(folder)) {
            VectorBackend backend =
                    new VectorBackend(files.config(), dtype == Dtype.BF16, tokenizer, settings, parallelism);
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
            EngineSettings settings,
            Dtype dtype) {
        VectorBackend backend =
                new VectorBackend(config, dtype == Dtype.BF16, tokenizer, settings, Parallelism.AUTOMATIC);
        try {
            backend.load(weights, 0);
            return backend;
        } catch (RuntimeException e) {
            backend.close();
            throw e;
        }
    }

    /**
     * An engine that samples from weights of somebody else's, who changes them only while nothing is sampled, and then hands them over.
     */
    public static VectorBackend sharing(SharedWeights weights, @Nullable Tokenizer tokenizer, EngineSettings settings) {
        return new VectorBackend(
                VectorModel.of(weights), tokenizer, settings, Parallelism.AUTOMATIC, members(settings));
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
    public Determinism determinism() {
        return Determinism.INDEPENDENT_OF_BATCH;
    }

    @Override
    protected boolean batchesAlone() {
        return false;
    }

    @Override
    protected void prepare(Demand demand, List<Demand> inFlight) {
        rotary.extend(demand.length());
        List<Demand> longestFirst = Stream.concat(Stream.of(demand), inFlight.stream())
                .sorted(Comparator.comparingInt(Demand::length).reversed())
                .toList();
        int live = 0;
        double bytes = model.bytes();
        for (Demand each : longestFirst) {
            int more = (int) Math.min(slots - live, each.samples());
            live += more;
            bytes += need(each).bytes(more, members);
        }
        MemoryCheck.require(
                bytes,
                "the weights and a cache of " + Words.counted(live, "sequence") + " of up to "
                        + Words.counted(longestFirst.getFirst().length(), "token"),
                "lower rollout.slots or rollout.max_new_tokens");
    }

    /** Sequences that are decoded at the same time where so much is asked for. */
    private int live(Demand demand) {
        return (int) Math.min(slots, demand.samples());
    }

    private CacheNeed need(Demand demand) {
        return new CacheNeed(demand, BlockPool.blockBytes(model.config(), model.isHalf()));
    }

    @Override
    protected void decode(RequestFeed requests, Workers threads) {
        int live = live(requests.demand());
        threads.run(
                parallelism.isTensor(live, members, model.bytes())
                        ? tensorParallel(requests, live)
                        : dataParallel(requests));
    }

    private List<Runnable> tensorParallel(RequestFeed feed, int live) {
        DecodeBuffers buffers = shared;
        if (buffers == null || !buffers.suits(live)) {
            close(buffers);
            shared = null;
            buffers = new DecodeBuffers(model, rotary, members, live);
            shared = buffers;
        }
        feed.expect(1);
        ThreadTeam team = new ThreadTeam(buffers.barrier());
        DecodeLoop loop = new DecodeLoop(feed, 1, buffers, team, this::live);
        List<Runnable> work = new ArrayList<>();
        work.add(() -> team.lead(loop::run));
        for (int i = 1; i < members; i++) {
            int member = i;
            work.add(() -> team.follow(member));
        }
        return work;
    }

    private List<Runnable> dataParallel(RequestFeed feed) {
        int share = share(feed.demand());
        for (int i = 0; i < members; i++) {
            if (i == own.size()) {
                own.add(new DecodeBuffers(model, rotary, 1, share));
            } else if (!own.get(i).suits(share)) {
                own.get(i).close();
                own.set(i, new DecodeBuffers(model, rotary, 1, share));
            }
        }
        feed.expect(members);
        return own.stream()
                .<Runnable>map(buffers -> () ->
                        new DecodeLoop(feed, members, buffers, new ThreadTeam(buffers.barrier()), this::share).run())
                .toList();
    }

    /** Sequences that a thread decodes on its own. */
    private int share(Demand demand) {
        return Parallelism.residents(
                Math.ceilDiv(live(demand), members), need(demand).usualBytes(), model.bytes());
    }

    /** Blocks that sequences hold: none at rest. */
    int blocksInUse() {
        int blocks = own.stream().mapToInt(buffers -> buffers.pool().inUse()).sum();
        return shared == null ? blocks : blocks + shared.pool().inUse();
    }

    @Override
    protected void overwrite(PolicyWeights weights) {
        model.load(weights);
    }

    /** Barriers may be broken, and caches hold sequences. */
    @Override
    protected void discard() {
        own.forEach(DecodeBuffers::close);
        own.clear();
        close(shared);
        shared = null;
    }

    private static void close(@Nullable DecodeBuffers buffers) {
        if (buffers != null) {
            buffers.close();
        }
    }

    @Override
    protected void free() {
        discard();
        model.close();
    }
}
