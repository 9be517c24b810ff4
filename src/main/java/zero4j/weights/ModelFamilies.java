package zero4j.weights;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import zero4j.Registry;

/** The supported families of models. */
public final class ModelFamilies {
    /** Llama 2, 3 and their relatives. */
    public static final ModelFamily LLAMA = new Llama();
    /** Qwen 2, 2.5 and Qwen2.5-Math. */
    public static final ModelFamily QWEN2 = new Qwen2();

    /** All families, by the {@code model_type} of their configurations. */
    public static final Registry<ModelFamily> REGISTRY =
            new Registry<>("model family", List.of(LLAMA, QWEN2, new Qwen3(), new Mistral()));

    private ModelFamilies() {}

    /** Linear layers of any family by the last word of their names: what an adapter can be asked for. */
    public static List<String> linearLayers() {
        return REGISTRY.all().stream()
                .flatMap(family -> family.linearLayers().stream())
                .distinct()
                .toList();
    }

    static Optional<ModelFamily> ofArchitecture(String name) {
        return REGISTRY.all().stream()
                .filter(family -> family.architecture().equals(name))
                .findFirst();
    }

    static String architectures() {
        return REGISTRY.all().stream().map(ModelFamily::architecture).collect(Collectors.joining(", "));
    }
}
