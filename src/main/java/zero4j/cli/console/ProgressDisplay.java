package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.concurrent.atomic.AtomicLong;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;
import zero4j.rollout.Completion;
import zero4j.rollout.RolloutBackend;

/**
 * How far a task is: a bar that vanishes at the end where there is a terminal, otherwise a line at every quarter. Counts from
 * any thread.
 */
public final class ProgressDisplay implements RolloutBackend.Progress, AutoCloseable {
    private static final int WIDEST = 140;

    private final String task;
    private final String unit;
    private final long total;
    private final PrintWriter lines;
    private final AtomicLong done = new AtomicLong();
    private final @Nullable ProgressBar bar;

    private ProgressDisplay(String task, String unit, long total, PrintWriter lines, @Nullable ProgressBar bar) {
        this.task = task;
        this.unit = unit;
        this.total = total;
        this.lines = lines;
        this.bar = bar;
    }

    /** A bar on the error stream, which must be a terminal, as wide as that. */
    static ProgressDisplay bar(String task, String unit, long total, PrintWriter err) {
        return bar(task, unit, total, err, new ConsoleProgressBarConsumer(System.err, barWidth(Terminal.columns())));
    }

    /** Not wider than is good to look at; and not in the last column, where some terminals go on to the next line. */
    static int barWidth(int columns) {
        return Math.min(WIDEST, columns - 1);
    }

    static ProgressDisplay bar(String task, String unit, long total, PrintWriter err, ProgressBarConsumer shows) {
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName(task)
                .setInitialMax(total)
                .setUnit(" " + unit, 1)
                .setStyle(ProgressBarStyle.ASCII)
                .setUpdateIntervalMillis(200)
                .clearDisplayOnFinish()
                .setMaxRenderedLength(shows.getMaxRenderedLength())
                .setConsumer(shows)
                .build();
        return new ProgressDisplay(task, unit, total, err, bar);
    }

    /** Plain lines. */
    static ProgressDisplay lines(String task, String unit, long total, PrintWriter lines) {
        return new ProgressDisplay(task, unit, total, lines, null);
    }

    /** A bar on the error stream if the program runs in a terminal, otherwise lines to {@code err}. */
    public static ProgressDisplay fitting(String task, String unit, long total, PrintWriter err) {
        return Terminal.present() ? bar(task, unit, total, err) : lines(task, unit, total, err);
    }

    /** One more is done. */
    public void advance() {
        long now = done.incrementAndGet();
        if (bar != null) {
            bar.step();
        } else if (now * 4 / total > (now - 1) * 4 / total && now < total) {
            lines.println(task + ": " + now + " of " + total + " " + unit);
        }
    }

    @Override
    public void finished(Completion completion) {
        advance();
    }

    @Override
    public void close() {
        if (bar != null) {
            bar.close();
        }
    }
}
