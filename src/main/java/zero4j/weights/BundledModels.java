package zero4j.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The models that the repository brings, in its folder {@code models}. Their names stand for them wherever a model is named. */
public final class BundledModels {
    /** The first is the one that is meant where none is named. */
    public static final List<String> NAMES = List.of("nano", "qwen-like", "chat-like", "llama-like");

    private BundledModels() {}

    /** The folder of a bundled model, whether or not it is there; empty if the name is none of theirs. */
    public static Optional<Path> folder(String name) {
        // Beside the launcher, which says where it is; otherwise below the working folder.
        return NAMES.contains(name)
                ? Optional.of(Path.of(System.getProperty("zero4j.home", ""), "models", name))
                : Optional.empty();
    }
}
