/** Measurements of speed and memory: sampling, learning, whole steps. */
@NullMarked
package zero4j.bench;

import org.jspecify.annotations.NullMarked;
