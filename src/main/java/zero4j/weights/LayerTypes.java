package zero4j.weights;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import zero4j.Words;

/** Reads {@code layer_types}: what the attention of each layer sees. */
final class LayerTypes {
    static final String KEY = "layer_types";

    /** What attention sees. */
    enum Attention {
        FULL,
        SLIDING
    }

    private LayerTypes() {}

    /** One for each layer; none where the configuration has no such list. */
    static List<Attention> read(ConfigValues values, int layers) {
        JsonNode list = values.node(KEY);
        if (list == null || list.isNull()) {
            return List.of();
        }
        if (!list.isArray() || list.size() != layers) {
            throw values.problem(KEY, list, "a list with an entry for each of the " + Words.counted(layers, "layer"));
        }
        List<Attention> types = new ArrayList<>();
        for (JsonNode entry : list) {
            types.add(
                    switch (entry.asString("").toLowerCase(Locale.ROOT)) {
                        case "full_attention", "attention" -> Attention.FULL;
                        case "sliding_attention" -> Attention.SLIDING;
                        default -> throw values.problem(KEY, list, "made of full_attention and sliding_attention only");
                    });
        }
        return List.copyOf(types);
    }
}
