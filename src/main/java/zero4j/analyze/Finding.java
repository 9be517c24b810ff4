package zero4j.analyze;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import zero4j.report.Table;
import zero4j.report.plot.Chart;

/**
 * What an analysis found, ready to be printed, drawn and kept.
 *
 * @param name of the analysis, which its files are called by
 * @param title what it shows, in a line
 * @param says what is to be known about it, in sentences: what was counted, by whom it was judged, what is lacking
 * @param exhibits at least one
 * @param data all numbers, of which exhibits can be drawn again: a tree of records, for JSON
 */
public record Finding(String name, String title, List<String> says, List<Exhibit> exhibits, Object data) {
    public Finding {
        says = List.copyOf(says);
        exhibits = List.copyOf(exhibits);
    }

    /** With one sentence more, if there is one. */
    Finding saying(Optional<String> more) {
        return new Finding(
                name, title, Stream.concat(says.stream(), more.stream()).toList(), exhibits, data);
    }

    /**
     * Numbers as a table and, where it helps, as a picture.
     *
     * @param name of its files, behind that of the analysis; empty if there is one exhibit only
     * @param title what it shows; the figure or table of the paper that it corresponds to
     * @param table for terminals and pages, in words and rounded
     * @param numbers the same and more for programs, a line for each thing, every column of texts or of unrounded numbers, shares in
     *     [0, 1]
     * @param chart the same to look at
     */
    public record Exhibit(String name, String title, Table table, Table numbers, Optional<Chart> chart) {}
}
