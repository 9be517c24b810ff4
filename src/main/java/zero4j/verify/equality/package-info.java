/** Whether two expressions are the same answer. */
@NullMarked
package zero4j.verify.equality;

import org.jspecify.annotations.NullMarked;
