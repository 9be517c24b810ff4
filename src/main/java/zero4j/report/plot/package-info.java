/** Small charts as SVG and PNG: curves, bands, bars, stacked areas, dots. Readable on light and on dark pages. Depends on nothing. */
@NullMarked
package zero4j.report.plot;

import org.jspecify.annotations.NullMarked;
