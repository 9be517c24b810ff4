package zero4j.pretrain;

import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.weights.ModelShape;

/**
 * Shape of a new Llama-like model: the section {@code architecture} of a pretraining recipe.
 *
 * @param hiddenSize width of the residual stream
 * @param heads query heads
 * @param kvHeads key and value heads, a divisor of {@code heads}
 * @param headDim width of one head, even
 * @param mlp width of the gated feed-forward layer
 * @param context longest sequence in tokens
 * @param ropeTheta base of the rotary position frequencies
 * @param tieEmbeddings whether the output layer shares the embedding's weights
 */
public record ArchitectureSettings(
        int hiddenSize,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int mlp,
        int context,
        double ropeTheta,
        boolean tieEmbeddings) {
    public ArchitectureSettings {
        new SettingChecks("architecture")
                .atLeast("hidden_size", hiddenSize, 1)
                .atLeast("layers", layers, 1)
                .atLeast("heads", heads, 1)
                .that(
                        kvHeads >= 1 && heads % kvHeads == 0,
                        "kv_heads",
                        kvHeads,
                        "it must divide architecture.heads, which is " + heads)
                .that(headDim >= 2 && headDim % 2 == 0, "head_dim", headDim, "it must be even and at least 2")
                .atLeast("mlp", mlp, 1)
                .atLeast("context", context, 2)
                .positive("rope_theta", ropeTheta)
                .done();
    }

    /**
     * The dimensions of a new model.
     *
     * @throws UserError if the heads together are not as wide as the residual stream; for a model that is read it would not
     *     matter
     */
    public ModelShape shape() {
        if (headDim * heads != hiddenSize) {
            throw new UserError("architecture.head_dim is " + headDim + "; it must be architecture.hidden_size"
                    + " / architecture.heads = " + hiddenSize / heads);
        }
        return new ModelShape(hiddenSize, mlp, layers, heads, kvHeads, context, ropeTheta, tieEmbeddings);
    }
}
