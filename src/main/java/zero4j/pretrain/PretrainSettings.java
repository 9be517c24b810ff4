package zero4j.pretrain;

import zero4j.SettingChecks;
import zero4j.learn.AdamWSettings;
import zero4j.learn.Schedule;

/**
 * Pretraining on text with AdamW: the section {@code train} of a pretraining recipe.
 *
 * @param tokens tokens to learn from in all
 * @param passes over the text in files, which say how many tokens that is; 0 for as many as {@code tokens}
 * @param batchTokens tokens per optimizer step, a multiple of {@code sequenceLength}
 * @param sequenceLength tokens per row
 * @param learningRate peak learning rate
 * @param schedule what follows the warm-up
 * @param warmupSteps optimizer steps of linear warm-up
 * @param finalLearningRate share of the peak learning rate that the schedule ends at
 * @param maxGradNorm gradients with a larger norm are scaled down to it
 * @param tokensPerMicroBatch most tokens of a forward and backward pass; in Java of both that a small model computes at a time
 * @param logprobChunk tokens whose logits are in memory at the same time; 0 chooses by the size of the vocabulary
 * @param activationCheckpointing whether a block's activations are computed again in the backward pass instead of kept
 * @param checkpointEvery optimizer steps between checkpoints; 0 saves only when asked to stop
 * @param keepCheckpoints newest checkpoints kept; 0 keeps all
 * @param logEvery optimizer steps between two lines of output
 */
public record PretrainSettings(
        long tokens,
        double passes,
        int batchTokens,
        int sequenceLength,
        double learningRate,
        Schedule schedule,
        int warmupSteps,
        double finalLearningRate,
        double beta1,
        double beta2,
        double weightDecay,
        double maxGradNorm,
        int tokensPerMicroBatch,
        int logprobChunk,
        boolean activationCheckpointing,
        int checkpointEvery,
        int keepCheckpoints,
        int logEvery) {
    private static final double EPS = 1e-8;

    public PretrainSettings {
        new SettingChecks("train")
                .atLeast("tokens", tokens, 1)
                .notNegative("passes", passes)
                .atLeast("sequence_length", sequenceLength, 2)
                .that(
                        batchTokens >= 1 && (sequenceLength < 1 || batchTokens % sequenceLength == 0),
                        "batch_tokens",
                        batchTokens,
                        "it must be a multiple of train.sequence_length, which is " + sequenceLength)
                .positive("learning_rate", learningRate)
                .atLeast("warmup_steps", warmupSteps, 0)
                .that(
                        finalLearningRate >= 0 && finalLearningRate <= 1,
                        "final_learning_rate",
                        finalLearningRate,
                        "it must be a share of the peak, from 0 to 1")
                .between("beta1", beta1, 0, 1)
                .between("beta2", beta2, 0, 1)
                .notNegative("weight_decay", weightDecay)
                .positive("max_grad_norm", maxGradNorm)
                .atLeast("tokens_per_micro_batch", tokensPerMicroBatch, 1)
                .atLeast("logprob_chunk", logprobChunk, 0)
                .atLeast("checkpoint_every", checkpointEvery, 0)
                .atLeast("keep_checkpoints", keepCheckpoints, 0)
                .atLeast("log_every", logEvery, 1)
                .done();
    }

    /** The same for another number of tokens. */
    public PretrainSettings withTokens(long number) {
        return new PretrainSettings(
                number,
                passes,
                batchTokens,
                sequenceLength,
                learningRate,
                schedule,
                warmupSteps,
                finalLearningRate,
                beta1,
                beta2,
                weightDecay,
                maxGradNorm,
                tokensPerMicroBatch,
                logprobChunk,
                activationCheckpointing,
                checkpointEvery,
                keepCheckpoints,
                logEvery);
    }

    /** Those of the optimizer. */
    public AdamWSettings adamW() {
        return new AdamWSettings(beta1, beta2, EPS, weightDecay);
    }

    /** Optimizer steps in all, the last batch rounded up. */
    public long steps() {
        return Math.ceilDiv(tokens, batchTokens);
    }

    /** Whether a line of output is due after a step. */
    public boolean logs(long step) {
        return step % logEvery == 0 || step == steps();
    }
}
