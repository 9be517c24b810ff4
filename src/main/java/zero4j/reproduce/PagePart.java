package zero4j.reproduce;

import zero4j.report.Table;
import zero4j.report.plot.Chart;

/** Something on a page, whether it is written as HTML or as Markdown. */
sealed interface PagePart {
    /**
     * A heading.
     *
     * @param level 1 for the page's own, 2 and 3 below
     */
    record Heading(int level, String text) implements PagePart {}

    /** A plain text: whatever it says is shown as it is. */
    record Said(String text) implements PagePart {}

    /** Something to keep in mind before one reads on. */
    record Caution(String text) implements PagePart {}

    /** A text in Markdown. */
    record Marked(String markdown) implements PagePart {}

    record Numbers(Table table) implements PagePart {}

    /**
     * A chart.
     *
     * @param name of its files, without ending
     * @param caption below it
     */
    record Figure(String name, String title, String caption, Chart chart) implements PagePart {}

    /** A command to copy. */
    record Command(String line) implements PagePart {}
}
