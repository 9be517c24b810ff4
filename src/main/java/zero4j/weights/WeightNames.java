package zero4j.weights;

import java.util.List;
import java.util.stream.Stream;

/**
 * What a family's checkpoints call the weights of each role, without {@code .weight} and {@code .bias}. Several names of one
 * role are tensors that lie under each other in that order; a single one holds all their rows.
 *
 * @param embedding the embedding matrix
 * @param block what the names of a block begin with; {@code %d} stands for its number, from 0
 * @param attentionNorm norm before attention
 * @param qkv projections to queries, keys and values: three names, or one
 * @param queryNorm norm of the heads of q, where there is one
 * @param keyNorm norm of the heads of k, where there is one
 * @param output projection from attention to the residual stream
 * @param mlpNorm norm before the MLP
 * @param gateUp projections into the MLP, first the one that goes through the activation: two names, or one
 * @param down projection from the MLP to the residual stream
 * @param finalNorm norm after the last block
 * @param head the output layer
 */
record WeightNames(
        String embedding,
        String block,
        String attentionNorm,
        List<String> qkv,
        String queryNorm,
        String keyNorm,
        String output,
        String mlpNorm,
        List<String> gateUp,
        String down,
        String finalNorm,
        String head) {
    /** Llama's, which most families have taken over. */
    static final WeightNames LLAMA = new WeightNames(
            "model.embed_tokens",
            "model.layers.%d.",
            "input_layernorm",
            List.of("self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"),
            "self_attn.q_norm",
            "self_attn.k_norm",
            "self_attn.o_proj",
            "post_attention_layernorm",
            List.of("mlp.gate_proj", "mlp.up_proj"),
            "mlp.down_proj",
            "model.norm",
            "lm_head");

    WeightNames {
        qkv = List.copyOf(qkv);
        gateUp = List.copyOf(gateUp);
        if ((qkv.size() != 1 && qkv.size() != 3) || gateUp.isEmpty() || gateUp.size() > 2) {
            throw new IllegalArgumentException("joined otherwise than one can say: " + qkv + ", " + gateUp);
        }
    }

    /** The linear layers of a block by the last word of their names, in the order of the forward pass. */
    List<String> linearLayers() {
        return Stream.of(qkv, List.of(output), gateUp, List.of(down))
                .flatMap(List::stream)
                .map(name -> name.substring(name.lastIndexOf('.') + 1))
                .toList();
    }
}
