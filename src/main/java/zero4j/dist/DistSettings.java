package zero4j.dist;

import java.time.Duration;
import zero4j.SettingChecks;

/**
 * How several processes train together: the keys {@code dist.*}.
 *
 * @param deadline seconds that a process waits for the others, whatever for
 * @param shard what of the training's state each process has only a piece of; it changes memory, not what is learnt
 */
public record DistSettings(int deadline, Sharding shard) {
    public DistSettings {
        new SettingChecks("dist.").atLeast("deadline", deadline, 1).done();
    }

    /** The same as a duration. */
    public Duration patience() {
        return Duration.ofSeconds(deadline);
    }
}
