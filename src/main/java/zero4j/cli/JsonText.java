package zero4j.cli;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** JSON for scripts: one object on one line. */
final class JsonText {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private JsonText() {}

    static String of(Map<String, ?> object) {
        return MAPPER.writeValueAsString(object);
    }
}
