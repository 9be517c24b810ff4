/** Tables and pages that the console and files share. */
@NullMarked
package zero4j.report;

import org.jspecify.annotations.NullMarked;
