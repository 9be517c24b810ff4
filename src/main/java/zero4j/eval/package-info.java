/** Benchmarks, the evaluator, and what it reports. */
@NullMarked
package zero4j.eval;

import org.jspecify.annotations.NullMarked;
