package zero4j.cli.console;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.algorithm.Presets;
import zero4j.recipe.TrainRecipe;
import zero4j.report.CompareRow;
import zero4j.reward.Rewards;
import zero4j.rollout.RolloutBackend;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;
import zero4j.session.CompareListener;
import zero4j.session.Variant;
import zero4j.session.VariantResult;
import zero4j.train.TrainListener;

/** Shows a comparison: of each training its objective and about ten steps. Reads what each recorded. */
public final class CompareConsole implements CompareListener {
    private static final int SHOWN = 10;

    private final Screen out;
    private final Screen err;
    private final List<CompareRow> rows = new ArrayList<>();
    private volatile StopWords stopWords = new StopWords();

    public CompareConsole(PrintWriter out, PrintWriter err) {
        this.out = Screen.of(out);
        this.err = Screen.of(err);
    }

    /** What the trainings that have ended recorded, in their order. */
    public List<CompareRow> rows() {
        return List.copyOf(rows);
    }

    /** What is done first where the comparison is asked to stop now. */
    public String stopWords() {
        return stopWords.words();
    }

    @Override
    public TrainListener next(Variant variant, TrainRecipe recipe, int number, int all) {
        out.println();
        stopWords = new StopWords();
        out.println("== " + variant.name() + " (" + number + " of " + all + ")");
        return new Steps(recipe);
    }

    @Override
    public void ended(VariantResult result) {
        if (result.before()) {
            out.println(PlainText.line("finished before: " + result.run().path()));
        }
        result.failure().ifPresent(failure -> tell(result.run(), failure));
        String name = result.variant().name();
        try {
            rows.add(CompareRow.of(name, result.run(), result.finished()));
        } catch (UserError unreadable) {
            tell(result.run(), unreadable);
            rows.add(CompareRow.without(name));
        }
    }

    private void tell(RunFolder run, UserError failure) {
        err.error(run.name() + ": " + failure.getMessage());
    }

    private final class Steps implements TrainListener {
        private final TrainRecipe recipe;
        private final int lastStep;
        private final StepLine line;
        private boolean titled;

        private Steps(TrainRecipe recipe) {
            this.recipe = recipe;
            this.lastStep = recipe.train().steps();
            this.line = new StepLine(lastStep, out.columns());
        }

        @Override
        public void warning(String text) {
            err.warning(text);
        }

        @Override
        public void started(RunFolder run) {
            TrainHeader.line(
                    out,
                    "objective",
                    Header.objective(
                            Presets.of(recipe.algorithm(), recipe.rollout().maxNewTokens())));
            Rewards.caution(recipe.reward())
                    .ifPresent(words -> TrainHeader.line(out, "control", recipe.reward() + ": " + words));
            TrainHeader.line(out, "run", run.path().toString());
            out.flush();
        }

        @Override
        public void resumed(RunFolder run, Optional<Path> checkpoint) {
            started(run);
        }

        @Override
        public RolloutBackend.Progress sampling(String what, long completions) {
            stopWords.sampling(what.equals("evaluation"));
            return RolloutBackend.Progress.NONE;
        }

        @Override
        public void step(StepRecord record) {
            stopWords.did(record.step());
            if (!titled) {
                out.println(line.title());
                titled = true;
            }
            long step = record.step();
            if (step == 1 || step == lastStep || step % Math.max(1, lastStep / SHOWN) == 0) {
                out.println(line.text(record, Double.NaN));
                out.flush();
            }
        }
    }
}
