package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import zero4j.UserError;
import zero4j.hub.HubRepository;
import zero4j.run.RunFolder;
import zero4j.weights.BundledModels;

/** The models that a command can be given. */
public final class ModelArgument {
    /** Word for the bundled model. */
    static final String NANO = BundledModels.NANO;

    /** The bundled models in a sentence, behind "or". */
    private static final String BUNDLED = "one of " + String.join(", ", BundledModels.NAMES);

    private ModelArgument() {}

    /**
     * The folder of a model.
     *
     * @param model {@code nano} or another of {@link BundledModels#NAMES}, a Hugging Face folder, or the folder of a run, which
     *     stands for its latest checkpoint; its file {@code best} stands for the checkpoint it names; the name of a model that
     *     {@code download} fetched
     * @throws UserError if there is none
     */
    public static Path folder(String model) {
        if (ServedArgument.is(model)) {
            throw new UserError(model + " is a server; this needs the folder of a model");
        }
        Optional<Path> bundled = BundledModels.folder(model);
        Path path = bundled.orElseGet(() -> RunFolder.named(HubRepository.resolve(HubRepository.Kind.MODEL, model)));
        if (Files.isRegularFile(path.resolve("config.json"))) {
            return path;
        }
        if (bundled.isPresent()) {
            throw new UserError("the bundled model " + model + " is missing: there is no config.json in " + path
                    + "; get the whole repository, or name the folder of another model");
        }
        return RunFolder.pointedAt(path)
                .filter(Files::isDirectory)
                .or(() -> new RunFolder(path).latestCheckpoint())
                .orElseThrow(() -> none(model, path));
    }

    /**
     * SHA-256 over names and bytes of a model's configuration, tokenizer and weights (hex), all of which are read.
     *
     * @param model as {@link #folder} takes it
     * @throws UserError if there is none
     */
    public static String hash(String model) {
        return ModelHash.of(folder(model));
    }

    /**
     * The folder of a model whose files are read: those of a checkpoint are compared with what was saved.
     *
     * @throws UserError if there is none, or a file of it has changed
     */
    static Path unchanged(String model) {
        Path folder = folder(model);
        requireUnchanged(folder, ModelHash::isPart);
        return folder;
    }

    /** @param names of the files that are read */
    static void requireUnchanged(Path checkpoint, Predicate<String> names) {
        try {
            RunFolder.requireUnchanged(checkpoint, names);
        } catch (UserError e) {
            throw new UserError(
                    e.getMessage() + ". Restore it, or use another checkpoint; if it was changed on purpose, remove "
                            + "checksums.json from the folder",
                    e);
        }
    }

    private static UserError none(String model, Path path) {
        if (model.isBlank()) {
            return new UserError(
                    "a model without a name: expected a Hugging Face folder, the folder of a run, or " + BUNDLED);
        }
        if (Files.isRegularFile(new RunFolder(path).recipe())) {
            return new UserError("no model " + model + " yet: the run stopped before its first checkpoint; `resume "
                    + model + "` lets it go on");
        }
        return new UserError("no model " + model + ": "
                + (Files.isDirectory(path) ? "there is no config.json in it" : "there is no such folder")
                + ". Expected a Hugging Face folder, the folder of a run, or " + BUNDLED
                + HubRepository.advice(HubRepository.Kind.MODEL, model));
    }
}
