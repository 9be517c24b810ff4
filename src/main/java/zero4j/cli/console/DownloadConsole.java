package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import zero4j.hub.DownloadListener;
import zero4j.hub.HubFile;

/** Shows how far a download is, in megabytes. */
public final class DownloadConsole implements DownloadListener, AutoCloseable {
    private static final long MEGABYTE = 1_000_000;

    private final String name;
    private final PrintWriter err;
    private long expected;
    private long received;
    private @Nullable ProgressDisplay display;

    public DownloadConsole(String name, PrintWriter err) {
        this.name = name;
        this.err = err;
    }

    /** A number of bytes for people. */
    public static String size(long bytes) {
        return bytes < MEGABYTE
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }

    @Override
    public synchronized void begun(String commit, List<HubFile> files, long toFetch) {
        expected = toFetch;
        if (toFetch >= MEGABYTE) {
            display = ProgressDisplay.fitting(name, "MB", toFetch / MEGABYTE, err);
        }
    }

    @Override
    public synchronized void received(long bytes) {
        long before = received;
        received = Math.min(expected, received + bytes); // what comes twice counts once
        for (long i = before / MEGABYTE; i < received / MEGABYTE && display != null; i++) {
            display.advance();
        }
    }

    @Override
    public synchronized void note(String message) {
        err.println(message);
        err.flush();
    }

    @Override
    public synchronized void close() {
        if (display != null) {
            display.close();
        }
    }
}
