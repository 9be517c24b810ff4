/** Several processes of the program on this machine, started and ended together. */
@NullMarked
package zero4j.launch;

import org.jspecify.annotations.NullMarked;
