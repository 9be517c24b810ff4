package zero4j.session;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;

/** Compares what an evaluation was begun with, as a file says it, with what is asked for now. */
final class SameEvaluation {
    private static final JsonMapper JSON = JsonMapper.shared();

    private SameEvaluation() {}

    /**
     * Compares whatever is asked for now; what the file says besides does not count.
     *
     * @param file that says it, in the folder of the evaluation
     * @throws UserError that names what differs
     */
    static void require(Path file, String then, String now) {
        List<String> differences = new ArrayList<>();
        try {
            differ("", JSON.readTree(then), JSON.readTree(now), differences);
        } catch (JacksonException unreadable) {
            differences.add(file.getFileName() + " cannot be read");
        }
        if (!differences.isEmpty()) {
            boolean unfinished = String.valueOf(file.getFileName()).startsWith("unfinished");
            throw new UserError(file.getParent() + " holds " + (unfinished ? "an unfinished" : "a finished")
                    + " evaluation of something else: " + String.join(", ", differences)
                    + ". Give the same settings to go on with it, choose another folder, or remove "
                    + file.getFileName());
        }
    }

    private static void differ(String name, JsonNode then, JsonNode now, List<String> differences) {
        if (then.isObject() && now.isObject()) {
            now.properties()
                    .forEach(entry -> differ(entry.getKey(), then.path(entry.getKey()), entry.getValue(), differences));
        } else if (!then.equals(now)) {
            differences.add(
                    name.equals("model_files")
                            ? "the model's files have changed"
                            : name + " was " + then + " and is " + now);
        }
    }
}
