package zero4j.cli;

import java.nio.file.Path;
import zero4j.engine.torch.TorchBackend;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;
import zero4j.torch.Placement;
import zero4j.weights.ModelConfig;

/**
 * A model that samples, with its tokenizer if it has one.
 *
 * @param folder it was read from
 * @param backend owns the model
 */
record LoadedModel(Path folder, ModelConfig config, OptionalTokenizer tokenizer, RolloutBackend backend)
        implements AutoCloseable {
    /**
     * Loads a model to sample from.
     *
     * @param slots completions that decode at the same time
     * @param workers CPU threads that decode
     */
    static LoadedModel open(String model, Placement placement, int slots, int workers) {
        Path folder = ModelArgument.folder(model);
        OptionalTokenizer tokenizer = OptionalTokenizer.of(folder);
        CausalLm lm = ModelFiles.load(folder, placement, false);
        RolloutSettings settings = new RolloutSettings(1, 1, 1, 1, 1, 0, slots, placement.isCuda() ? 1 : workers);
        return new LoadedModel(
                folder,
                lm.config(),
                tokenizer,
                TorchBackend.owning(lm, tokenizer.get().orElse(null), settings));
    }

    @Override
    public void close() {
        backend.close();
        tokenizer.close();
    }
}
