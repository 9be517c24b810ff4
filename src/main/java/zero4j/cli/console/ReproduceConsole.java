package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.regex.Pattern;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.Words;
import zero4j.report.Table;
import zero4j.reproduce.Experiment;
import zero4j.reproduce.ReproduceListener;
import zero4j.reproduce.Reproduction;

/**
 * Shows a reproduction: what will be run, and how far it is. In a terminal one line is drawn again and again, elsewhere there is a line at
 * the end of each stage and at each of its quarters.
 */
public final class ReproduceConsole implements ReproduceListener, AutoCloseable {
    private static final int WIDEST = 140;
    private static final int QUARTERS = 4;

    /** Letters of what the paper shows, in whole sentences: its page says all. */
    private static final int PAPER = 150;

    /** Less says only where in the paper it stands: then one more follows, however long. */
    private static final int LITTLE = 60;

    private static final Pattern SENTENCES = Pattern.compile("(?<!\\bDr\\.)(?<=[.!?]) (?=[\"(]?\\p{Lu})");

    private final Screen out;
    private final Screen err;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private volatile String line = ""; // drawn by a thread of the bar
    private String stage = "";
    private int quarter;
    private double left;

    public ReproduceConsole(PrintWriter out, PrintWriter err) {
        this(out, err, Terminal.present());
    }

    /** @param terminal whether a line can be drawn again */
    ReproduceConsole(PrintWriter out, PrintWriter err, boolean terminal) {
        this.out = Screen.of(out);
        this.err = Screen.of(err);
        this.terminal = terminal;
    }

    /** Prints what an experiment would run, stage by stage, and how long that takes. */
    public static void plan(PrintWriter printed, Reproduction reproduction) {
        List<PlannedStage> stages = reproduction.plan();
        Screen out = Screen.of(printed);
        header(out, reproduction);
        planned(out, stages);
        out.println();
        Table table = Table.ofTexts("stage", "of", "time");
        stages.forEach(stage -> table.row(
                stage.kind(),
                stage.name(),
                (stage.kept() ? "done in " : "about ") + StepLine.duration(stage.seconds())));
        out.table(table);
        out.println();
        out.flush();
    }

    /** What an experiment is, and what will be run of it. */
    public void header(Reproduction reproduction) {
        header(out, reproduction);
    }

    private static void header(Screen out, Reproduction reproduction) {
        Experiment chosen = reproduction.chosen();
        out.line("experiment", chosen.name() + ": " + chosen.title());
        if (!chosen.paper().isBlank()) {
            out.line("paper", beginning(chosen.paper()));
        }
        if (!chosen.arms().isEmpty()) {
            out.line(
                    "arms",
                    String.join(", ", chosen.arms().keySet()) + "; " + Words.counted(chosen.seeds(), "seed") + " each");
        }
        out.line("folder", reproduction.output().toString());
        out.flush();
    }

    /** The first sentences of a text in Markdown. */
    static String beginning(String markdown) {
        String paragraph = markdown.strip().replaceFirst("(?s)\\n\\s*\\n.*", "");
        String text = paragraph.replaceAll("[*`]", "").replaceAll("\\s+", " ");
        String sentences = "";
        for (String sentence : SENTENCES.split(text)) {
            if (sentences.length() >= LITTLE && sentences.length() + 1 + sentence.length() > PAPER) {
                break;
            }
            sentences = (sentences + " " + sentence).strip();
        }
        return sentences;
    }

    @Override
    public void planned(List<PlannedStage> stages) {
        left = planned(out, stages);
    }

    /** @return seconds that are left */
    private static double planned(Screen out, List<PlannedStage> stages) {
        List<PlannedStage> due = stages.stream().filter(one -> !one.kept()).toList();
        double seconds = due.stream().mapToDouble(PlannedStage::seconds).sum();
        int kept = stages.size() - due.size();
        out.line(
                "plan",
                Words.counted(stages.size(), "stage")
                        + (kept == stages.size() ? ", all done before" : kept > 0 ? ", " + kept + " done before" : "")
                        + (due.isEmpty() ? "" : "; about " + StepLine.duration(seconds)));
        out.flush();
        return seconds;
    }

    @Override
    public synchronized void begins(PlannedStage begun, int number, int all) {
        stage = number + "/" + all + " " + begun.inWords();
        quarter = 0;
        show(stage + ", about " + StepLine.duration(left) + " left");
    }

    @Override
    public synchronized void progress(double share, double secondsLeft) {
        left = secondsLeft;
        String now = stage + ": " + Words.percent(share) + ", about " + StepLine.duration(secondsLeft) + " left";
        int reached = (int) (share * QUARTERS);
        if (terminal) {
            show(now);
        } else if (reached > quarter && reached < QUARTERS) {
            quarter = reached;
            show(now);
        }
    }

    @Override
    public synchronized void ends(PlannedStage ended, int number, int all) {
        if (!terminal && !ended.kept()) {
            show(number + "/" + all + " " + ended.inWords() + ": done in " + StepLine.duration(ended.seconds()));
        }
    }

    @Override
    public synchronized void failed(PlannedStage failed, UserError why) {
        close();
        err.error(failed.inWords() + ": " + why.getMessage());
    }

    @Override
    public synchronized void warning(String text) {
        close();
        err.warning(text);
    }

    private void show(String text) {
        line = PlainText.line(text);
        if (!terminal) {
            err.println(line);
            err.flush();
            return;
        }
        if (bar == null) {
            int columns = ProgressDisplay.barWidth(Terminal.columns());
            bar = new ProgressBarBuilder()
                    .setInitialMax(1)
                    .setUpdateIntervalMillis(500)
                    .continuousUpdate() // what is drawn changes, whatever the bar counts
                    .clearDisplayOnFinish()
                    .setRenderer((_, most) -> drawn(Math.min(most, WIDEST)))
                    .setConsumer(new ConsoleProgressBarConsumer(System.err, columns))
                    .build();
        }
    }

    /** Nothing of a longer line before stays behind it. */
    private String drawn(int columns) {
        String text = PlainText.cut(line, columns);
        return text + " ".repeat(columns - PlainText.columns(text));
    }

    /** Takes the progress line away, if there is one. */
    @Override
    public synchronized void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
