package zero4j.session;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import zero4j.eval.Benchmark;
import zero4j.eval.EvalSettings;
import zero4j.reward.RewardFunction;
import zero4j.rollout.Prompt;
import zero4j.run.Provenance;
import zero4j.verify.VerifierSettings;

/**
 * What an evaluation names, opened and checked.
 *
 * @param reward marks the answers
 * @param verifier compares them, if the reward is not the caller's own
 * @param seed of the samples
 * @param origin where the model comes from
 * @param fromRun settings that are as in the run that trained the model, since nobody said otherwise: {@code suite}, {@code columns},
 *     {@code questions}, {@code template}, {@code reward}, {@code verifier}, {@code seed}, {@code samples}, {@code temperature},
 *     {@code max_new_tokens}, {@code compute}
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
        ModelOrigin origin,
        Set<String> fromRun,
        Path output)
        implements AutoCloseable {
    /** Longest prompt (tokens) that the model can be asked. */
    int maxPromptTokens() {
        return model.config().longestSequence() - 1;
    }

    /** Steps that trained the model, as far as it is known. */
    long step() {
        return origin.step().orElse(0);
    }

    /** The same, kept in another folder. */
    EvalSetup in(Path folder) {
        return new EvalSetup(model, benchmarks, prompting, reward, verifier, settings, seed, origin, fromRun, folder);
    }

    /** The first prompt that the model will be asked. */
    public Prompt firstPrompt() {
        return prompting.apply(benchmarks.getFirst().set().get(0));
    }

    EvalOrigin description() {
        return new EvalOrigin(
                Provenance.programVersion(),
                origin.server().isPresent() ? model.identity() : model.folder().toString(),
                origin.run().map(Path::toString).orElse(null),
                origin.step().isPresent() ? origin.step().getAsLong() : null,
                prompting.template().name(),
                reward.name(),
                verifier,
                seed,
                model.device(),
                model.engine(),
                settings);
    }

    @Override
    public void close() {
        reward.close();
        model.close();
    }
}
