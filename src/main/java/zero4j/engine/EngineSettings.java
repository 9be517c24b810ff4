package zero4j.engine;

import zero4j.SettingChecks;

/**
 * How much an engine decodes at once.
 *
 * @param slots completions that decode at the same time, at least 1
 * @param workers decoding workers; 0 is one per core on a CPU and one on a GPU
 */
public record EngineSettings(int slots, int workers) {
    public EngineSettings {
        new SettingChecks("")
                .atLeast("slots", slots, 1)
                .atLeast("workers", workers, 0)
                .done();
    }
}
