package zero4j.weights;

import java.nio.file.Path;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import zero4j.GitLfs;
import zero4j.UserError;

/** JSON without tolerance: one object, no key twice, nothing after it. */
final class StrictJson {
    static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private StrictJson() {}

    /**
     * Reads a file that is one object.
     *
     * @throws UserError if it cannot be read, is only a Git LFS pointer, or holds something else
     */
    static ObjectNode read(Path file) {
        return object(GitLfs.text(file), file.toString());
    }

    /** Parses an object; {@code origin} names the text in the error. */
    static ObjectNode object(String text, String origin) {
        JsonNode node;
        try {
            node = MAPPER.readTree(text);
        } catch (JacksonException e) {
            throw new UserError(
                    "%s is not valid JSON: %s (line %d)"
                            .formatted(
                                    origin,
                                    e.getOriginalMessage(),
                                    e.getLocation() == null
                                            ? 0
                                            : e.getLocation().getLineNr()),
                    e);
        }
        if (node instanceof ObjectNode object) {
            return object;
        }
        throw new UserError(origin + " holds no JSON object");
    }

    static String pretty(JsonNode node) {
        return MAPPER.writer().with(SerializationFeature.INDENT_OUTPUT).writeValueAsString(node) + "\n";
    }
}
