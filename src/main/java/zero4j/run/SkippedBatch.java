package zero4j.run;

import java.time.Instant;
import java.util.Optional;

/**
 * An update of a step that was not applied.
 *
 * @param batch of the step, from 1, all epochs together
 * @param reason what was wrong with it, in words
 * @param folder where it is kept, relative to the run's; empty if it is not
 */
public record SkippedBatch(long step, int batch, Instant time, String reason, Optional<String> folder) {}
