package zero4j.learn;

import zero4j.data.PromptOrder;

/**
 * Where a run stands, besides model and optimizer. Every random draw depends on the seed and the step only, so this is all
 * that resuming needs.
 *
 * @param step steps done
 * @param order which questions come next
 */
public record TrainState(long step, PromptOrder order) {
    /** Before the first step. */
    public static TrainState start(long seed) {
        return new TrainState(0, PromptOrder.start(seed));
    }
}
