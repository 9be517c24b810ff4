package zero4j.weights;

import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/** Mistral: Llama without biases, with a sliding window wherever one is given. */
final class Mistral extends ModelFamily {
    Mistral() {
        super("MistralForCausalLM", "mistral", "Mistral: Llama with an optional sliding window");
    }

    @Override
    Biases biases(ConfigValues config, boolean attentionBias) {
        return new Biases(false, false, false);
    }

    @Override
    OptionalInt slidingWindow(ConfigValues config, int layers) {
        return config.has("sliding_window") ? OptionalInt.of(config.size("sliding_window")) : OptionalInt.empty();
    }

    @Override
    void addKeys(ObjectNode config) {
        addNoWindow(config);
    }
}
