package zero4j.reproduce;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import zero4j.Sha256;

/** What a stage is kept by: a hash of all that decides its result, and of nothing else. */
final class StageKey {
    /** Digits of a key in the name of a folder. */
    private static final int SHOWN = 10;

    /** Settings that change where something is, what is shown of it, or how fast it comes, but not what comes out. */
    private static final Set<String> FREE = Set.of(
            "name",
            "runs",
            "output",
            "report",
            "dashboard",
            "threads",
            "rollout.slots",
            "rollout.workers",
            "train.checkpoint_every",
            "train.keep_checkpoints",
            "train.log_every");

    /** Sections of which the same is true. */
    private static final Set<String> FREE_SECTIONS = Set.of("console", "dist", "metrics", "published");

    private StageKey() {}

    /**
     * The key.
     *
     * @param kind of stage
     * @param settings by their keys
     * @param named hashes of what settings name, by these settings: they stand for the names
     * @return SHA-256 (hex)
     */
    static String of(String kind, Map<String, String> settings, Map<String, String> named) {
        Map<String, String> decide = new TreeMap<>(settings);
        decide.keySet().removeIf(StageKey::isFree);
        decide.putAll(named);
        Sha256 hash = new Sha256().addWithLength(kind);
        decide.forEach((key, value) -> hash.addWithLength(key).addWithLength(value));
        return hash.hex();
    }

    /** As much of a key as names of folders have of it. */
    static String shown(String key) {
        return key.substring(0, SHOWN);
    }

    private static boolean isFree(String key) {
        return FREE.contains(key) || FREE_SECTIONS.contains(key.replaceFirst("\\..*", ""));
    }
}
