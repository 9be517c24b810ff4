package zero4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import java.util.stream.IntStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.LibTorch;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamilies;
import zero4j.weights.ModelWeights;
import zero4j.weights.ParameterLayout;

/**
 * A decoder-only language model of one of the {@link ModelFamilies}, by its configuration.
 *
 * <p>Shapes use the words of the package. All tensors a method returns belong to the caller's innermost {@link PointerScope}.
 * Reading methods may run on several threads at once as long as nobody changes the parameters.
 */
public final class CausalLm implements AutoCloseable {
    private final ModelConfig config;
    private final DeviceAndDtype placement;
    private final Parameters parameters;
    private final @Nullable Adapter adapter;
    private final Rotary rotary;
    private final List<Block> blocks;
    private final Tensor embedding; // [vocab, width]
    private final Tensor finalNorm; // [width]
    private final Tensor head; // [vocab, width]
    private final long[] blockStarts; // where each block's parameters begin among the trainable ones
    private final long normStart; // where those of the final norm begin

    /**
     * A model with all parameters zero: see {@link ModelFiles#load} and {@link Initialisation}.
     *
     * @param trainable whether gradients are kept
     */
    public CausalLm(ModelConfig config, DeviceAndDtype placement, boolean trainable) {
        this(config, placement, trainable ? Gradients.KEPT : Gradients.NONE);
    }

    /** A model with all parameters zero. */
    public CausalLm(ModelConfig config, DeviceAndDtype placement, Gradients gradients) {
        this(config, placement, gradients, null);
    }

    /** A frozen model with all parameters zero, and an adapter that is trained. It closes the adapter. */
    CausalLm(ModelConfig config, DeviceAndDtype placement, Adapter adapter) {
        this(config, placement, Gradients.NONE, adapter);
    }

    private CausalLm(ModelConfig config, DeviceAndDtype placement, Gradients gradients, @Nullable Adapter adapter) {
        this(config, placement, parameters(config, placement, gradients), adapter);
    }

    private static Parameters parameters(ModelConfig config, DeviceAndDtype placement, Gradients gradients) {
        LibTorch.require("A model on LibTorch");
        return new Parameters(ParameterLayout.of(config.weights()), placement, gradients);
    }

    private CausalLm(ModelConfig config, DeviceAndDtype placement, Parameters parameters, @Nullable Adapter adapter) {
        this.config = config;
        this.placement = placement;
        this.parameters = parameters;
        this.adapter = adapter;
        this.rotary = new Rotary(config, placement);
        ModelWeights weights = config.weights();
        this.blocks = IntStream.range(0, config.layers())
                .mapToObj(layer -> new Block(layer, config, weights.blocks().get(layer), parameters, adapter))
                .toList();
        this.embedding = parameters.leaf(weights.embedding());
        this.finalNorm = parameters.leaf(weights.finalNorm());
        this.head = weights.tied() ? embedding : parameters.leaf(weights.head());
        this.blockStarts = weights.blocks().stream()
                .map(block -> ParameterLayout.of(block).leaves())
                .mapToLong(leaves ->
                        adapter == null ? parameters.at(leaves.getFirst().name()) : adapter.at(leaves))
                .toArray();
        this.normStart = adapter == null
                ? parameters.at(weights.finalNorm().name())
                : adapter.parameters().count();
    }

    /**
     * The same model for another thread: it computes with this one's parameters, and adds gradients to a buffer of its own. The
     * caller closes it; its parameters stay valid whichever of the two is closed first.
     */
    public CausalLm withOwnGradients() {
        return new CausalLm(
                config,
                placement,
                new Parameters(parameters, parameters.hasGradients()),
                adapter == null ? null : adapter.withOwnGradients());
    }

    /**
     * The model beneath the adapter, frozen: it computes with this one's parameters, which stay valid whichever of the two is
     * closed first. The caller closes it.
     */
    public CausalLm withoutAdapter() {
        return new CausalLm(config, placement, new Parameters(parameters, false), null);
    }

    /** Its configuration. */
    public ModelConfig config() {
        return config;
    }

    /** Where it lives and in which precision it computes. */
    public DeviceAndDtype placement() {
        return placement;
    }

    /** The parameters of the model itself, without any adapter. */
    public Parameters parameters() {
        return parameters;
    }

    /** What a learner changes: the adapter's parameters if there is an adapter, otherwise those of the model itself. */
    public Parameters trainable() {
        return adapter == null ? parameters : adapter.parameters();
    }

    /** Its adapter, if it has one. */
    public Optional<Adapter> adapter() {
        return Optional.ofNullable(adapter);
    }

    /**
     * A parameter as the model computes with it, in the model's type: with the adapter's product added where there is one.
     * Everywhere else it is a window of {@link #parameters()}.
     *
     * @param name as in {@link Parameters#named()}
     */
    public Tensor merged(String name) {
        Tensor weight = parameters.named().get(name);
        if (weight == null) {
            throw new IllegalStateException("the model has no parameter " + name);
        }
        return adapter == null ? weight : adapter.merged(name, weight);
    }

    /**
     * Final hidden states of whole sequences, [tokens, width], with autograd.
     *
     * @throws UserError if a sequence is longer than the model's context
     */
    public Tensor forward(PackedSequences batch) {
        checkLength(batch.longest());
        return run(batch.tokens(), batch.positions(), (layer, q, k, v) -> PackedAttention.attend(batch, q, k, v));
    }

    /**
     * Final hidden states of some tokens of whole sequences, [rows, width], with the way back to the parameters' gradients.
     *
     * @param rows int64 [rows], indices of tokens in the batch
     * @param checkpointing whether blocks are computed again on the way back instead of keeping what they computed
     * @throws UserError if a sequence is longer than the model's context
     */
    public RecordedForward record(PackedSequences batch, Tensor rows, boolean checkpointing) {
        return record(batch, rows, checkpointing, Optional.empty());
    }

