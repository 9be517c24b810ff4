/** Several processes that train one model: who takes part, and sums over all of them. */
@NullMarked
package zero4j.dist;

import org.jspecify.annotations.NullMarked;
