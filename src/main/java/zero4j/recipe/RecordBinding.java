package zero4j.recipe;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.exc.ValueInstantiationException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import zero4j.InvalidSettings;
import zero4j.SettingKey;

/**
 * Between the keys of a recipe and its records. A component {@code groupSize} of the record in the section {@code rollout} is
 * the key {@code rollout.group_size}, unless {@link SettingKey} says otherwise; a component that is a record is a section.
 */
final class RecordBinding {
    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(EnumFeature.READ_ENUMS_USING_TO_STRING, EnumFeature.WRITE_ENUMS_USING_TO_STRING)
            .build();

    private RecordBinding() {}

    /**
     * The record of these settings. The refusals of its sections become problems, and a section of the defaults stands in.
     *
     * @throws InvalidSettings what the record itself refuses
     * @throws RuntimeException what else its constructor throws: a user's algorithm that fails is a user's error
     */
    static <R> R read(Class<R> type, SettingValues values) {
        return read(type, "", values);
    }

    private static <R> R read(Class<R> type, String section, SettingValues values) {
        ObjectNode node = JSON.createObjectNode();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(section, component);
            if (component.getType().isRecord()) {
                node.putPOJO(component.getName(), section(component.getType(), key, values));
            } else {
                node.set(component.getName(), values.value(key, SettingType.of(component)));
            }
        }
        try {
            return JSON.treeToValue(node, type);
        } catch (ValueInstantiationException e) {
            throw e.getCause() instanceof RuntimeException thrown ? thrown : e;
        }
    }

    private static <R> R section(Class<R> type, String section, SettingValues values) {
        try {
            return read(type, section, values);
        } catch (InvalidSettings e) {
            values.refusedBySection(e, keys(type, section));
            return read(type, section, values.defaults());
        }
    }

    /** The texts of a recipe by their keys, in the order of the components. */
    static Map<String, String> write(Record recipe) {
        Map<String, String> texts = new LinkedHashMap<>();
        boolean pinned = recipe instanceof TrainRecipe train && train.equals(train.pinned());
        write(recipe.getClass(), "", JSON.valueToTree(recipe), pinned, texts);
        return texts;
    }

    private static void write(
            Class<?> type, String section, JsonNode values, boolean pinned, Map<String, String> texts) {
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(section, component);
            JsonNode value = values.required(component.getName());
            if (component.getType().isRecord()) {
                write(component.getType(), key, value, pinned, texts);
            } else {
                texts.put(key, SettingType.of(component).text(value, pinned));
            }
        }
    }

    /** The keys of a recipe, in the order of the components. */
    static List<String> keys(Class<?> type) {
        return keys(type, "");
    }

    private static List<String> keys(Class<?> type, String section) {
        List<String> keys = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String key = key(section, component);
            keys.addAll(component.getType().isRecord() ? keys(component.getType(), key) : List.of(key));
        }
        return keys;
    }

    private static String key(String section, RecordComponent component) {
        SettingKey own = component.getAnnotation(SettingKey.class);
        String word = component.getName().replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
        return own != null ? own.value() : section.isEmpty() ? word : section + "." + word;
    }
}
