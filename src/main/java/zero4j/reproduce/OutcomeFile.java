package zero4j.reproduce;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.UserError;

/** An {@link Outcome} as JSON. Numbers that are none or infinite are written as texts. */
final class OutcomeFile {
    static final String NAME = "outcome.json";

    /** One more whenever what an earlier program would read of the file means something else. */
    private static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .enable(SerializationFeature.INDENT_OUTPUT)
            .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private OutcomeFile() {}

    private record Versioned(int version, Outcome outcome) {}

    static void write(Outcome outcome, Path file) {
        AtomicFile.write(file, JSON.writeValueAsString(new Versioned(VERSION, outcome)) + "\n");
    }

    static Outcome read(Path file) {
        try {
            JsonNode tree = JSON.readTree(Files.readString(file));
            int version = tree.path("version").asInt(0);
            if (version > VERSION) {
                throw new UserError(file + " was written by a later version of the program (it is of version " + version
                        + ", and this program reads " + VERSION + "): read it with that one, or remove it and run the"
                        + " experiment again");
            }
            if (version < 1 || !tree.path("outcome").isObject()) {
                throw damaged(file, new IOException("there is no outcome in it"));
            }
            return JSON.treeToValue(tree.get("outcome"), Outcome.class);
        } catch (IOException | JacksonException e) {
            throw damaged(file, e);
        }
    }

    private static UserError damaged(Path file, Exception cause) {
        return new UserError(
                file
                        + " cannot be read as the outcome of an experiment: remove it, and the same command writes it again",
                cause);
    }
}
