package zero4j.recipe;

import zero4j.SettingChecks;

/**
 * What a training shows besides its numbers: the section {@code console}.
 *
 * @param samples completions shown at each step; 0 for none
 */
public record ConsoleSettings(int samples) {
    public ConsoleSettings {
        new SettingChecks("console").atLeast("samples", samples, 0).done();
    }
}
