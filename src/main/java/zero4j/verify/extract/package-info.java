/** Finding the answer in a response: one small rule per way of marking it, and chains of rules. */
@NullMarked
package zero4j.verify.extract;

import org.jspecify.annotations.NullMarked;
