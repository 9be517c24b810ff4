package zero4j.session;

import java.nio.file.Path;
import zero4j.cli.EngineOptions;
import zero4j.rollout.RolloutBackend;
import zero4j.weights.ModelConfig;

/**
 * A model that samples, with its tokenizer if it has one.
 *
 * @param folder it was read from
 * @param backend owns the model
 */
public record LoadedModel(Path folder, ModelConfig config, OptionalTokenizer tokenizer, RolloutBackend backend)
        implements AutoCloseable {
    /**
     * Loads a model to sample from.
     *
     * @param slots completions that decode at the same time
     */
    public static LoadedModel open(String model, EngineOptions compute, int slots) {
        Path folder = ModelArgument.folder(model);
        OptionalTokenizer tokenizer = OptionalTokenizer.of(folder);
        RolloutBackend backend = RolloutEngine.of(folder, tokenizer.get().orElse(null), compute, slots);
        return new LoadedModel(folder, ModelConfig.read(folder), tokenizer, backend);
    }

    @Override
    public void close() {
        backend.close();
        tokenizer.close();
    }
}
