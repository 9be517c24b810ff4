package zero4j.run;

import java.time.Instant;
import java.util.Optional;

/**
 * One start or resumption of a run.
 *
 * @param id from 1, in order
 * @param started when
 * @param fromStep steps already done at the time
 * @param ended when, unless it still runs or was killed
 * @param outcome {@code finished}, {@code stopped} or {@code failed: …}
 */
public record LaunchRecord(
        long id, Instant started, long fromStep, Optional<Instant> ended, Optional<String> outcome) {}
