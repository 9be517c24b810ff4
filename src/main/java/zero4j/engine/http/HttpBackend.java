package zero4j.engine.http;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import zero4j.SettingChecks;
import zero4j.engine.CompletionBuilder;
import zero4j.engine.GenerationRequest;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.Engines;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.rollout.ServerSettings;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.ModelConfig;

/**
 * Samples on servers that speak vLLM's or SGLang's protocol, or both as this program's own do. Token ids go there and come back; text is
 * made of them here, and completions end here, as in every other engine.
 *
 * <p>The completions of a question are one request, which goes to the server with the fewest tokens to give. What a server does not
 * answer is asked of another one. A server whose weights are not those that it should have is not used.
 *
 * <p>{@link #load} waits for the requests that were sent, unless weights may change in flight: then tokens of one completion may be of
 * several versions, which it knows.
 */
public final class HttpBackend implements RolloutBackend {
    private static final String INDEPENDENT = SettingChecks.word(Determinism.INDEPENDENT_OF_BATCH);
    /** Completions of one request: its answer has to fit into memory. */
    private static final int MOST_SAMPLES = 256;

    private final Opening opening;
    private final ServerConnection connection;
    private final Fleet fleet;
    private final GroupRun.Sampling sampling;
    private final WeightFolders folders;
    private final HandOver handOver;
    private final Semaphore slots;
    private final RequestGate gate = new RequestGate();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    /** No other training's labels are these, be the steps the same. */
    private final String nonce =
            HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());

    /** Weights that were handed over, counted: a version may come twice. */
    private int handed;

    /**
     * What an engine on servers is opened with.
     *
     * @param dialect {@link Engines#VLLM} or {@link Engines#SGLANG}
     * @param config of the model that the servers serve
     * @param folder of that model, whose tokenizer files go beside the weights
     * @param tokenizer null gives completions without text, for prompts without stop strings
     * @param slots completions that are asked for at the same time, of all servers together
     * @param weights folder of this training alone that all servers see; made as needed
     * @param control whether weights will be handed over
     * @param says told of what is waited for
     */
    public record Opening(
            Engines.Engine dialect,
            ServerSettings settings,
            ModelConfig config,
            Path folder,
            @Nullable Tokenizer tokenizer,
            int slots,
            Path weights,
            boolean control,
            Consumer<String> says) {}

    private HttpBackend(Opening opening, ServerConnection connection) {
        this.opening = opening;
        this.connection = connection;
        this.fleet = new Fleet(connection.connect());
        this.slots = new Semaphore(opening.slots(), true);
        TreeSet<Integer> eos = new TreeSet<>(opening.config().eosTokenIds());
        if (opening.tokenizer() != null) {
            opening.tokenizer().eos().ifPresent(eos::add);
        }
        boolean inFlight = opening.settings().inFlight();
        this.sampling = new GroupRun.Sampling(
                fleet,
                gate,
                connection.patience(),
                new CompletionBuilder.Rules(eos, opening.tokenizer()),
                eos,
                opening.config().vocabSize(),
                inFlight,
                threads);
        this.folders = new WeightFolders(opening.weights(), opening.config(), opening.folder());
        this.handOver = new HandOver(fleet, folders, threads, inFlight);
    }

    /**
     * An engine on servers that are there, or are just starting.
     *
     * @throws zero4j.UserError if one of them does not become ready in time, serves another model than the others, or cannot do what is
     *     needed
     */
    public static HttpBackend open(Opening opening) {
        Duration control = Duration.ofSeconds(opening.settings().updateDeadline());
        return open(
                opening,
                new Patience(
                        Duration.ofSeconds(opening.settings().requestDeadline()),
                        control,
                        opening.control() ? control : ServerConnection.LOOK,
                        Patience.Pauses.REAL));
    }

    static HttpBackend open(Opening opening, Patience patience) {
        ServerConnection connection = new ServerConnection(opening, patience);
        try {
            HttpBackend backend = new HttpBackend(opening, connection);
            if (opening.control()) {
                backend.folders.begin();
            }
            return backend;
        } catch (RuntimeException | Error e) {
            connection.close();
            throw e;
        }
    }

    /** What each server was found to be, a line for each. */
    public List<String> found() {
        return fleet.replicas().stream()
                .map(one -> one.address() + " is " + one.facts().inWords(opening.control()))
                .toList();
    }

    /** Servers that are not used, and why, a line for each. */
    public List<String> unused() {
        return fleet.replicas().stream()
                .filter(one -> !one.inUse())
                .map(Replica::reason)
                .toList();
    }

    /**
     * Whether servers take sequences that are long enough.
     *
     * @param tokens longest sequence that they will be asked for
     * @throws zero4j.UserError if one does not
     */
    public void requireContext(int tokens) {
        ServerConnection.requireContext(fleet.replicas(), opening.config(), tokens);
    }

    /**
     * Whether servers make the same token ids of a prompt's text, as far as they say what they make of it.
     *
     * @throws zero4j.UserError if one does not
     */
    public void requireSameTokens(Prompt prompt) {
        TokenCheck.require(fleet.replicas(), prompt);
    }

    @Override
    public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
        ServerBatch batch = new ServerBatch(sampling, slots);
        Map<String, Integer> asked = new HashMap<>();
        for (Prompt prompt : prompts) {
            int repeat = asked.merge(prompt.question().id(), 1, Integer::sum) - 1;
            GenerationRequest request = new GenerationRequest(prompt, params, repeat);
            request.check(opening.config().vocabSize(), opening.tokenizer() != null);
            batch.add(prompt, runs(request, progress));
        }
        try {
            return prompts.isEmpty() ? List.of() : batch.sample();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while generating", e);
        }
    }

    /** One for the group, or several where it is larger than all that may be asked for at the same time. */
    private List<GroupRun> runs(GenerationRequest request, Progress progress) {
        int most = Math.min(opening.slots(), MOST_SAMPLES);
        int budget = request.budget(context());
        int samples = request.params().samples();
        List<GroupRun> runs = new ArrayList<>();
        for (int from = 0; from < samples; from += most) {
            int count = Math.min(most, samples - from);
            runs.add(new GroupRun(sampling, request, from, count, budget, progress));
        }
        return runs;
    }

    private int context() {
        return fleet.replicas().stream()
                .mapToInt(one -> one.facts().context().orElse(Integer.MAX_VALUE))
                .reduce(opening.config().longestSequence(), Math::min);
    }

    /**
     * Hands new weights to all servers: their folder is written, then requests wait until servers have taken it.
     *
     * @throws zero4j.UserError if the folder cannot be written, or no server has taken them
     */
    @Override
    public synchronized void load(PolicyWeights weights, long version) {
        String label = version + "-" + nonce + "-" + handed++;
        Handed given = new Handed(version, label, weights, folders.write(weights, label));
        try {
            gate.close(!opening.settings().inFlight());
            try {
                handOver.give(given);
            } finally {
                gate.open();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while servers take weights", e);
        }
    }

    @Override
    public boolean takesWeightsInFlight() {
        return opening.settings().inFlight();
    }

    /** That of our own engines which are independent of the batch, where all servers have them; others promise nothing. */
    @Override
    public Determinism determinism() {
        return fleet.replicas().stream()
                        .allMatch(one ->
                                one.facts().ours() && one.facts().determinism().equals(INDEPENDENT))
                ? Determinism.INDEPENDENT_OF_BATCH
                : Determinism.NONE;
    }

    /** Servers go on with the weights that they have; the folders of weights are deleted. */
    @Override
    public void close() {
        threads.shutdownNow();
        connection.close();
        if (opening.control()) {
            folders.remove();
        }
    }
}
