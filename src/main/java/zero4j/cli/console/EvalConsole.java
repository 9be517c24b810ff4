package zero4j.cli.console;

import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import zero4j.PlainText;
import zero4j.Words;
import zero4j.eval.Benchmark;
import zero4j.eval.EvalSettings;
import zero4j.report.EvalTable;
import zero4j.report.ScoreTables;
import zero4j.rollout.RolloutBackend;
import zero4j.session.EvalListener;
import zero4j.session.EvalResult;
import zero4j.session.EvalSetup;
import zero4j.session.MatrixResult;
import zero4j.session.MatrixRow;
import zero4j.session.MatrixSetup;

/** Shows evaluations: what is asked, and how far it is, and the scores. */
public final class EvalConsole implements EvalListener, AutoCloseable {
    /** Tables of what is behind the scores. */
    private static final Set<String> DETAILS = Set.of("levels", "answers", "samples", "pass");

    private final Screen out;
    private final PrintWriter err;
    private final UnaryOperator<String> words;
    private @Nullable ProgressDisplay bar;
    private boolean several;
    /** Of a table, the row that is sampled. */
    private String task = "evaluating";

    /** @param words says a message in the words of the command */
    public EvalConsole(PrintWriter out, PrintWriter err, UnaryOperator<String> words) {
        this.words = words;
        this.out = Screen.of(out);
        this.err = err;
    }

    /** What is said before the evaluation. */
    public void header(MatrixSetup setup) {
        several = setup.rows().size() > 1;
        Set<String> seen = new HashSet<>();
        for (MatrixRow row : setup.rows()) {
            if (seen.add(row.setup().model().identity())) {
                model(row.setup());
            }
        }
        EvalSetup first = setup.rows().getFirst().setup();
        EvalSettings settings = first.settings();
        TrainHeader.line(out, "questions", counts(first.benchmarks(), settings.questions()) + from(first, "suite"));
        String templates = setup.rows().stream()
                .map(row -> row.template() + from(row.setup(), "template"))
                .distinct()
                .collect(Collectors.joining(", "));
        TrainHeader.line(
                out,
                "prompts",
                (several ? "templates " : "template ") + templates + "; greedy"
                        + (settings.samples() > 0
                                ? " and " + Words.counted(settings.samples(), "sample") + from(first, "samples")
                                        + " at temperature "
                                        + settings.temperature() + from(first, "temperature") + ", seed " + first.seed()
                                        + from(first, "seed")
                                : "")
                        + "; at most " + Words.counted(settings.maxNewTokens(), "token")
                        + from(first, "max_new_tokens"));
        TrainHeader.line(out, "verifier", Header.verifier(first.verifier()) + from(first, "verifier"));
        if (several) {
            long done = setup.rows().stream().filter(MatrixRow::done).count();
            TrainHeader.line(
                    out,
                    "table",
                    Words.counted(setup.rows().size(), "row")
                            + (done > 0 ? ", " + done + " of them finished before" : ""));
        } else {
            asked(first);
        }
        out.flush();
    }

    private void model(EvalSetup setup) {
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
                setup.model().device() + "; sampled by " + setup.model().engine() + from(setup, "compute"));
    }

    /** How the answers of a row are marked, and what its model is asked first. */
    private void asked(EvalSetup setup) {
        TrainHeader.line(out, "reward", Header.reward(setup.reward()) + from(setup, "reward"));
        TrainHeader.prompt(out, 1, setup.firstPrompt());
    }

    @Override
    public void row(MatrixRow row, int number, int of) {
        if (several) {
            task = "evaluating " + PlainText.line(row.label());
            out.println();
            TrainHeader.line(out, "row " + number + "/" + of, row.label() + (row.done() ? ": finished before" : ""));
            if (!row.done()) {
                asked(row.setup());
            }
            out.flush();
        }
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
        bar = ProgressDisplay.fitting(task, "completions", completions, err);
        return bar;
    }

    @Override
    public void evaluated(EvalResult result) {
        close();
        if (!several) {
            out.println();
            out.table(EvalTable.of(result.evaluation().scores(0)));
            result.evaluation().neverAsked().ifPresent(text -> out.println(PlainText.line(text)));
            result.evaluation().notEvaluated().ifPresent(text -> out.println(PlainText.line(text)));
        }
        out.flush();
    }

    private void show(ScoreTables.Titled titled) {
        out.println();
        out.println(PlainText.line(titled.title()));
        out.table(titled.table());
    }

    @Override
    public void tabled(MatrixResult result) {
        List<ScoreTables.Titled> tables = ScoreTables.of(result.scores());
        // What matters most comes last, where it is seen.
        tables.stream().filter(one -> DETAILS.contains(one.name())).forEach(this::show);
        if (several) {
            tables.stream().filter(one -> !DETAILS.contains(one.name())).forEach(this::show);
        }
        if (several) {
            out.println();
            ScoreTables.notes(result.scores()).forEach(note -> out.line("note", note));
        }
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
