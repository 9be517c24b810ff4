package zero4j.weights;

import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.node.ObjectNode;

/** Qwen 3 (dense): heads of q and k are normed. */
final class Qwen3 extends ModelFamily {
    Qwen3() {
        super("Qwen3ForCausalLM", "qwen3", "Qwen 3 (dense): RMS norms on the heads of q and k");
    }

    @Override
    Biases biases(ConfigValues config, boolean attentionBias) {
        return new Biases(attentionBias, attentionBias, false);
    }

    @Override
    OptionalInt headDim() {
        return OptionalInt.of(128); // the reference implementation's default, whatever the hidden size
    }

    @Override
    boolean qkNorm() {
        return true;
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
