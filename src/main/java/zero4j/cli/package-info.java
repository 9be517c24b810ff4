/** The command line: one class per verb. */
@NullMarked
package zero4j.cli;

import org.jspecify.annotations.NullMarked;
