package zero4j.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.OptionalLibrary;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.engine.http.HttpBackend;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.model.SequenceScores;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.SamplingParams;
import zero4j.template.StopRule;
import zero4j.template.Templates;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.LibTorch;
import zero4j.torch.Threads;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/**
 * A model from a folder that continues prompts and scores texts, with its tokenizer if it has one. The engine that samples and
 * the model that scores are each loaded when they are first needed. Not thread-safe.
 */
public final class LoadedModel implements AutoCloseable {
    /** Where a server computes is its own affair. */
    static final String SERVER = "server";

    private static final String PROBE = "What is 12 + 30? Think, then answer.";
    private static final String SCORING = "Scoring texts";

    private final Path folder;
    private final Compute compute;
    private final ModelConfig config;
    private final List<String> warnings;
    private final OptionalTokenizer tokenizer;
    private final Optional<ServedArgument> served;
    private @Nullable RolloutBackend backend;
    private @Nullable CausalLm scorer;

    private LoadedModel(
            Path folder,
            Compute compute,
            ModelConfig config,
            List<String> warnings,
            OptionalTokenizer tokenizer,
            Optional<ServedArgument> served) {
        this.served = served;
        this.folder = folder;
        this.compute = compute;
        this.config = config;
        this.warnings = List.copyOf(warnings);
        this.tokenizer = tokenizer;
    }

    /** Opens a model to be used on the CPU; see {@link #open(String, Compute)}. */
    public static LoadedModel open(String model) {
        return open(model, Compute.DEFAULT);
    }

    /**
     * Opens a model; its weights are read when they are needed.
     *
     * @param model {@code nano}, a Hugging Face folder, or the folder of a run, which stands for its latest checkpoint; or the address of a
     *     server, and behind {@code #} the folder of its tokenizer: it continues prompts, and scores nothing
     * @throws UserError if there is none
     */
    public static LoadedModel open(String model, Compute compute) {
        if (ServedArgument.is(model)) {
            ServedArgument served = ServedArgument.of(model);
            return new LoadedModel(
                    served.folder(),
                    compute,
                    served.config(),
                    List.of(),
                    OptionalTokenizer.of(served.folder()),
                    Optional.of(served));
        }
        OptionalLibrary.LIBTORCH.require("A session with a model");
        LibTorchUse.require(compute);
        Path folder = ModelArgument.unchanged(model);
        try (ModelFolder files = ModelFolder.open(folder)) {
            return new LoadedModel(
                    folder, compute, files.config(), files.warnings(), OptionalTokenizer.of(folder), Optional.empty());
        }
    }

    /**
     * The same to score texts, which LibTorch does.
     *
     * @throws zero4j.LibraryMissing if that is not there
     */
    public static LoadedModel openToScore(String model, Compute compute) {
        if (!ServedArgument.is(model)) {
            LibTorch.require(SCORING);
        }
        return open(model, compute);
    }

    /** The folder it is read from. */
    public Path folder() {
        return folder;
    }

    /** What tells it apart from others: its folder, or the address of the server. */
    public String identity() {
        return served.map(ServedArgument::address)
                .orElseGet(() -> folder.toAbsolutePath().normalize().toString());
    }

    /** Where it computes, and in which precision. */
    public DeviceAndDtype placement() {
        return compute.placement();
    }

    /** The same in words; of a server its own. */
    public String device() {
        return served.isPresent() ? SERVER : compute.placement().toString();
    }

    /** What samples, for people; a server with its model and weights. */
    public String engine() {
        if (served.isPresent()) {
            return backend() instanceof HttpBackend servers ? servers.found().getFirst() : SERVER;
        }
        return RolloutEngine.inWords(compute.engine(), compute.placement());
    }

    /** Completions that decode at the same time. */
    int slots() {
        return compute.slots();
    }

    public ModelConfig config() {
        return config;
    }

    /** What is strange about its files, in sentences for people. */
    public List<String> warnings() {
        return warnings;
    }

    /** Its tokenizer; a model without one takes and gives token ids. */
    public Optional<Tokenizer> tokenizer() {
        return tokenizer.get();
    }

    /**
     * Its tokenizer.
     *
     * @param what needs it
     * @throws UserError if it has none
     */
    public Tokenizer tokenizerFor(String what) {
        return tokenizer.required(what);
    }

    /** The engine that samples; owned by this. */
    public RolloutBackend backend() {
        if (backend == null) {
            backend = served.isPresent()
                    ? ofServer(served.get())
                    : RolloutEngine.of(folder, tokenizer.get().orElse(null), compute);
        }
        return backend;
    }

    private RolloutBackend ofServer(ServedArgument server) {
        HttpBackend opened = server.open(tokenizer.required("a server's model"), compute.slots());
        try {
            opened.requireSameTokens(prompt(PROBE));
            return opened;
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** A text as a prompt, behind the tokenizer's BOS. */
    public Prompt prompt(String text) {
        return prompt(text, tokenizerFor("a prompt").encodePrompt(text));
    }

    /** Token ids as a prompt. */
    public Prompt prompt(int... tokens) {
        return prompt(tokenizer.get().map(t -> t.decode(tokens, false)).orElse(""), tokens);
    }

    private static Prompt prompt(String text, int[] tokens) {
        return new Prompt(question(text), text, tokens, StopRule.NONE);
    }

    /** A question as a prompt in the template of that name. */
    public Prompt prompt(String template, String question) {
        return new Prompting(Templates.byName(template), tokenizerFor("a template")).apply(question(question));
    }

    private static Question question(String text) {
        return new Question("prompt", text, List.of("?"), Map.of());
    }

    /** Continues a prompt once; {@link #backend} continues many at the same time. */
    public Completion generate(Prompt prompt, SamplingParams params) {
        return backend()
                .generate(List.of(prompt), params, RolloutBackend.Progress.NONE)
                .getFirst()
                .completions()
                .getFirst();
    }

    /**
     * How likely the model finds a sequence.
     *
     * @param tokens at least one
     * @return log-probability (nats, temperature 1) of every token but the first, given those before it, [tokens - 1]
     */
    public float[] logprobs(int... tokens) {
        CausalLm lm = scorer();
        try (var _ = Threads.oneComputes(compute.cores())) {
            return SequenceScores.logprobs(lm, tokens);
        }
    }

    /**
     * Scores of every token of the vocabulary to follow the one at a position, [vocab].
     *
     * @param position from 0 to {@code tokens.length - 1}
     */
    public float[] logits(int[] tokens, int position) {
        CausalLm lm = scorer();
        try (var _ = Threads.oneComputes(compute.cores())) {
            return SequenceScores.logits(lm, tokens, position);
        }
    }

    private CausalLm scorer() {
        if (served.isPresent()) {
            throw new UserError(served.get().address() + " is a server, which continues prompts and scores no texts;"
                    + " name the folder of the model");
        }
        if (scorer == null) {
            LibTorch.require(SCORING);
            scorer = ModelFiles.load(folder, compute.placement(), false);
        }
        return scorer;
    }

    /** Gives back the memory of the weights; they are read again if they are needed again. */
    void release() {
        if (backend != null) {
            backend.close();
            backend = null;
        }
        if (scorer != null) {
            scorer.close();
            scorer = null;
        }
    }

    @Override
    public void close() {
        release();
    }
}
