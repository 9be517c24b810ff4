package zero4j.recipe;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.json.JsonMapper;
import zero4j.SettingChecks;

/** Writes flat settings as YAML. */
final class RecipeText {
    private static final JsonMapper JSON = JsonMapper.shared();

    private RecipeText() {}

    /** Keys in their order; those of one section must follow each other. */
    static String render(Map<String, Object> settings) {
        StringBuilder out = new StringBuilder();
        String section = "";
        for (Map.Entry<String, Object> entry : settings.entrySet()) {
            String key = entry.getKey();
            int dot = key.indexOf('.');
            String keySection = dot < 0 ? "" : key.substring(0, dot);
            if (!keySection.equals(section)) {
                out.append('\n').append(keySection).append(":\n");
                section = keySection;
            }
            out.append(dot < 0 ? "" : "  ").append(key.substring(dot + 1)).append(": ");
            out.append(value(entry.getValue())).append('\n');
        }
        return out.toString();
    }

    private static String value(Object value) {
        return switch (value) {
            case String text -> text(text);
            case Enum<?> constant -> SettingChecks.word(constant);
            case Double number -> number.toString().replace('E', 'e');
            case List<?> list -> list.stream().map(RecipeText::value).collect(Collectors.joining(", ", "[", "]"));
            default -> value.toString();
        };
    }

    private static String text(String text) {
        boolean plain = text.matches("[A-Za-z][A-Za-z0-9_./-]*") && !text.matches("(?i)null|true|false|yes|no|on|off");
        // A JSON string is also a YAML string.
        return plain ? text : JSON.writeValueAsString(text);
    }
}
