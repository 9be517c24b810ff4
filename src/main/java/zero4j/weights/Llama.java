package zero4j.weights;

import tools.jackson.databind.node.ObjectNode;

/** Llama: biases where {@code attention_bias} and {@code mlp_bias} say so. */
final class Llama extends ModelFamily {
    Llama() {
        super("LlamaForCausalLM", "llama", "Llama 2, 3 and their relatives");
    }

    @Override
    Biases biases(ConfigValues config, boolean attentionBias) {
        return new Biases(attentionBias, attentionBias, config.flag("mlp_bias"));
    }

    @Override
    void addKeys(ObjectNode config) {
        config.put("mlp_bias", false);
    }
}
