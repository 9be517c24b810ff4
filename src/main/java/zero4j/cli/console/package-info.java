/** What a terminal shows: headers, step lines, progress. */
@NullMarked
package zero4j.cli.console;

import org.jspecify.annotations.NullMarked;
