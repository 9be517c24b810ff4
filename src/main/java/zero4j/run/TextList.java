package zero4j.run;

import java.util.List;
import java.util.Map;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** A list of texts in one column, as a JSON array, and texts by name, as a JSON object. */
final class TextList {
    private static final JsonMapper JSON = JsonMapper.shared();

    private TextList() {}

    static String join(List<String> texts) {
        return JSON.writeValueAsString(texts);
    }

    static String join(Map<String, String> texts) {
        return JSON.writeValueAsString(texts);
    }

    static List<String> split(String json) {
        return JSON.readValue(json, new TypeReference<List<String>>() {});
    }

    static Map<String, String> named(String json) {
        return JSON.readValue(json, new TypeReference<Map<String, String>>() {});
    }
}
