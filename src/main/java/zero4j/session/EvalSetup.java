package zero4j.session;

import java.nio.file.Path;
import java.util.List;
import zero4j.eval.Benchmark;
import zero4j.eval.EvalSettings;
import zero4j.reward.RewardFunction;
import zero4j.verify.VerifierSettings;

/**
 * What an evaluation names, opened and checked.
 *
 * @param reward marks the answers
 * @param verifier compares them, if the reward is not the caller's own
 * @param seed of the samples
 * @param output folder of scores and completions
 */
public record EvalSetup(
        LoadedModel model,
        List<Benchmark> benchmarks,
        Prompting prompting,
        RewardFunction reward,
        VerifierSettings verifier,
        EvalSettings settings,
        long seed,
        Path output)
        implements AutoCloseable {
    /** Longest prompt (tokens) that the model can be asked. */
    int maxPromptTokens() {
        return model.config().longestSequence() - 1;
    }

    @Override
    public void close() {
        reward.close();
        model.close();
    }
}
