package zero4j.model;

import java.util.List;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelWeights.BlockWeights;

/** One transformer block: attention and gated MLP, each behind an RMS norm and added to the residual stream. */
final class Block {
    /** How the queries of a batch see keys and values. */
    @FunctionalInterface
    interface Attend {
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
    private final Projection qkv;
    private final @Nullable Tensor queryNorm;
    private final @Nullable Tensor keyNorm;
    private final Projection output;
    private final Tensor mlpNorm;
    private final Projection gateUp;
    private final Projection down;

    Block(int layer, ModelConfig config, BlockWeights weights, Parameters parameters, @Nullable Adapter adapter) {
        this.layer = layer;
        this.config = config;
        attentionNorm = parameters.leaf(weights.attentionNorm());
        qkv = parameters.projection(weights.qkv(), adapter);
        queryNorm = weights.queryNorm().map(parameters::leaf).orElse(null);
        keyNorm = weights.keyNorm().map(parameters::leaf).orElse(null);
        output = parameters.projection(List.of(weights.output()), adapter);
        mlpNorm = parameters.leaf(weights.mlpNorm());
        gateUp = parameters.projection(weights.gateUp(), adapter);
        down = parameters.projection(List.of(weights.down()), adapter);
    }

    /** From and to the residual stream, [tokens, width]. */
    Tensor forward(Tensor residual, Rotary.Rotation angles, Attend attention) {
        Tensor attended = residual.add(attend(norm(residual, attentionNorm), angles, attention));
        return attended.add(mlp(norm(attended, mlpNorm)));
    }

    private Tensor attend(Tensor x, Rotary.Rotation angles, Attend attention) {
        long tokens = x.size(0);
        long dim = config.headDim();
        long heads = config.heads();
        long kvHeads = config.kvHeads();
        Tensor all = qkv.forward(x).view(tokens, heads + 2 * kvHeads, dim);
        if (queryNorm != null && keyNorm != null) {
            TensorVector parts = torch.split_with_sizes(all, new long[] {heads, kvHeads, kvHeads}, 1);
            Tensor query = Rotary.rotate(norm(parts.get(0), queryNorm), angles);
            Tensor key = Rotary.rotate(norm(parts.get(1), keyNorm), angles);
            return output.forward(attention.apply(layer, query, key, parts.get(2)));
        }
        TensorVector parts = torch.split_with_sizes(all, new long[] {heads + kvHeads, kvHeads}, 1);
        TensorVector rotated =
                torch.split_with_sizes(Rotary.rotate(parts.get(0), angles), new long[] {heads, kvHeads}, 1);
        return output.forward(attention.apply(layer, rotated.get(0), rotated.get(1), parts.get(1)));
    }

    private Tensor mlp(Tensor x) {
        TensorVector both = torch.chunk(gateUp.forward(x), 2, 1); // 2 x [tokens, inner]
        Tensor gated = torch.silu(both.get(0)).mul(both.get(1));
        return down.forward(gated);
    }

    private Tensor norm(Tensor x, Tensor weight) {
        return norm(x, weight, config.rmsNormEps());
    }

    static Tensor norm(Tensor x, Tensor weight, double eps) {
        return torch.rms_norm(x, new long[] {weight.size(0)}, new TensorOptional(weight), new DoubleOptional(eps));
    }
}
