package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import zero4j.PlainText;
import zero4j.Words;
import zero4j.eval.Evaluation;
import zero4j.recipe.TrainRecipe;
import zero4j.report.EvalTable;
import zero4j.rollout.RolloutBackend;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.train.TrainListener;

/**
 * Shows a training run: a line per step, evaluations, checkpoints, and bars in between where there is a terminal. Rollouts that run
 * ahead tell of themselves on a thread of their own.
 */
public final class TrainConsole implements TrainListener {
    /** Steps of a start that say little of the others: the machine is warming up. */
    private static final int WARM_UP = 2;

    /** Bytes whose reading takes so long that it is said: some seconds. */
    private static final long LONG_READ = 1_000_000_000;

    private final Screen out;
    private final PrintWriter err;
    private final boolean terminal;
    private final StepLine line;
    private final LongSupplier nanoTime;
    private final int samples;
    private final StopWords stopWords = new StopWords();
    private @Nullable ProgressDisplay bar;
    private @Nullable RunFolder run;
    private boolean titled;
    private long warm;
    private long stepsShown;

    /**
     * @param lastStep of the run
     * @param samples completions shown at each step
     * @param terminal whether bars can be shown
     * @param nanoTime clock that the remaining time is estimated by
     */
    TrainConsole(
            PrintWriter out, PrintWriter err, long lastStep, int samples, boolean terminal, LongSupplier nanoTime) {
        this.samples = samples;
        this.out = Screen.of(out);
        this.err = err;
        this.terminal = terminal;
        this.line = new StepLine(lastStep, this.out.columns());
        this.nanoTime = nanoTime;
    }

    /** Bars only where the program runs in a terminal. */
    public static TrainConsole of(PrintWriter out, PrintWriter err, TrainRecipe recipe) {
        return new TrainConsole(
                out, err, recipe.train().steps(), recipe.console().samples(), Terminal.present(), System::nanoTime);
    }

    /** What is done first where training is asked to stop now. */
    public String stopWords() {
        return stopWords.words();
    }

    @Override
    public synchronized void warning(String text) {
        closeBar();
        Screen.of(err).warning(text);
    }

    @Override
    public synchronized void server(String text) {
        closeBar();
        TrainHeader.line(out, "server", text);
        out.flush();
    }

    @Override
    public synchronized void started(RunFolder run) {
        this.run = run;
        TrainHeader.line(out, "run", run.path().toString());
        out.flush();
    }

    @Override
    public synchronized void hashing(Path model, long bytes) {
        if (bytes >= LONG_READ) {
            TrainHeader.line(
                    out,
                    "hash",
                    String.format(
                            Locale.ROOT,
                            "reading %.1f GB of %s, to know later whether they change",
                            bytes / 1e9,
                            model));
            out.flush();
        }
    }

    @Override
    public synchronized void resumed(RunFolder run, Optional<Path> checkpoint) {
        this.run = run;
        TrainHeader.line(out, "run", run.path().toString());
        TrainHeader.line(
                out,
                "resume",
                checkpoint.map(path -> "from " + path).orElse("from the beginning: there is no checkpoint"));
        out.flush();
    }

    @Override
    public synchronized RolloutBackend.Progress sampling(String what, long completions) {
        closeBar();
        boolean evaluation = what.equals("evaluation");
        stopWords.sampling(evaluation);
        if (terminal) {
            bar = ProgressDisplay.bar(what, "completions", completions, err);
            return bar;
        }
        return evaluation
                ? ProgressDisplay.lines("evaluating", "completions", completions, err)
                : RolloutBackend.Progress.NONE;
    }

    @Override
    public synchronized void step(StepRecord record) {
        closeBar();
        if (!titled) {
            out.println();
            out.println(line.title());
            titled = true;
        }
        stopWords.did(record.step());
        stepsShown++;
        out.println(line.text(record, secondsPerStep()));
        showSamples(record.step());
        out.flush();
    }

    private void showSamples(long step) {
        if (samples > 0 && run != null) {
            try (RunReader reader = RunReader.open(run.database())) {
                out.println();
                new CompletionsConsole(out).samples(reader.completions(step), samples);
                out.println();
            }
        }
    }

    @Override
    public void notApplied(long step, String why) {
        warning("step " + step + ": not applied: " + why);
    }

    /** Mean of the steps after the warm-up; NaN before there is one. */
    private double secondsPerStep() {
        long now = nanoTime.getAsLong();
        if (stepsShown <= WARM_UP) {
            warm = now;
            return Double.NaN;
        }
        return (now - warm) / 1e9 / (stepsShown - WARM_UP);
    }

    @Override
    public synchronized void evaluated(long step, Evaluation evaluation) {
        closeBar();
        if (step == 0) {
            out.println();
            out.println("before training");
            out.table(EvalTable.of(evaluation.scores(0)));
        } else {
            out.println(PlainText.line(summary(step, evaluation)));
        }
        evaluation.neverAsked().ifPresent(text -> out.println(PlainText.line(text)));
        evaluation.notEvaluated().ifPresent(text -> out.println(PlainText.line(text)));
        out.flush();
    }

    private static String summary(long step, Evaluation evaluation) {
        String greedy = Words.percent(evaluation.meanGreedyAccuracy());
        int k = evaluation.results().stream()
                .mapToInt(result -> result.k())
                .max()
                .orElse(0);
        String sampled = k > 0 ? ", avg@" + k + " " + Words.percent(evaluation.meanAvgAtK()) : "";
        List<String> each = evaluation.results().stream()
                .map(result -> result.benchmark() + " " + Words.percent(result.greedyAccuracy()))
                .toList();
        return "evaluation after step " + step + ": greedy " + greedy + sampled + " (" + String.join(", ", each) + ")";
    }

    @Override
    public synchronized void saved(Path checkpoint) {
        out.println(PlainText.line("saved " + checkpoint));
        out.flush();
    }

    private void closeBar() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
