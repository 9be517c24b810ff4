package zero4j.weights;

import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/** Qwen 2: q, k and v always have biases, nothing else has. */
final class Qwen2 extends ModelFamily {
    Qwen2() {
        super("Qwen2ForCausalLM", "qwen2", "Qwen 2, 2.5 and Qwen2.5-Math: biases on q, k and v");
    }

    @Override
    Biases biases(ConfigValues config, boolean attentionBias) {
        return new Biases(true, false, false);
    }

    @Override
    OptionalInt usualKvHeads() {
        return OptionalInt.of(32); // the reference implementation's default
    }

    @Override
    OptionalInt slidingWindow(ConfigValues config, int layers, List<LayerTypes.Attention> types) {
        return switchedWindow(config, layers, types);
    }

    @Override
    void addKeys(ObjectNode config) {
        addNoWindow(config);
    }
}
