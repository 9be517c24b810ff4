package zero4j.model;

import java.util.ArrayList;
import java.util.List;
import zero4j.model.Parameters.Leaf;
import zero4j.model.Parameters.Part;
import zero4j.weights.ModelConfig;

/** Which parameters a configuration has: names as in Hugging Face checkpoints, joined where one product serves several. */
final class ParameterLayout {
    private ParameterLayout() {}

    static List<Leaf> of(ModelConfig c) {
        List<Leaf> leaves = new ArrayList<>();
        leaves.add(new Leaf("model.embed_tokens.weight", c.vocabSize(), c.hiddenSize()));
        for (int layer = 0; layer < c.layers(); layer++) {
            addLayer(leaves, c, prefix(layer));
        }
        leaves.add(new Leaf("model.norm.weight", c.hiddenSize(), 0));
        if (!c.tieWordEmbeddings()) {
            leaves.add(new Leaf("lm_head.weight", c.vocabSize(), c.hiddenSize()));
        }
        return List.copyOf(leaves);
    }

    static String prefix(int layer) {
        return "model.layers." + layer + ".";
    }

    private static void addLayer(List<Leaf> leaves, ModelConfig c, String prefix) {
        long queries = (long) c.heads() * c.headDim();
        long keys = (long) c.kvHeads() * c.headDim();
        String attention = prefix + "self_attn.";
        leaves.add(new Leaf(prefix + "input_layernorm.weight", c.hiddenSize(), 0));
        leaves.add(joined(attention + "qkv_proj.weight", attention, ".weight", queries, keys, c.hiddenSize()));
        if (c.attentionBias()) {
            leaves.add(joined(attention + "qkv_proj.bias", attention, ".bias", queries, keys, 0));
        }
        if (c.qkNorm()) {
            leaves.add(new Leaf(attention + "q_norm.weight", c.headDim(), 0));
            leaves.add(new Leaf(attention + "k_norm.weight", c.headDim(), 0));
        }
        leaves.add(new Leaf(attention + "o_proj.weight", c.hiddenSize(), queries));
        if (c.attentionOutputBias()) {
            leaves.add(new Leaf(attention + "o_proj.bias", c.hiddenSize(), 0));
        }
        leaves.add(new Leaf(prefix + "post_attention_layernorm.weight", c.hiddenSize(), 0));
        addMlp(leaves, c, prefix + "mlp.");
    }

    private static Leaf joined(String name, String prefix, String suffix, long queries, long keys, long columns) {
        List<Part> parts = List.of(
                new Part(prefix + "q_proj" + suffix, queries),
                new Part(prefix + "k_proj" + suffix, keys),
                new Part(prefix + "v_proj" + suffix, keys));
        return new Leaf(name, parts, columns);
    }

    private static void addMlp(List<Leaf> leaves, ModelConfig c, String mlp) {
        leaves.add(gateAndUp(mlp, ".weight", c, c.hiddenSize()));
        leaves.add(new Leaf(mlp + "down_proj.weight", c.hiddenSize(), c.intermediateSize()));
        if (c.mlpBias()) {
            leaves.add(gateAndUp(mlp, ".bias", c, 0));
            leaves.add(new Leaf(mlp + "down_proj.bias", c.hiddenSize(), 0));
        }
    }

    private static Leaf gateAndUp(String mlp, String suffix, ModelConfig c, long columns) {
        List<Part> parts = List.of(
                new Part(mlp + "gate_proj" + suffix, c.intermediateSize()),
                new Part(mlp + "up_proj" + suffix, c.intermediateSize()));
        return new Leaf(mlp + "gate_up_proj" + suffix, parts, columns);
    }
}
