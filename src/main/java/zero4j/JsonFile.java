package zero4j;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON files that the program itself has written: whatever is not what was written is an {@link IOException}. */
public final class JsonFile {
    private JsonFile() {}

    /** The value that a file holds; never null. */
    public static <T> T read(Path file, TypeReference<T> type) throws IOException {
        return read(JsonMapper.shared(), file, type);
    }

    /** The same, by a reader that knows how it was written. */
    public static <T> T read(JsonMapper json, Path file, TypeReference<T> type) throws IOException {
        try {
            T value = json.readValue(Files.readString(file), type);
            if (value == null) {
                throw new IOException(file + " holds nothing");
            }
            return value;
        } catch (JacksonException e) {
            throw new IOException(file + " is no such JSON: " + e.getOriginalMessage(), e);
        }
    }
}
