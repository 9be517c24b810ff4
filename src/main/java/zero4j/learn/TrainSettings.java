package zero4j.learn;

import zero4j.SettingChecks;
import zero4j.run.BestBy;

/**
 * The learner and its optimizer (AdamW): the section {@code train}.
 *
 * @param steps rollout batches to learn from
 * @param epochs passes over each rollout batch
 * @param responsesPerUpdate completions per optimizer step; 0 is the whole rollout batch
 * @param learningRate peak learning rate
 * @param schedule what follows the warm-up; it falls towards 0
 * @param warmupSteps optimizer steps of linear warm-up
 * @param maxGradNorm gradients with a larger norm are scaled down to it
 * @param oldLogprobs where the log-probs of the policy before the update come from
 * @param tokensPerMicroBatch most tokens of a forward and backward pass; in Java of both that a small model computes at a time
 * @param logprobChunk tokens whose logits are in memory at the same time; 0 chooses by the size of the vocabulary
 * @param activationCheckpointing whether a block's activations are computed again in the backward pass instead of kept
 * @param workers threads that learn from micro-batches at the same time; 0 chooses by the size of the model
 * @param checkpointEvery steps between checkpoints; 0 saves only the last
 * @param keepCheckpoints newest checkpoints kept; 0 keeps all
 * @param keepBest metric or evaluation whose best checkpoint is kept, too, as {@link BestBy} reads it; may be empty
 * @param maxNonfiniteSteps steps in a row with an update whose loss or gradient is not finite, after which training stops
 */
public record TrainSettings(
        int steps,
        int epochs,
        int responsesPerUpdate,
        double learningRate,
        Schedule schedule,
        int warmupSteps,
        double beta1,
        double beta2,
        double eps,
        double weightDecay,
        double maxGradNorm,
        OldLogprobs oldLogprobs,
        int tokensPerMicroBatch,
        int logprobChunk,
        boolean activationCheckpointing,
        int workers,
        int checkpointEvery,
        int keepCheckpoints,
        String keepBest,
        int maxNonfiniteSteps) {
    /**
     * Most parameters whose gradients an automatic number of workers may hold besides the first one's: 1 GB in float32. Beyond
     * that the matrices are large enough for the BLAS library to use all cores well.
     */
    private static final long MOST_EXTRA_GRADIENTS = 1L << 28;

    public TrainSettings {
        new SettingChecks("train")
                .atLeast("steps", steps, 1)
                .atLeast("epochs", epochs, 1)
                .atLeast("responses_per_update", responsesPerUpdate, 0)
                .that(
                        learningRate > 0 && learningRate <= 1,
                        "learning_rate",
                        learningRate,
                        "it must be above 0 and at most 1: AdamW moves a parameter by about so much a step")
                .atLeast("warmup_steps", warmupSteps, 0)
                .between("beta1", beta1, 0, 1)
                .between("beta2", beta2, 0, 1)
                .positive("eps", eps)
                .notNegative("weight_decay", weightDecay)
                .positive("max_grad_norm", maxGradNorm)
                .atLeast("tokens_per_micro_batch", tokensPerMicroBatch, 1)
                .atLeast("logprob_chunk", logprobChunk, 0)
                .atLeast("workers", workers, 0)
                .atLeast("checkpoint_every", checkpointEvery, 0)
                .atLeast("keep_checkpoints", keepCheckpoints, 0)
                .that(
                        BestBy.problem(keepBest).isEmpty(),
                        "keep_best",
                        keepBest,
                        BestBy.problem(keepBest).orElse(""))
                .atLeast("max_nonfinite_steps", maxNonfiniteSteps, 1)
                .done();
    }

    /** Those of the optimizer. */
    public AdamWSettings adamW() {
        return new AdamWSettings(beta1, beta2, eps, weightDecay);
    }

    /**
     * Threads that learn from micro-batches at the same time, with 0 resolved.
     *
     * @param parameters of the model: an adapter learns in matrices as large
     * @param cores of the CPU that learning may use; 1 on another device
     */
    public int workers(long parameters, int cores) {
        return workers(workers, parameters, cores);
    }

    /** The same of a setting. */
    public static int workers(int setting, long parameters, int cores) {
        if (setting > 0) {
            return setting;
        }
        return (cores - 1) * parameters <= MOST_EXTRA_GRADIENTS ? cores : 1;
    }

    /** Logits of an automatic chunk: 64 MB in float32. */
    private static final long AUTOMATIC_LOGITS = 1L << 24;

    /**
     * Tokens whose logits are in memory at the same time.
     *
     * @param setting 0 chooses by the size of the vocabulary
     */
    public static long logprobChunk(int setting, int vocabulary) {
        return setting > 0 ? setting : Math.max(1, AUTOMATIC_LOGITS / vocabulary);
    }

    /** The same of these settings. */
    public long logprobChunk(int vocabulary) {
        return logprobChunk(logprobChunk, vocabulary);
    }
}
