package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zero4j.PlainText;
import zero4j.Words;
import zero4j.analyze.Finding;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SamplePass;
import zero4j.analyze.judge.JudgeCost;
import zero4j.rollout.RolloutBackend;
import zero4j.session.AnalyzeListener;

/** Shows an analysis: what is sampled, how far it is, and what was found. */
public final class AnalyzeConsole implements AnalyzeListener, AutoCloseable {
    private final Screen out;
    private final PrintWriter err;
    private final UnaryOperator<String> words;
    private final AtomicLong finished = new AtomicLong();
    private volatile @Nullable ProgressDisplay bar;
    private long due;
    private long begun;

    /** @param words says a message in the words of the command */
    public AnalyzeConsole(PrintWriter out, PrintWriter err, UnaryOperator<String> words) {
        this.out = Screen.of(out);
        this.err = err;
        this.words = words;
    }

    @Override
    public void warning(String text) {
        Screen.of(err).warning(words.apply(text));
    }

    @Override
    public void planned(Path folder, SamplePass pass, List<SampleCell> cells, List<SampleCell> missing) {
        SamplePass.Settings settings = pass.settings();
        for (String name : cells.stream().map(SampleCell::model).distinct().toList()) {
            out.line("model", name + " (" + pass.model(name).orElseThrow().folder() + ")");
        }
        out.line(
                "questions",
                settings.benchmarks().stream()
                        .map(set -> set.name() + " "
                                + (settings.questions() == 0
                                        ? set.questions()
                                        : Math.min(settings.questions(), set.questions()) + " of " + set.questions()))
                        .collect(Collectors.joining(", ")));
        out.line(
                "prompts",
                "templates "
                        + cells.stream().map(SampleCell::template).distinct().collect(Collectors.joining(", "))
                        + "; at most " + Words.counted(settings.maxNewTokens(), "token"));
        out.line("samples", samples(cells) + "; seed " + settings.seed());
        out.line("verifier", Header.verifier(settings.verifier()));
        long completions = missing.stream()
                .mapToLong(cell -> settings.asked() * cell.samples())
                .sum();
        out.line(
                "stored",
                folder + ": " + (cells.size() - missing.size()) + " of " + Words.counted(cells.size(), "cell")
                        + (missing.isEmpty() ? "" : "; the others have " + Words.counted(completions, "completion")));
        out.flush();
    }

    private static String samples(List<SampleCell> cells) {
        List<SampleCell> sampled =
                cells.stream().filter(cell -> cell.temperature() > 0).toList();
        String greedy = "one greedy";
        return sampled.isEmpty()
                ? greedy
                : greedy + ", and "
                        + sampled.stream().mapToInt(SampleCell::samples).max().orElseThrow()
                        + " at each temperature of "
                        + sampled.stream()
                                .map(SampleCell::temperature)
                                .distinct()
                                .sorted()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", "));
    }

    @Override
    public RolloutBackend.Progress sampling(long kept, long completions) {
        if (kept > 0) {
            out.line("resume", "behind " + Words.counted(kept, "completion") + " of a cell that was not finished");
            out.flush();
        }
        due = completions;
        finished.set(0);
        begun = System.nanoTime();
        ProgressDisplay shown = ProgressDisplay.fitting("sampling", "completions", completions, err);
        bar = shown;
        return completion -> {
            finished.incrementAndGet();
            shown.finished(completion);
        };
    }

    @Override
    public void sampled(SampleCell cell, SamplePass.Counts counts, int done, int missing) {
        if (!Terminal.present()) { // the bar says how far it is
            err.println("sampled " + done + " of " + Words.counted(missing, "cell") + ": " + cell.inWords() + ", "
                    + percent(counts.correct(), counts.completions()) + " correct" + left());
            err.flush();
        }
    }

    /** How long the rest takes at the speed so far. */
    private String left() {
        long done = finished.get();
        long seconds = (System.nanoTime() - begun) / 1_000_000_000;
        return done == 0 || done >= due
                ? ""
                : "; about " + StepLine.duration((double) seconds * (due - done) / done) + " left";
    }

    @Override
    public void stopped(Path folder) {
        close();
        out.println();
        out.line("stopped", "what was sampled is kept in " + folder);
        out.flush();
    }

    /** The command that goes on, said below what stopped. */
    public void goOn(String command) {
        out.command("go on", command);
        out.flush();
    }

    /** What was sampled, in short. */
    public void overview(SampleFolder samples) {
        close();
        out.println();
        out.table(samples.overview());
        out.println();
        out.line("saved to", samples.path().toString());
        out.flush();
    }

    @Override
    public void judging(JudgeCost cost) {
        close();
        judge(cost);
        if (cost.calls() > 0) {
            bar = ProgressDisplay.fitting("judging", "calls", cost.calls(), err);
        }
    }

    @Override
    public void judged(long calls) {
        ProgressDisplay shown = bar;
        if (shown != null) {
            shown.advance();
        }
    }

    /** What a model that judges will take. */
    public void judge(JudgeCost cost) {
        out.line("judge", cost.inWords());
        out.flush();
    }

    @Override
    public void found(Finding finding) {
        close();
        out.println();
        out.println(PlainText.line(finding.title()));
        for (Finding.Exhibit exhibit : finding.exhibits()) {
            out.println();
            out.println(PlainText.line(exhibit.title()));
            out.table(exhibit.table());
        }
        out.println();
        finding.says().forEach(out::paragraph);
        out.flush();
    }

    /** Where the files are. */
    public void written(Path file) {
        out.println();
        out.line("written", file.toString());
        out.flush();
    }

    private static String percent(long part, long all) {
        return Words.percent(all == 0 ? 0 : (double) part / all);
    }

    /** Takes the bar away, if there is one. */
    @Override
    public void close() {
        ProgressDisplay shown = bar;
        if (shown != null) {
            shown.close();
            bar = null;
        }
    }
}
