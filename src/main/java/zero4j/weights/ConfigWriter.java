package zero4j.weights;

import java.util.OptionalInt;
import java.util.SortedSet;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The text of {@code config.json}. */
final class ConfigWriter {
    private ConfigWriter() {}

    static String fresh(
            ModelFamily family,
            ModelShape shape,
            int vocabSize,
            OptionalInt bosTokenId,
            SortedSet<Integer> eosTokenIds) {
        ObjectNode json = StrictJson.MAPPER.createObjectNode();
        json.putArray("architectures").add(family.architecture());
        json.put("model_type", family.name());
        json.put("vocab_size", vocabSize);
        json.put("hidden_size", shape.hiddenSize());
        json.put("intermediate_size", shape.intermediateSize());
        json.put("num_hidden_layers", shape.layers());
        json.put("num_attention_heads", shape.heads());
        json.put("num_key_value_heads", shape.kvHeads());
        json.put("head_dim", shape.hiddenSize() / Math.max(1, shape.heads()));
        json.put("hidden_act", "silu");
        json.put("max_position_embeddings", shape.contextLength());
        json.put("rms_norm_eps", 1e-6);
        json.put("rope_theta", shape.ropeTheta());
        json.putNull("rope_scaling");
        json.put("tie_word_embeddings", shape.tieWordEmbeddings());
        json.put("attention_bias", false);
        family.addKeys(json);
        json.put("attention_dropout", 0.0);
        json.put("initializer_range", 0.02);
        bosTokenId.ifPresent(id -> json.put("bos_token_id", id));
        putEos(json, eosTokenIds);
        json.put("use_cache", true);
        json.put("torch_dtype", Dtype.F32.torchName());
        return StrictJson.pretty(json);
    }

    private static void putEos(ObjectNode json, SortedSet<Integer> ids) {
        if (ids.size() == 1) {
            json.put("eos_token_id", (int) ids.first());
            return;
        }
        ArrayNode list = json.putArray("eos_token_id");
        ids.forEach(list::add);
    }

    static String withDtype(String json, Dtype dtype) {
        ObjectNode root = StrictJson.object(json, "config.json");
        boolean newKey = root.has("dtype") && !root.has("torch_dtype");
        root.put(newKey ? "dtype" : "torch_dtype", dtype.torchName());
        if (!newKey && root.has("dtype")) {
            root.put("dtype", dtype.torchName());
        }
        return StrictJson.pretty(root);
    }

    static String untied(String json) {
        ObjectNode root = StrictJson.object(json, "config.json");
        root.put("tie_word_embeddings", false);
        return StrictJson.pretty(root);
    }
}
