package zero4j.model;

import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import zero4j.weights.ModelConfig;

/** One transformer block: attention and gated MLP, each behind an RMS norm and added to the residual stream. */
final class Block {
    /** How the queries of a batch see keys and values. */
    @FunctionalInterface
    interface Attention {
        /**
         * The attended values, [tokens, heads * dim].
         *
         * @param query [tokens, heads, dim]
         * @param key [tokens, kvHeads, dim]
         * @param value [tokens, kvHeads, dim]
         */
        Tensor apply(int layer, Tensor query, Tensor key, Tensor value);
    }

    private final int layer;
    private final ModelConfig config;
    private final Tensor attentionNorm;
    private final Tensor qkv;
    private final @Nullable Tensor qkvBias;
    private final @Nullable Tensor queryNorm;
    private final @Nullable Tensor keyNorm;
    private final Tensor output;
    private final @Nullable Tensor outputBias;
    private final Tensor mlpNorm;
    private final Tensor gateUp;
    private final @Nullable Tensor gateUpBias;
    private final Tensor down;
    private final @Nullable Tensor downBias;

    Block(int layer, ModelConfig config, Parameters parameters) {
        String prefix = ParameterLayout.prefix(layer);
        this.layer = layer;
        this.config = config;
        attentionNorm = parameters.leaf(prefix + "input_layernorm.weight");
        qkv = parameters.leaf(prefix + "self_attn.qkv_proj.weight");
        qkvBias = config.attentionBias() ? parameters.leaf(prefix + "self_attn.qkv_proj.bias") : null;
        queryNorm = config.qkNorm() ? parameters.leaf(prefix + "self_attn.q_norm.weight") : null;
        keyNorm = config.qkNorm() ? parameters.leaf(prefix + "self_attn.k_norm.weight") : null;
        output = parameters.leaf(prefix + "self_attn.o_proj.weight");
        outputBias = config.attentionOutputBias() ? parameters.leaf(prefix + "self_attn.o_proj.bias") : null;
        mlpNorm = parameters.leaf(prefix + "post_attention_layernorm.weight");
        gateUp = parameters.leaf(prefix + "mlp.gate_up_proj.weight");
        gateUpBias = config.mlpBias() ? parameters.leaf(prefix + "mlp.gate_up_proj.bias") : null;
        down = parameters.leaf(prefix + "mlp.down_proj.weight");
        downBias = config.mlpBias() ? parameters.leaf(prefix + "mlp.down_proj.bias") : null;
    }

    /** From and to the residual stream, [tokens, width]. */
    Tensor forward(Tensor residual, Rotary.Angles angles, Attention attention) {
        Tensor attended = residual.add(attend(norm(residual, attentionNorm), angles, attention));
        return attended.add(mlp(norm(attended, mlpNorm)));
    }

    private Tensor attend(Tensor x, Rotary.Angles angles, Attention attention) {
        long tokens = x.size(0);
        long dim = config.headDim();
        long heads = config.heads();
        long kvHeads = config.kvHeads();
        Tensor all = linear(x, qkv, qkvBias).view(tokens, heads + 2 * kvHeads, dim);
        if (queryNorm != null && keyNorm != null) {
            TensorVector parts = torch.split_with_sizes(all, new long[] {heads, kvHeads, kvHeads}, 1);
            Tensor query = Rotary.rotate(norm(parts.get(0), queryNorm), angles);
            Tensor key = Rotary.rotate(norm(parts.get(1), keyNorm), angles);
            return linear(attention.apply(layer, query, key, parts.get(2)), output, outputBias);
        }
        TensorVector parts = torch.split_with_sizes(all, new long[] {heads + kvHeads, kvHeads}, 1);
        TensorVector rotated =
                torch.split_with_sizes(Rotary.rotate(parts.get(0), angles), new long[] {heads, kvHeads}, 1);
        return linear(attention.apply(layer, rotated.get(0), rotated.get(1), parts.get(1)), output, outputBias);
    }

    private Tensor mlp(Tensor x) {
        TensorVector both = torch.chunk(linear(x, gateUp, gateUpBias), 2, 1); // 2 x [tokens, inner]
        Tensor gated = torch.silu(both.get(0)).mul(both.get(1));
        return linear(gated, down, downBias);
    }

    private Tensor norm(Tensor x, Tensor weight) {
        return norm(x, weight, config.rmsNormEps());
    }

    static Tensor norm(Tensor x, Tensor weight, double eps) {
        return torch.rms_norm(x, new long[] {weight.size(0)}, new TensorOptional(weight), new DoubleOptional(eps));
    }

    private static Tensor linear(Tensor x, Tensor weight, @Nullable Tensor bias) {
        return bias == null ? torch.linear(x, weight) : torch.linear(x, weight, new TensorOptional(bias));
    }
}
