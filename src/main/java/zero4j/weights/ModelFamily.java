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

    /** Tokens that each position sees, itself included; empty: its whole context. */
    OptionalInt slidingWindow(ConfigValues config, int layers) {
        return OptionalInt.empty();
    }

    /** What the weights are called. */
    WeightNames names() {
        return WeightNames.LLAMA;
    }

    /** Adds the family's own keys to the {@code config.json} of a new model. */
    abstract void addKeys(ObjectNode config);

    /** The sliding window of the Qwen families, which is off unless it is switched on. */
    static OptionalInt switchedWindow(ConfigValues config, int layers) {
        if (!config.flag("use_sliding_window") || !config.has("sliding_window")) {
            return OptionalInt.empty();
        }
        if (config.has("max_window_layers")) {
            int full = config.integer("max_window_layers");
            if (full >= layers) {
                return OptionalInt.empty();
            }
            if (full > 0) {
                throw config.problem(
                        "max_window_layers",
                        full,
                        "0 or at least num_hidden_layers; a mix of windows is not supported");
            }
        }
        return OptionalInt.of(config.size("sliding_window"));
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
