package zero4j.cli;

import zero4j.model.LoraSettings;
import zero4j.recipe.TrainRecipe;
import zero4j.torch.DeviceSettings;
import zero4j.weights.ModelConfig;

/**
 * Memory that training will need outside the Java heap, in bytes; a rough estimate.
 *
 * @param model weights, gradients and the two moments of AdamW; in bfloat16 also weights and gradients in float32;
 *     the vector engine's copy of the weights; with an adapter only that has gradients and moments
 * @param cache keys and values of all slots at their longest
 * @param logits of one chunk, twice
 * @param activations kept for the backward pass of one micro-batch
 */
record MemoryEstimate(double model, double cache, double logits, double activations) {
    /** Copies of a chunk's logits that live at the same time. */
    private static final int LOGITS_COPIES = 2;
    /** Tensors of the residual stream's width that a block keeps for its backward pass. */
    private static final int WIDE_TENSORS = 8;
    /** Tensors of the MLP's width that a block keeps. */
    private static final int MLP_TENSORS = 4;

    static MemoryEstimate of(TrainSetup setup) {
        TrainRecipe recipe = setup.recipe();
        ModelConfig config = setup.config();
        double bytes = recipe.device().dtype() == DeviceSettings.Dtype.BFLOAT16 ? 2 : 4;
        double longest = Math.min(
                config.maxPositionEmbeddings(),
                (double) recipe.data().maxPromptTokens() + recipe.rollout().maxNewTokens());
        double slots = Math.min(recipe.rollout().slots(), recipe.rollout().responses());
        double perToken = 2.0 * config.layers() * config.kvHeads() * config.headDim() * bytes;
        double micro =
                Math.min(recipe.train().tokensPerMicroBatch(), recipe.rollout().responses() * longest);
        double chunk = Math.min((double) recipe.train().logprobChunk(config.vocabSize()), micro);
        double perBlock =
                WIDE_TENSORS * (double) config.hiddenSize() + MLP_TENSORS * (double) config.intermediateSize();
        return new MemoryEstimate(
                config.parameterCount() * (bytes + samplersCopy(setup, bytes)) + training(recipe.lora(), config, bytes),
                slots * longest * perToken,
                LOGITS_COPIES * chunk * config.vocabSize() * Float.BYTES,
                micro * config.layers() * perBlock * bytes);
    }

    /** Gradients and moments; of an adapter also its matrices. */
    private static double training(LoraSettings lora, ModelConfig config, double bytes) {
        double perParameter = lora.enabled() ? 4.0 * Float.BYTES : bytes + (bytes == 4 ? 8 : 16);
        return perParameter * lora.trainableCount(config);
    }

    /** Bytes per parameter. */
    private static double samplersCopy(TrainSetup setup, double bytes) {
        return switch (RolloutEngine.resolve(
                setup.recipe().rollout().backend(), setup.placement().isCuda())) {
            case VECTOR -> bytes;
            case TORCH, AUTO -> 0;
        };
    }

    double total() {
        return model + cache + logits + activations;
    }
}
