package zero4j.cli.console;

import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** JSON for scripts: one object on one line. */
public final class JsonText {
    private static final JsonMapper MAPPER = JsonMapper.shared();

    private JsonText() {}

    /** The line. */
    public static String of(Map<String, ?> object) {
        return MAPPER.writeValueAsString(object);
    }
}
