/** The page that shows runs in a browser: a small server that only reads, and what it answers. */
@NullMarked
package zero4j.dashboard;

import org.jspecify.annotations.NullMarked;
