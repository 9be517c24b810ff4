package zero4j.recipe;

import java.math.BigDecimal;
import java.util.Map;

/**
 * A key that recipes had once. With the value that changes nothing it reads without complaint, so that the recipes of old runs
 * can still be read.
 *
 * @param harmless the number that changes nothing
 * @param expected why any other is refused
 */
record RetiredKey(BigDecimal harmless, String expected) {
    private static final String FULL_DISTRIBUTION =
            " in training: the learner scores completions under the full distribution, so they must be sampled from it";

    /** All by their keys. */
    static final Map<String, RetiredKey> ALL = Map.of(
            "rollout.top_p", new RetiredKey(BigDecimal.ONE, "it must be 1" + FULL_DISTRIBUTION),
            "rollout.top_k", new RetiredKey(BigDecimal.ZERO, "it must be 0" + FULL_DISTRIBUTION));

    void check(Setting setting, Problems problems) {
        if (!isHarmless(setting)) {
            problems.add(setting.origin(), setting.key() + " is " + setting.shown() + "; " + expected);
        }
    }

    private boolean isHarmless(Setting setting) {
        try {
            return !setting.list()
                    && SettingType.number(setting.values().getFirst().strip()).compareTo(harmless) == 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }
}
