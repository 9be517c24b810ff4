package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.AbstractMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.Words;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SampleFolder;
import zero4j.analyze.SamplePass;
import zero4j.data.Question;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.run.CompletionRecord;

/** Samples what a plan lacks: model by model, each loaded once, cell by cell, each in a folder of its own that is complete or goes on. */
final class PassSampling {
    /** Held while somebody samples into the folder. */
    static final String LOCK = "pass.lock";

    private final SamplingPlan plan;
    private final @Nullable Compute compute;
    private final AnalyzeListener listener;
    private final Consumer<String> warnings;
    private final BooleanSupplier stop;
    private Progress progress = Progress.NONE;
    private int done;

    PassSampling(
            SamplingPlan plan,
            @Nullable Compute compute,
            AnalyzeListener listener,
            Consumer<String> warnings,
            BooleanSupplier stop) {
        this.warnings = warnings;
        this.plan = plan;
        this.compute = compute;
        this.listener = listener;
        this.stop = stop;
    }

    /**
     * Samples until all is there, or it is asked to stop.
     *
     * @return whether all is there
     */
    boolean run() {
        try (FolderLock _ = lock()) {
            requireUntouched();
            if (plan.before().isEmpty()) {
                SampleFolder.writeQuestions(plan.folder(), questions());
            }
            plan.pass().write(plan.folder());
            long kept = plan.missing().stream().mapToLong(this::kept).sum();
            long all = plan.missing().stream().mapToLong(plan::completions).sum();
            progress = listener.sampling(kept, Math.max(1, all - kept));
            for (SamplePass.Model model : plan.pass().models()) {
                if (!run(model)) {
                    listener.stopped(plan.folder());
                    return false;
                }
            }
            return true;
        }
    }

    private FolderLock lock() {
        try {
            Files.createDirectories(plan.folder());
        } catch (IOException e) {
            throw AtomicFile.failure(plan.folder(), e);
        }
        return FolderLock.take(plan.folder().resolve(LOCK))
                .orElseThrow(() -> new UserError("another command samples into " + plan.folder()
                        + "; wait for it or choose another folder with --to"));
    }

    /** Nobody has added anything since it was looked at. */
    private void requireUntouched() {
        Optional<SamplePass> now =
                SampleFolder.isOne(plan.folder()) ? Optional.of(SampleFolder.pass(plan.folder())) : Optional.empty();
        if (!now.equals(plan.before())) {
            throw new UserError("another command has just sampled into " + plan.folder() + "; run this one again");
        }
    }

    private Stream<Map.Entry<String, Question>> questions() {
        int limit = plan.pass().settings().questions();
        return plan.benchmarks().stream()
                .flatMap(benchmark -> LongStream.range(0, benchmark.count(limit))
                        .mapToObj(index -> new AbstractMap.SimpleImmutableEntry<>(
                                benchmark.name(), benchmark.set().get(index))));
    }

    private Path folder(SampleCell cell) {
        return plan.folder().resolve(plan.pass().find(cell).orElseThrow().folder());
    }

    /** Samples per question that an interrupted sampling of a cell began with; 0 if there is none. */
    private int begun(SampleCell cell) {
        return EvalFolder.begun(folder(cell)).path("samples").asInt(0);
    }

    private long kept(SampleCell cell) {
        return begun(cell) >= cell.samples() ? EvalFolder.keptLines(folder(cell)) : 0;
    }

    private boolean run(SamplePass.Model model) {
        List<SampleCell> cells = plan.missing().stream()
                .filter(cell -> cell.model().equals(model.name()))
                .toList();
        if (cells.isEmpty()) {
            return true;
        }
        try (AskedModel asked = AskedModel.open(model, compute, plan.pass().settings(), warnings)) {
            for (SampleCell cell : cells) {
                if (!run(asked, cell)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean run(AskedModel asked, SampleCell cell) {
        Path folder = folder(cell);
        int begun = begun(cell);
        if (begun > 0 && begun < cell.samples()) {
            EvalFolder.discard(folder);
        }
        SampleFolder.origin(plan.folder(), plan.pass().find(cell).orElseThrow())
                .ifPresent(stored -> warnings.accept(cell.inWords() + " has "
                        + Words.counted(stored.samples(), "sample") + " of a question, and " + cell.samples()
                        + " are asked for: it is sampled again"));
        SamplePass.Origin origin = asked.origin(cell, Math.max(begun, cell.samples()));
        Tally tally = new Tally();
        try (EvalFolder log = EvalFolder.open(folder, origin, asked.folder(), _ -> {})) {
            if (!asked.sample(origin, plan.benchmarks(), log, progress, stop, tally::add)) {
                return false;
            }
            log.finish(tally.counts());
        }
        listener.sampled(cell, tally.counts(), ++done, plan.missing().size());
        return true;
    }

    /** Counts completions and forgets them. */
    private static final class Tally {
        private long questions;
        private long completions;
        private long correct;
        private long truncated;
        private long tokens;

        private void add(List<CompletionRecord> group) {
            questions++;
            for (CompletionRecord completion : group) {
                completions++;
                correct += completion.outcome().equals("correct") ? 1 : 0;
                truncated += completion.truncated() ? 1 : 0;
                tokens += completion.tokens();
            }
        }

        private SamplePass.Counts counts() {
            return new SamplePass.Counts(questions, completions, correct, truncated, tokens);
        }
    }
}
