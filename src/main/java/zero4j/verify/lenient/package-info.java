/**
 * Finding the answer in texts that do not mark it as a model is asked to: for auditing other programs' outputs. No reward
 * uses it.
 */
@NullMarked
package zero4j.verify.lenient;

import org.jspecify.annotations.NullMarked;
