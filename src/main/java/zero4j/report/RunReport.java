package zero4j.report;

import java.nio.file.Path;
import java.util.List;
import zero4j.AtomicFile;
import zero4j.Words;
import zero4j.run.Provenance;
import zero4j.run.RunFolder;

/**
 * Runs as a page that can be sent: one HTML file with all that it needs, without scripts and without a network. What data say is
 * shown and does nothing.
 */
public final class RunReport {
    /** Name of the report in the folder of a run. */
    public static final String PAGE = "report.html";

    /** Name of the report in the folder of a comparison. */
    public static final String COMPARISON = "compare.html";

    /** Pixels of a PNG for one of the chart. */
    private static final double SHARP = 2;

    private final List<ReportedRun> runs;

    private RunReport(List<ReportedRun> runs) {
        this.runs = runs;
    }

    /**
     * Reads what these runs recorded, also those that go on or were killed.
     *
     * @param folders at least one
     * @throws zero4j.UserError if one of them recorded nothing, or cannot be read
     */
    public static RunReport of(List<RunFolder> folders) {
        return new RunReport(folders.stream().map(ReportedRun::read).toList());
    }

    /** Writes the page. */
    public void write(Path file) {
        AtomicFile.write(file, html());
    }

    /**
     * Writes each chart of the page as PNG, named by what it shows.
     *
     * @return the files
     * @throws zero4j.UserError if Java cannot draw on this machine
     */
    public List<Path> writePictures(Path folder) {
        return figures().stream()
                .map(figure -> {
                    Path file = folder.resolve(figure.name() + ".png");
                    AtomicFile.write(file, figure.chart().png(SHARP));
                    return file;
                })
                .toList();
    }

    private List<RunFigures.Figure> figures() {
        return runs.size() == 1 ? RunFigures.of(runs.getFirst()) : new SeveralRuns(runs).figures();
    }

    /** The page. */
    public String html() {
        String title = runs.size() == 1 ? runs.getFirst().name() : Words.counted(runs.size(), "run");
        return Html.page("zero4j: " + title, page -> {
            if (runs.size() == 1) {
                new RunPage(runs.getFirst()).write(page, figures());
            } else {
                new SeveralRuns(runs).write(page);
            }
            page.element(
                    "p",
                    "Made by zero4j " + Provenance.programVersion() + " from what the "
                            + (runs.size() == 1 ? "run" : "runs") + " recorded.",
                    "class",
                    "soft");
        });
    }

    /** Charts in the page, each with its words. */
    static void charts(Html page, List<RunFigures.Figure> figures) {
        page.open("div", "class", "charts");
        for (RunFigures.Figure figure : figures) {
            page.open("figure").markup(figure.chart().svg());
            page.element("figcaption", figure.caption()).close();
        }
        page.close();
    }
}
