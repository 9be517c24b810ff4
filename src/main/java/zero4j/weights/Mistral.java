package zero4j.weights;

import java.util.List;
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
    OptionalInt usualKvHeads() {
        return OptionalInt.of(8); // the reference implementation's default
    }

    @Override
    OptionalInt slidingWindow(ConfigValues config, int layers, List<LayerTypes.Attention> types) {
        return usualWindow(config); // of all layers, whatever layer_types says
    }

    @Override
    void addKeys(ObjectNode config) {
        addNoWindow(config);
    }
}
