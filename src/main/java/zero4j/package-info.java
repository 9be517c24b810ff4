/** What every part may use: errors shown to the user, checks of settings, files that are whole or absent, locks of folders. */
@NullMarked
package zero4j;

import org.jspecify.annotations.NullMarked;
