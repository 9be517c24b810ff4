package zero4j.session;

import zero4j.run.RunFolder;

/**
 * How a training ended.
 *
 * @param run its folder, which {@code RunReader} and {@link LoadedModel} read
 * @param step the last step that was done
 * @param finished whether that is the recipe's last; otherwise the run was asked to stop and can be resumed
 */
public record TrainResult(RunFolder run, long step, boolean finished) {}
