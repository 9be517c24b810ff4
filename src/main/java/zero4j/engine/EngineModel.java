package zero4j.engine;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;

/**
 * The model that an engine is opened with.
 *
 * @param folder a Hugging Face model folder
 * @param tokenizer null gives completions without text, for prompts without stop strings
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param dtype of weights and cache, {@code F32} or {@code BF16}
 */
public record EngineModel(Path folder, @Nullable Tokenizer tokenizer, String device, Dtype dtype) {}
