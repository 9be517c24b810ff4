/**
 * Measures a verifier: changes of references that keep or surely change their meaning, and generated inputs.
 *
 * <p>Nothing here shares code with the verifier's own reading: it is a second, much smaller opinion on what a reference
 * means, and it leaves alone whatever it does not surely understand.
 */
@NullMarked
package zero4j.bench.verify;

import org.jspecify.annotations.NullMarked;
