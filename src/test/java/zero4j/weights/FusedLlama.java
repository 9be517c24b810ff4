package zero4j.weights;

import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A family whose checkpoints have other names than Llama's and keep q, k, v and gate, up in one tensor each. */
public final class FusedLlama extends ModelFamily {
    private FusedLlama() {
        super("FusedLlamaForCausalLM", "fused-llama", "Llama with joined tensors, for tests");
    }

    /** The same model as one of this family. */
    public static ModelConfig of(ModelConfig llama) {
        return ConfigReader.parse(llama.json(), "fused", new FusedLlama());
    }

    @Override
    Biases biases(ConfigValues config, boolean attentionBias) {
        return new Biases(attentionBias, attentionBias, config.flag("mlp_bias"));
    }

    @Override
    void addKeys(ObjectNode config) {}

    @Override
    WeightNames names() {
        return new WeightNames(
                "transformer.wte",
                "transformer.h.%d.",
                "norm1",
                List.of("attn.qkv"),
                "attn.norm_q",
                "attn.norm_k",
                "attn.out",
                "norm2",
                List.of("mlp.gate_up"),
                "mlp.out",
                "transformer.norm",
                "output");
    }
}
