/** The memory of a run: its folder, its database, its metrics, its provenance. */
@NullMarked
package zero4j.run;

import org.jspecify.annotations.NullMarked;
