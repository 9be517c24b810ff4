/** The command line: one class per verb, the wiring, and the console. */
@NullMarked
package zero4j.cli;

import org.jspecify.annotations.NullMarked;
