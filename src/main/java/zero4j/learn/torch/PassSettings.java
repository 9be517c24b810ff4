package zero4j.learn.torch;

import zero4j.learn.PassPacker;
import zero4j.learn.TrainSettings;
import zero4j.model.CausalLm;
import zero4j.torch.Threads;

/**
 * How forward and backward passes are cut up.
 *
 * @param tokensPerMicroBatch most tokens in one pass
 * @param chunk tokens whose logits are in memory at the same time; 0 chooses by the size of the vocabulary
 * @param activationCheckpointing whether blocks are computed again on the way back instead of keeping what they computed
 * @param sharedPrompts whether a prompt that several sequences have is computed once, but for attention
 * @param workers threads that learn from micro-batches at the same time; 0 chooses by the size of the model
 */
public record PassSettings(
        int tokensPerMicroBatch, int chunk, boolean activationCheckpointing, boolean sharedPrompts, int workers) {
    /** Those of a training. */
    public static PassSettings of(TrainSettings train) {
        return new PassSettings(
                train.tokensPerMicroBatch(),
                train.logprobChunk(),
                train.activationCheckpointing(),
                true,
                train.workers());
    }

    /** The same where every prompt is computed for every sequence. */
    public PassSettings withoutSharedPrompts() {
        return new PassSettings(tokensPerMicroBatch, chunk, activationCheckpointing, false, workers);
    }

    /** @param workers who compute micro-batches at the same time */
    PassPacker packer(int workers) {
        return PassPacker.repeatingPrompts(tokensPerMicroBatch, sharedPrompts, workers);
    }

    long logprobChunk(int vocabulary) {
        return TrainSettings.logprobChunk(chunk, vocabulary);
    }

    int workers(CausalLm lm) {
        boolean oneAtATime = lm.trainable().handsOver(); // workers would need gradients of their own
        return oneAtATime
                ? 1
                : TrainSettings.workers(
                        workers, lm.parameters().count(), lm.placement().isCuda() ? 1 : Threads.cores());
    }
}
