package zero4j.recipe;

import java.util.List;
import java.util.Map;

/** Lays settings out as YAML. */
final class RecipeText {
    private RecipeText() {}

    /**
     * A line for each setting.
     *
     * @param order the keys of all settings; those of one section follow each other
     * @param texts the values as YAML
     */
    static String render(List<String> order, Map<String, String> texts) {
        StringBuilder out = new StringBuilder();
        String section = "";
        for (String key : order) {
            int dot = key.indexOf('.');
            String keySection = dot < 0 ? "" : key.substring(0, dot);
            if (!keySection.equals(section)) {
                out.append('\n').append(keySection).append(":\n");
                section = keySection;
            }
            out.append(dot < 0 ? "" : "  ").append(key.substring(dot + 1)).append(": ");
            out.append(texts.get(key)).append('\n');
        }
        return out.toString();
    }
}
