package zero4j.pretrain;

/**
 * What there is to say of an optimizer step.
 *
 * @param step from 1
 * @param tokens learnt from so far
 * @param loss mean over the batch, nats per token
 * @param meanLoss mean of the losses since the last step that {@code log_every} names, this one included
 * @param gradNorm Euclidean, before clipping
 */
public record PretrainStep(
        long step, long tokens, double loss, double meanLoss, double gradNorm, double learningRate) {}
