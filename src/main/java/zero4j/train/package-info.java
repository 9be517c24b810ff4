/** The training loop and what it writes down; no tensor. */
@NullMarked
package zero4j.train;

import org.jspecify.annotations.NullMarked;
