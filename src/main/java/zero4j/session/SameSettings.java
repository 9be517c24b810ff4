package zero4j.session;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zero4j.UserError;

/** Rows of a table that were asked in different ways cannot be compared. */
final class SameSettings {
    private SameSettings() {}

    /** @throws UserError if the models of two rows come from runs that ask in different ways, and nothing was said */
    static void require(RowNames names, List<EvalSetup> setups) {
        Map<String, Object> first = settings(setups.getFirst());
        for (int i = 1; i < setups.size(); i++) {
            Map<String, Object> other = settings(setups.get(i));
            for (Map.Entry<String, Object> entry : first.entrySet()) {
                Object value = other.get(entry.getKey());
                if (!entry.getValue().equals(value)) {
                    throw new UserError("the rows of a table are asked in the same way, but " + entry.getKey() + " is "
                            + entry.getValue() + " of " + names.labels().getFirst() + " and " + value + " of "
                            + names.labels().get(i) + ", as in the runs that trained them. Say which it is to be");
                }
            }
        }
    }

    private static Map<String, Object> settings(EvalSetup setup) {
        return new TreeMap<>(Map.of(
                "suite", setup.settings().suite(),
                "questions", setup.settings().questions(),
                "max_new_tokens", setup.settings().maxNewTokens(),
                "samples", setup.settings().samples(),
                "temperature", setup.settings().temperature(),
                "seed", setup.seed(),
                "verifier", setup.verifier()));
    }
}
