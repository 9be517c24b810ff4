package zero4j.weights;

import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;
import zero4j.Registry;

/**
 * A family of decoder-only models: what its {@code config.json} says in its own way, and what its weights are called. Its
 * computation is always that of Llama, with the variants that a {@link ModelConfig} can describe.
 *
 * <p>A family is a class of its own that overrides what differs from Llama, named in {@link ModelFamilies}. Configurations,
 * both sampling engines, the learner, adapters and files know models by nothing else.
 */
public abstract class ModelFamily implements Registry.Entry {
    /** The reference implementation's default of {@code sliding_window}. */
    private static final int USUAL_WINDOW = 4096;
    /** The reference implementation's default of {@code max_window_layers}. */
    private static final int USUAL_FULL_LAYERS = 28;

    private final String architecture;
    private final String name;
    private final String help;

    /**
     * @param architecture see {@link #architecture()}
     * @param name see {@link #name()}
     * @param help see {@link #help()}
     */
    ModelFamily(String architecture, String name, String help) {
        this.architecture = architecture;
        this.name = name;
        this.help = help;
    }

    /** Value of {@code architectures} in {@code config.json}, for example {@code LlamaForCausalLM}. */
    public final String architecture() {
        return architecture;
    }

    /** Value of {@code model_type} in {@code config.json}, for example {@code llama}. */
    @Override
    public final String name() {
        return name;
    }

    /** Which models it is, and what is special about them. */
    @Override
    public final String help() {
        return help;
    }

    /** The linear layers of a block by the last word of their names, in the order of the forward pass. */
    public final List<String> linearLayers() {
        return names().linearLayers();
    }

    /**
     * Which linear layers have biases.
     *
     * @param qkv the projections to queries, keys and values
     * @param attentionOutput the projection from attention to the residual stream
     * @param mlp all three of the MLP
     */
    record Biases(boolean qkv, boolean attentionOutput, boolean mlp) {}

    /** @param attentionBias what {@code config.json} says under that key */
    abstract Biases biases(ConfigValues config, boolean attentionBias);

    /** Width of a head where {@code head_dim} is not given; empty: the hidden size divided by the heads. */
    OptionalInt headDim() {
        return OptionalInt.empty();
    }

    /** Whether the heads of q and k pass through an RMS norm of their own. */
    boolean qkNorm() {
        return false;
    }

    /** Heads of keys and values where {@code num_key_value_heads} is not given; empty: as many as of queries. */
    OptionalInt usualKvHeads() {
        return OptionalInt.empty();
    }

    /**
     * Tokens that a position sees where it sees fewest, itself included; empty: its whole context in all layers.
     *
     * @param types what each layer sees; empty where nothing is said
     */
    OptionalInt slidingWindow(ConfigValues config, int layers, List<LayerTypes.Attention> types) {
        if (types.contains(LayerTypes.Attention.SLIDING)) {
            throw config.problem(
                    LayerTypes.KEY,
                    config.node(LayerTypes.KEY),
                    "full_attention only; this family has no sliding window");
        }
        return OptionalInt.empty();
    }

    /** What the weights are called. */
    WeightNames names() {
        return WeightNames.LLAMA;
    }

    /** Adds the family's own keys to the {@code config.json} of a new model. */
    abstract void addKeys(ObjectNode config);

    /** The sliding window of the Qwen families, which is off unless it is switched on; not all layers need have it. */
    static OptionalInt switchedWindow(ConfigValues config, int layers, List<LayerTypes.Attention> types) {
        OptionalInt window = config.flag("use_sliding_window") ? usualWindow(config) : OptionalInt.empty();
        if (types.contains(LayerTypes.Attention.SLIDING) && window.isEmpty()) {
            throw config.problem(
                    LayerTypes.KEY,
                    config.node(LayerTypes.KEY),
                    "full_attention only, since use_sliding_window and sliding_window give no window");
        }
        int full = config.has("max_window_layers") ? config.integer("max_window_layers") : USUAL_FULL_LAYERS;
        boolean used = types.isEmpty() ? full < layers : types.contains(LayerTypes.Attention.SLIDING);
        return used ? window : OptionalInt.empty();
    }

    /** {@code sliding_window}: without the key the reference implementation's default, none where it is null. */
    static OptionalInt usualWindow(ConfigValues config) {
        if (config.node("sliding_window") == null) {
            return OptionalInt.of(USUAL_WINDOW);
        }
        return config.has("sliding_window") ? OptionalInt.of(config.size("sliding_window")) : OptionalInt.empty();
    }

    /** The keys of a family that can have a window, for a model without one. */
    static void addNoWindow(ObjectNode config) {
        config.putNull("sliding_window");
        config.put("use_sliding_window", false);
    }

    @Override
    public final String toString() {
        return architecture;
    }
}