    /**
     * As {@link #record(PackedSequences, Tensor, boolean)}, for the last backward pass of several that are added up.
     *
     * @param complete told on the way back from which place of {@link #trainable}'s flat buffer on nothing more will be added, each time
     *     that a stage of the model has added its part, and of 0 at the end
     */
    public RecordedForward record(
            PackedSequences batch, Tensor rows, boolean checkpointing, Optional<LongConsumer> complete) {
        checkLength(batch.longest());
        Rotary.Rotation angles = rotary.at(batch.positions());
        List<RecordedForward.Stage> stages = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            stages.add(new RecordedForward.Stage(
                    residual ->
                            block.forward(residual, angles, (layer, q, k, v) -> PackedAttention.attend(batch, q, k, v)),
                    blockStarts[i]));
        }
        stages.add(new RecordedForward.Stage(
                residual -> Block.norm(PackedSequences.select(residual, rows), finalNorm, config.rmsNormEps()),
                normStart));
        return new RecordedForward(
                () -> torch.embedding(embedding, batch.tokens()), stages, checkpointing, trainable(), complete);
    }

    /**
     * Like {@link #forward}, and writes keys and values into the cache.
     *
     * @param slots int64 [tokens], the cache slot of each token's sequence
     */
    public Tensor prefill(PackedSequences batch, KvCache cache, Tensor slots) {
        checkLength(batch.longest());
        return run(batch.tokens(), batch.positions(), (layer, q, k, v) -> {
            cache.write(layer, slots, batch.positions(), k, v);
            return PackedAttention.attend(batch, q, k, v);
        });
    }

    /**
     * One more token for the rows in slots {@code 0 … rows - 1}: final hidden states, [rows, width].
     *
     * @param tokens int64 [rows]
     * @param positions int64 [rows], the position of each token in its sequence
     * @param slots int64 [rows], {@code 0 … rows - 1}
     * @param length positions to look at: more than the largest of {@code positions}
     */
    public Tensor decode(Tensor tokens, Tensor positions, Tensor slots, long length, KvCache cache) {
        checkLength(length);
        long rows = tokens.size(0);
        Tensor seen = torch.arange(new Scalar(length), placement.options(ScalarType.Long))
                .le(positions.unsqueeze(1))
                .view(rows, 1, 1, length);
        boolean elementwise = SingleQueryAttention.suits(placement, rows, config.heads(), length, config.headDim());
        return run(tokens, positions, (layer, q, k, v) -> {
            cache.write(layer, slots, positions, k, v);
            Tensor keys = cache.keys(layer, rows, length);
            Tensor values = cache.values(layer, rows, length);
            return elementwise
                    ? SingleQueryAttention.attend(q, keys, values, seen, cache.scratch())
                    : PackedAttention.attend(q.unsqueeze(2), keys, values, seen).reshape(rows, -1);
        });
    }

    /** The weights of the output layer, padding included: a leaf of autograd if they are trained. */
    public Tensor head() {
        return head;
    }

    /** The gradient of the output layer's weights, without the padding, float32 [vocab, width]; null if they are frozen. */
    public @Nullable Tensor headGradient() {
        ModelWeights weights = config.weights();
        Tensor gradient =
                parameters.outputGradient(weights.tied() ? weights.embedding() : weights.head(), weights.tied());
        return gradient == null ? null : ofTokens(gradient);
    }

    /** Rows of the output layer that are tokens', of its weights or their gradient: [vocab, width]. */
    private Tensor ofTokens(Tensor rows) {
        return config.tokens() == config.vocabSize() ? rows : rows.narrow(0, 0, config.tokens());
    }

    /** The output layer of {@link #logits(Tensor, Tensor)} in float32, [vocab, width]: in bfloat16 a copy, without autograd. */
    public Tensor scoringHead() {
        return ofTokens(head.detach()).to(ScalarType.Float);
    }

    /** Scores of every next token in float32, [tokens, vocab], from final hidden states, [tokens, width]. */
    public Tensor logits(Tensor hidden) {
        return logits(hidden, ofTokens(head).to(ScalarType.Float));
    }

    /**
     * As {@link #logits(Tensor)}, where the output layer has been converted once for many calls.
     *
     * @param head float32, [vocab, width]
     */
    public static Tensor logits(Tensor hidden, Tensor head) {
        // Not only the result: logits rounded to bfloat16 would make sampler and learner disagree.
        return torch.linear(hidden.to(ScalarType.Float), head);
    }

    private Tensor run(Tensor tokens, Tensor positions, Block.Attend attention) {
        Rotary.Rotation angles = rotary.at(positions);
        Tensor residual = torch.embedding(embedding, tokens); // [tokens, width]
        for (Block block : blocks) {
            residual = block.forward(residual, angles, attention);
        }
        return Block.norm(residual, finalNorm, config.rmsNormEps());
    }

    private void checkLength(long length) {
        if (length > config.maxPositionEmbeddings()) {
            throw new UserError(
                    "a sequence of " + Words.counted(length, "token") + " is longer than the model's context of "
                            + config.maxPositionEmbeddings() + " (max_position_embeddings in config.json)");
        }
        int window = config.slidingWindow().orElse(Integer.MAX_VALUE);
        if (length > window) {
            throw new UserError("a sequence of " + Words.counted(length, "token")
                    + " is longer than the model's sliding window of "
                    + window + " (sliding_window, of the layers that layer_types or max_window_layers name); windowed"
                    + " attention is not supported, so keep prompts and budgets within it");
        }
    }

    @Override
    public void close() {
        rotary.close();
        if (adapter != null) {
            adapter.close();
        }
        parameters.close();
    }
}
