package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    /** Ends the name of a training. */
    private static final String SEED = ", seed \\d+$";

    private static final Pattern SENTENCES = Pattern.compile("(?<!\\bDr\\.)(?<=[.!?]) (?=[\"(]?\\p{Lu})");

    private final Screen out;
    private final Screen err;
    private final boolean terminal;
    private @Nullable ProgressBar bar;
    private volatile String line = ""; // drawn by a thread of the bar
    private String stage = "";
    private int quarter;
    private double left;
    private boolean kept;

    public ReproduceConsole(PrintWriter out, PrintWriter err) {
        this(out, err, Terminal.present());
    }

    /** @param terminal whether a line can be drawn again */
    ReproduceConsole(PrintWriter out, PrintWriter err, boolean terminal) {
        this.out = Screen.of(out);
        this.err = Screen.of(err);
        this.terminal = terminal;
    }

    /** Prints what experiments would run, an arm in a line, and how long that takes; what several need counts once in the end. */
    public static void plan(PrintWriter printed, List<Reproduction> reproductions) {
        Screen out = Screen.of(printed);
        Map<String, PlannedStage> all = new LinkedHashMap<>();
        int planned = 0;
        for (Reproduction reproduction : reproductions) {
            List<PlannedStage> stages = reproduction.plan();
            header(out, reproduction);
            planned(out, stages);
            out.println();
            out.table(byArm(stages));
            out.println();
            stages.forEach(stage -> all.putIfAbsent(stage.key(), stage));
            planned += stages.size();
        }
        if (reproductions.size() > 1) {
            int shared = planned - all.size();
            out.line(
                    "all",
                    counted(List.copyOf(all.values()))
                            + (shared == 0 ? "" : "; what several experiments need counts once"));
            out.println();
        }
        out.flush();
    }

    /** Trainings of an arm that follow each other are one row. */
    private static Table byArm(List<PlannedStage> stages) {
        Map<String, List<PlannedStage>> rows = new LinkedHashMap<>();
        stages.forEach(stage -> rows.computeIfAbsent(
                        stage.kind() + "\n" + stage.name().replaceFirst(SEED, ""), _ -> new ArrayList<>())
                .add(stage));
        Table table = Table.ofTexts("stage", "of", "time");
        for (List<PlannedStage> row : rows.values()) {
            List<PlannedStage> due = row.stream().filter(stage -> !stage.kept()).toList();
            String name = row.getFirst().name();
            int kept = row.size() - due.size();
            table.row(
                    row.getFirst().kind(),
                    row.size() == 1 ? name : name.replaceFirst(SEED, "") + ", " + Words.counted(row.size(), "seed"),
                    due.isEmpty()
                            ? "done in " + about(seconds(row))
                            : (kept == 0 ? "" : kept + " done, the others ") + "about " + about(seconds(due)));
        }
        return table;
    }

    private static double seconds(List<PlannedStage> stages) {
        return stages.stream().mapToDouble(PlannedStage::seconds).sum();
    }

    /** A time that is not known to the second: {@code 45s}, {@code 10 min}, {@code 2 h 10 min}. */
    public static String about(double seconds) {
        long minutes = Math.round(seconds / 60);
        if (seconds < 120) {
            return StepLine.duration(seconds);
        }
        return minutes < 120 ? minutes + " min" : minutes / 60 + " h " + minutes % 60 + " min";
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
            boolean commas = chosen.arms().keySet().stream().anyMatch(arm -> arm.contains(","));
            out.line(
                    "arms",
                    String.join(commas ? "; " : ", ", chosen.arms().keySet()) + "; "
                            + Words.counted(chosen.seeds(), "seed") + " each");
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
        kept = stages.stream().anyMatch(PlannedStage::kept);
    }

    /** @return seconds that are left */
    private static double planned(Screen out, List<PlannedStage> stages) {
        out.line("plan", counted(stages));
        out.flush();
        return seconds(stages.stream().filter(stage -> !stage.kept()).toList());
    }

    private static String counted(List<PlannedStage> stages) {
        List<PlannedStage> due = stages.stream().filter(one -> !one.kept()).toList();
        int kept = stages.size() - due.size();
        return Words.counted(stages.size(), "stage")
                + (kept == stages.size() ? ", all done before" : kept > 0 ? ", " + kept + " done before" : "")
                + (due.isEmpty() ? "" : "; about " + about(seconds(due)));
    }

    /** Whether something of what was planned last was there before. */
    public boolean hasKept() {
        return kept;
    }

    @Override
    public synchronized void begins(PlannedStage begun, int number, int all, String from) {
        stage = number + "/" + all + " " + begun.inWords();
        quarter = 0;
        show(stage + (from.isEmpty() ? "" : ", goes on from " + from) + ", about " + about(left) + " left");
    }

    @Override
    public synchronized void progress(double share, double secondsLeft) {
        left = secondsLeft;
        String now = stage + ": " + Words.percent(share) + ", about " + about(secondsLeft) + " left";
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
