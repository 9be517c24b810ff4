package zero4j.weights;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The models that come with the program: each has a name that stands wherever a model's folder may stand. */
public final class BundledModels {
    /** The model that is trained if nothing is said. */
    public static final String NANO = "nano";

    /** All of them; those besides {@link #NANO} are bases of experiments. */
    public static final List<String> NAMES = List.of(NANO, "qwen-like", "chat-like", "llama-like");

    private BundledModels() {}

    /**
     * The folder of a bundled model: beside the launcher, which says where it is; otherwise below the working folder.
     *
     * @return empty for any other name; where a folder should be, it may be missing
     */
    public static Optional<Path> folder(String name) {
        return NAMES.contains(name)
                ? Optional.of(Path.of(System.getProperty("zero4j.home", ""), "models", name))
                : Optional.empty();
    }
}
