package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zero4j.PlainText;
import zero4j.Words;
import zero4j.eval.Benchmark;
import zero4j.eval.EvalSettings;
import zero4j.report.EvalTable;
import zero4j.rollout.RolloutBackend;
import zero4j.session.EvalListener;
import zero4j.session.EvalResult;
import zero4j.session.EvalSetup;

/** Shows an evaluation: what is asked, and how far it is, and the scores. */
public final class EvalConsole implements EvalListener, AutoCloseable {
    private final Screen out;
    private final PrintWriter err;
    private final UnaryOperator<String> words;
    private @Nullable ProgressDisplay bar;

    /** @param words says a message in the words of the command */
    public EvalConsole(PrintWriter out, PrintWriter err, UnaryOperator<String> words) {
        this.words = words;
        this.out = Screen.of(out);
        this.err = err;
    }

    /** What is said before the evaluation. */
    public void header(EvalSetup setup) {
        EvalSettings settings = setup.settings();
        TrainHeader.line(
                out, "model", Header.model(setup.model().folder(), setup.model().config()));
        setup.origin()
                .run()
                .ifPresent(run -> TrainHeader.line(
                        out,
                        "run",
                        run + ", after " + Header.steps(setup.origin().step().orElse(0))));
        TrainHeader.line(
                out,
                "device",
                setup.model().placement() + "; sampled by " + setup.model().engine() + from(setup, "compute"));
        TrainHeader.line(out, "questions", counts(setup.benchmarks(), settings.questions()) + from(setup, "suite"));
        TrainHeader.line(
                out,
                "prompts",
                "template " + setup.prompting().template().name() + from(setup, "template") + "; greedy"
                        + (settings.samples() > 0
                                ? " and " + Words.counted(settings.samples(), "sample") + from(setup, "samples")
                                        + " at temperature "
                                        + settings.temperature() + from(setup, "temperature") + ", seed " + setup.seed()
                                        + from(setup, "seed")
                                : "")
                        + "; at most " + Words.counted(settings.maxNewTokens(), "token")
                        + from(setup, "max_new_tokens"));
        TrainHeader.line(out, "reward", Header.reward(setup.reward()) + from(setup, "reward"));
        TrainHeader.line(out, "verifier", Header.verifier(setup.verifier()) + from(setup, "verifier"));
        out.flush();
    }

    private static String from(EvalSetup setup, String setting) {
        return setup.fromRun().contains(setting) ? setup.origin().inWords() : "";
    }

    /** As many as will be asked. */
    private static String counts(List<Benchmark> benchmarks, int limit) {
        return benchmarks.stream()
                .map(benchmark -> benchmark.name() + " " + benchmark.count(limit)
                        + (benchmark.count(limit) < benchmark.set().size()
                                ? " of " + benchmark.set().size()
                                : "")
                        + Header.columns(benchmark.set()))
                .collect(Collectors.joining(", "));
    }

    @Override
    public void warning(String text) {
        Screen.of(err).warning(words.apply(text));
    }

    @Override
    public void resumed(long kept, long all) {
        TrainHeader.line(out, "resume", "behind " + kept + " of " + Words.counted(all, "completion"));
        out.flush();
    }

    @Override
    public RolloutBackend.Progress sampling(long completions) {
        bar = ProgressDisplay.fitting("evaluating", "completions", completions, err);
        return bar;
    }

    @Override
    public void evaluated(EvalResult result) {
        close();
        out.println();
        out.table(EvalTable.of(result.evaluation().scores(0)));
        result.evaluation().notEvaluated().ifPresent(text -> out.println(PlainText.line(text)));
        out.println();
        out.line("saved to", result.output().toString());
        out.flush();
    }

    @Override
    public void stopped(EvalResult result, long kept, long all) {
        close();
        out.println();
        out.line("stopped", "with " + kept + " of " + Words.counted(all, "completion") + " in " + result.output());
        out.flush();
    }

    /** The command that goes on, said below what stopped. */
    public void goOn(String command) {
        out.command("go on", command);
        out.flush();
    }

    /** Takes the bar away, if there is one. */
    @Override
    public void close() {
        if (bar != null) {
            bar.close();
            bar = null;
        }
    }
}
