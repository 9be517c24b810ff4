/**
 * Judges of responses: a language model behind any endpoint that speaks as OpenAI's does, and rules for those who have none. The
 * only package that knows the library for such endpoints.
 */
@NullMarked
package zero4j.analyze.judge;

import org.jspecify.annotations.NullMarked;
