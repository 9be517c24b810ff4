/** What every part may use: the error that is shown to the user. */
@NullMarked
package zero4j;

import org.jspecify.annotations.NullMarked;
