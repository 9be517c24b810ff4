/**
 * The paper's experiments at nano scale: declared in files, run in stages that are kept by their content, judged claim by claim, and
 * shown on pages. {@link zero4j.reproduce.Experiment} is what a file declares, {@link zero4j.reproduce.Reproduction} runs it, {@link
 * zero4j.reproduce.Measurements} is what came out, {@link zero4j.reproduce.Outcome} what it says of the claims.
 */
@NullMarked
package zero4j.reproduce;

import org.jspecify.annotations.NullMarked;
