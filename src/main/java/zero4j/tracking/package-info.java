/** What a training tells programs that watch it: event files for TensorBoard, an address for Prometheus. */
@NullMarked
package zero4j.tracking;

import org.jspecify.annotations.NullMarked;
