package zero4j.dashboard;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of the page, read once from the class path: only these can be asked for. */
final class PageFiles {
    /** The one library of the page. */
    private static final String UPLOT = "/META-INF/resources/webjars/uplot/1.6.30/dist/";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml");

    private static final List<String> OWN = List.of(
            "index.html",
            "page.css",
            "icon.svg",
            "main.js",
            "overview.js",
            "curves.js",
            "chart.js",
            "completion.js",
            "groups.js",
            "evaluation.js",
            "settings.js",
            "picker.js",
            "series.js",
            "state.js",
            "dom.js",
            "text.js");

    private final Map<String, Reply> files = new HashMap<>();

    PageFiles() {
        OWN.forEach(name -> files.put("/" + name, reply(name, name)));
        files.put("/", reply("index.html", "index.html"));
        files.put("/uplot.js", reply(UPLOT + "uPlot.esm.js", "uplot.js"));
        files.put("/uplot.css", reply(UPLOT + "uPlot.min.css", "uplot.css"));
    }

    Optional<Reply> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static Reply reply(String resource, String name) {
        try (InputStream in = PageFiles.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("the file " + resource + " of the page is not on the class path");
            }
            String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "application/octet-stream");
            return new Reply(200, type, in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
