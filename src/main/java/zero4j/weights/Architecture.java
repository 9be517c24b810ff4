package zero4j.weights;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** The supported decoder-only architectures, by their names in {@code config.json}. */
public enum Architecture {
    /** Llama 2, 3 and their relatives. */
    LLAMA("LlamaForCausalLM", "llama"),
    /** Qwen 2, 2.5 and Qwen2.5-Math: biases on q, k and v. */
    QWEN2("Qwen2ForCausalLM", "qwen2"),
    /** Qwen 3 (dense): RMS norms on the heads of q and k. */
    QWEN3("Qwen3ForCausalLM", "qwen3"),
    /** Mistral: Llama with an optional sliding window. */
    MISTRAL("MistralForCausalLM", "mistral");

    private final String className;
    private final String modelType;

    Architecture(String className, String modelType) {
        this.className = className;
        this.modelType = modelType;
    }

    /** Value of {@code architectures} in {@code config.json}. */
    public String className() {
        return className;
    }

    /** Value of {@code model_type} in {@code config.json}. */
    public String modelType() {
        return modelType;
    }

    static Optional<Architecture> ofClassName(String name) {
        return Arrays.stream(values()).filter(a -> a.className.equals(name)).findFirst();
    }

    static Optional<Architecture> ofModelType(String name) {
        return Arrays.stream(values()).filter(a -> a.modelType.equals(name)).findFirst();
    }

    static String supported() {
        return Arrays.stream(values()).map(Architecture::className).collect(Collectors.joining(", "));
    }
}
