/** Policy-gradient objectives, each composed of advantage, surrogate, aggregation and KL. */
@NullMarked
package zero4j.algorithm;

import org.jspecify.annotations.NullMarked;
