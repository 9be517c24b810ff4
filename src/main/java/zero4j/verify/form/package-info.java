/** The form of an answer: what is left to calculate in it that the reference does not leave. */
@NullMarked
package zero4j.verify.form;

import org.jspecify.annotations.NullMarked;
