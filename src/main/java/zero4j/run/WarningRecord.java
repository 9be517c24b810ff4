package zero4j.run;

import java.time.Instant;

/**
 * What the user was told that did not end the run.
 *
 * @param launch the start or resumption that said it, from 1; 0 if it was said before any
 * @param step steps done, or the one that was being done
 */
public record WarningRecord(long launch, long step, Instant time, String text) {}
