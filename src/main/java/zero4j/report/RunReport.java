package zero4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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
        Html page = new Html();
        String title = runs.size() == 1 ? runs.getFirst().name() : Words.counted(runs.size(), "run");
        page.open("html", "xmlns", "http://www.w3.org/1999/xhtml", "lang", "en").open("head");
        page.open("meta", "charset", "utf-8");
        page.open("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
        page.open(
                "meta",
                "http-equiv",
                "Content-Security-Policy",
                "content",
                "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'");
        page.element("title", "zero4j: " + title);
        page.open("style").markup(style()).close().close().open("body");
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
        return page.close().close().end();
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

    private static String style() {
        try (InputStream in = RunReport.class.getResourceAsStream("report.css")) {
            if (in == null) {
                throw new IllegalStateException("resource report.css is missing");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
