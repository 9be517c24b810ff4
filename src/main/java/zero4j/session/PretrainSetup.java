package zero4j.session;

import java.nio.file.Path;
import java.util.Optional;
import zero4j.recipe.PretrainRecipe;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.ModelConfig;

/**
 * What a pretraining recipe names, opened and checked, without the model's weights: mistakes are found before anything large is
 * loaded or written.
 *
 * @param text tokenizer and documents
 * @param config of the model that is trained
 * @param start folder of the weights that it begins or goes on with; that of the recipe's {@code output} for a new model
 * @param disk what its checkpoints take
 */
public record PretrainSetup(
        PretrainRecipe recipe,
        PretrainingText text,
        ModelConfig config,
        Path start,
        DeviceAndDtype placement,
        DiskEstimate disk)
        implements AutoCloseable {
    /** The model that a pretraining goes on with, as far as it can be known without its weights: as in its folder, else as published. */
    public static Optional<ModelConfig> shapeOf(PretrainRecipe recipe) {
        return recipe.fromScratch()
                ? Optional.empty()
                : TrainPlan.read(recipe.init()).or(recipe.published()::config);
    }

    @Override
    public void close() {
        text.close();
    }
}
