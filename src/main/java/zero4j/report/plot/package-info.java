/** Small line charts as SVG, readable on light and on dark pages. Depends on nothing. */
@NullMarked
package zero4j.report.plot;

import org.jspecify.annotations.NullMarked;
