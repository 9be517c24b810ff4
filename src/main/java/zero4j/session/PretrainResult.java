package zero4j.session;

import java.nio.file.Path;

/**
 * How a pretraining ended.
 *
 * @param output folder of the finished model
 * @param step optimizer steps done
 * @param finished whether these were all, so that the model is there; if not, it can be resumed
 */
public record PretrainResult(Path output, long step, boolean finished) {}
