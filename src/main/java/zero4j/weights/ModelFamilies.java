package zero4j.weights;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The supported families of models. */
public final class ModelFamilies {
    /** Llama 2, 3 and their relatives. */
    public static final ModelFamily LLAMA = new Llama();
    /** Qwen 2, 2.5 and Qwen2.5-Math. */
    public static final ModelFamily QWEN2 = new Qwen2();

    private static final List<ModelFamily> ALL = List.of(LLAMA, QWEN2, new Qwen3(), new Mistral());

    private ModelFamilies() {}

    /** All families. */
    public static List<ModelFamily> all() {
        return ALL;
    }

    /** Linear layers of any family by the last word of their names: what an adapter can be asked for. */
    public static List<String> linearLayers() {
        return ALL.stream()
                .flatMap(family -> family.linearLayers().stream())
                .distinct()
                .toList();
    }

    static Optional<ModelFamily> ofArchitecture(String name) {
        return ALL.stream().filter(family -> family.architecture().equals(name)).findFirst();
    }

    static Optional<ModelFamily> ofModelType(String name) {
        return ALL.stream().filter(family -> family.modelType().equals(name)).findFirst();
    }

    static String architectures() {
        return ALL.stream().map(ModelFamily::architecture).collect(Collectors.joining(", "));
    }
}
