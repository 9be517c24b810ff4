/** Settings: from YAML and overrides to the records that configure each part. */
@NullMarked
package zero4j.recipe;

import org.jspecify.annotations.NullMarked;
