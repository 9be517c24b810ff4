package zero4j.train;

import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import zero4j.algorithm.Surrogate;

/**
 * What happened while learning from one rollout batch. Means over tokens count the tokens of responses with an advantage, for
 * all others are left out of the computation.
 *
 * @param updates optimizer steps taken
 * @param skipped updates not applied because loss or gradient were not finite
 * @param loss mean over the updates
 * @param gradNorm mean over the updates, before clipping
 * @param learningRate of the last update
 * @param tokenCount response tokens that the means below are over, updates and epochs counted each; 0 if no response had an
 *     advantage, and then the means are 0
 * @param entropy mean, nats
 * @param clippedLow share of tokens without gradient because their ratio was below the clip
 * @param clippedHigh share of tokens without gradient because their ratio was above the clip
 * @param mismatch mean absolute difference of log-probs between sampler and learner in the first update, nats
 * @param mismatchKl estimate of KL(sampler || learner) in the first update, nats per token (k3, arXiv 2402.03300 equation 4)
 * @param tokens prompt and response tokens of responses with an advantage, updates and epochs counted each
 * @param secondsLogprobs spent on log-probs of the policy before the updates
 * @param secondsUpdate spent on the updates
 */
public record LearnReport(
        int updates,
        int skipped,
        double loss,
        double gradNorm,
        double learningRate,
        long tokenCount,
        double entropy,
        double clippedLow,
        double clippedHigh,
        double mismatch,
        double mismatchKl,
        long tokens,
        double secondsLogprobs,
        double secondsUpdate) {

    static final class Builder {
        private long tokens;
        private int updates;
        private int skipped;
        private double loss;
        private double gradNorm;
        private double learningRate;
        private long tokenCount;
        private double entropy;
        private double clippedLow;
        private double clippedHigh;
        private long firstTokens;
        private double mismatch;
        private double mismatchKl;
        private double secondsLogprobs;
        private double secondsUpdate;

        <T> T timeLogprobs(Supplier<T> work) {
            long start = System.nanoTime();
            T result = work.get();
            secondsLogprobs += (System.nanoTime() - start) / 1e9;
            return result;
        }

        void timeUpdate(Runnable work) {
            long start = System.nanoTime();
            work.run();
            secondsUpdate += (System.nanoTime() - start) / 1e9;
        }

        void tokens(MicroBatch batch, TokenLogprobs.Scores scores, Tensor sampler, Surrogate.TokenLosses losses) {
            tokens +=
                    batch.sequences().stream().mapToLong(s -> s.tokens().length).sum();
            tokenCount += sampler.size(0);
            entropy += scores.entropy().sum().item_double();
            clippedLow += losses.clippedLow().sum().item_double();
            clippedHigh += losses.clippedHigh().sum().item_double();
            if (updates + skipped == 0) {
                Tensor delta = scores.logprobs().detach().sub(sampler); // [scored]
                firstTokens += sampler.size(0);
                mismatch += delta.abs().sum().item_double();
                mismatchKl += delta.expm1().sub(delta).sum().item_double();
            }
        }

        void update(double updateLoss, double norm, double rate, boolean applied) {
            if (!applied) {
                skipped++;
                return;
            }
            updates++;
            loss += updateLoss;
            gradNorm += norm;
            learningRate = rate;
        }

        LearnReport build() {
            double perUpdate = Math.max(1, updates);
            double perToken = Math.max(1, tokenCount);
            double perFirst = Math.max(1, firstTokens);
            return new LearnReport(
                    updates,
                    skipped,
                    loss / perUpdate,
                    gradNorm / perUpdate,
                    learningRate,
                    tokenCount,
                    entropy / perToken,
                    clippedLow / perToken,
                    clippedHigh / perToken,
                    mismatch / perFirst,
                    mismatchKl / perFirst,
                    tokens,
                    secondsLogprobs,
                    secondsUpdate);
        }
    }
}
