package zero4j.session;

import org.jspecify.annotations.Nullable;
import zero4j.eval.EvalSettings;
import zero4j.verify.VerifierSettings;

/**
 * What is evaluated and how, as {@code evaluation.json} says it.
 *
 * @param program version of this program
 * @param model its folder
 * @param run that trained it; null if it is no checkpoint of one
 * @param step steps trained before; null if it is no checkpoint of a run
 * @param reward its name
 * @param verifier how answers are compared
 * @param compute device and precision
 * @param engine that samples
 */
record EvalOrigin(
        String program,
        String model,
        @Nullable String run,
        @Nullable Long step,
        String template,
        String reward,
        VerifierSettings verifier,
        long seed,
        String compute,
        String engine,
        EvalSettings settings) {}
