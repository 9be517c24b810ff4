package zero4j.dist;

import java.time.Duration;
import zero4j.SettingChecks;

/**
 * How several processes train together: the keys {@code dist.*}.
 *
 * @param deadline seconds that a process waits for the others, whatever for
 */
public record DistSettings(int deadline) {
    public DistSettings {
        new SettingChecks("dist.").atLeast("deadline", deadline, 1).done();
    }

    /** The same as a duration. */
    public Duration patience() {
        return Duration.ofSeconds(deadline);
    }
}
