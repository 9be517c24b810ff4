package zero4j.data;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;

/**
 * Folders that the Hugging Face library {@code datasets} saves to disk: {@code state.json} lists the Arrow files of one
 * set; {@code dataset_dict.json} lists the folders of several splits.
 */
final class ArrowFolder {
    private static final String STATE = "state.json";
    private static final String SPLITS = "dataset_dict.json";

    private ArrowFolder() {}

    /** Whether a folder is a saved data set, and no plain folder of files. */
    static boolean is(Path folder) {
        return hasSplits(folder) || Files.isRegularFile(folder.resolve(STATE));
    }

    static boolean hasSplits(Path folder) {
        return Files.isRegularFile(folder.resolve(SPLITS));
    }

    static List<Path> splits(Path folder) {
        Path file = folder.resolve(SPLITS);
        List<Path> splits = new ArrayList<>();
        for (JsonNode split : json(file).path("splits")) {
            splits.add(child(folder, split, file));
        }
        if (splits.isEmpty()) {
            throw new UserError(file + " names no splits. Save the dataset again with save_to_disk.");
        }
        return splits;
    }

    /** The Arrow files of a saved set, in their order. */
    static List<Path> files(Path folder) {
        Path state = folder.resolve(STATE);
        if (!Files.isRegularFile(state)) {
            throw new UserError(folder + " is no dataset: it has neither " + STATE + " nor " + SPLITS
                    + ". Name a file, or a folder saved by Hugging Face datasets with save_to_disk.");
        }
        JsonNode json = json(state);
        if (!json.path("_indices_data_files").isMissingNode()
                && !json.path("_indices_data_files").isNull()
                && !json.path("_indices_data_files").isEmpty()) {
            throw new UserError(state + " selects rows by a table of indices, which is not supported."
                    + " Save the dataset again after flatten_indices().");
        }
        List<Path> files = new ArrayList<>();
        for (JsonNode file : json.path("_data_files")) {
            Path data = child(folder, file.path("filename"), state);
            if (!Files.isRegularFile(data)) {
                throw new UserError(
                        state + " names " + data.getFileName() + ", which is absent. Copy the whole folder.");
            }
            files.add(data);
        }
        return files;
    }

    /** A file or folder beside {@code source}; a name with a path in it could lead anywhere. */
    private static Path child(Path folder, JsonNode name, Path source) {
        String text = name.asString("");
        if (text.isEmpty() || text.equals("..") || text.contains("/") || text.contains("\\")) {
            throw new UserError(source + " names \"" + text + "\", which is no file beside it.");
        }
        return folder.resolve(text);
    }

    private static JsonNode json(Path file) {
        try {
            return new JsonMapper().readTree(file);
        } catch (JacksonException e) {
            throw new UserError(file + " is not valid JSON: " + e.getOriginalMessage(), e);
        }
    }
}
