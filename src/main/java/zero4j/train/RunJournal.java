package zero4j.train;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import zero4j.UserError;
import zero4j.eval.CompletionLog;
import zero4j.eval.Evaluation;
import zero4j.learn.NonFiniteUpdate;
import zero4j.learn.Policy;
import zero4j.learn.TrainSettings;
import zero4j.reward.ScoredGroup;
import zero4j.run.BestBy;
import zero4j.run.CompletionRecord;
import zero4j.run.KeptGroup;
import zero4j.run.Metric;
import zero4j.run.RecordSettings;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.RunStore;
import zero4j.run.SkippedBatch;
import zero4j.run.StepRecord;

/** Writes down what a run does: database and checkpoints. */
public final class RunJournal extends Journal {
    private final RunFolder folder;
    private final RunStore store;
    private final GroupsToKeep groups;
    private final int keepCheckpoints;
    private final Optional<BestBy> best;

    /** Keeps all completions, and nothing of single tokens. */
    public RunJournal(RunFolder folder, RunStore store, TrainSettings settings) {
        this(folder, store, settings, RecordSettings.ALL, (_, completion, _) -> new int[completion.length]);
    }

    /**
     * @param settings say which checkpoints are kept
     * @param record says which completions are
     * @param lengths chars of each token of a completion
     */
    public RunJournal(
            RunFolder folder, RunStore store, TrainSettings settings, RecordSettings record, PieceLengths lengths) {
        this.folder = folder;
        this.store = store;
        this.groups = new GroupsToKeep(record, lengths);
        this.keepCheckpoints = settings.keepCheckpoints();
        this.best = BestBy.of(settings.keepBest());
    }

    @Override
    StepRecord step(
            long step, StepMetrics metrics, List<ScoredGroup> sampled, double temperature, GroupsToKeep.Learnt learnt) {
        StepRecord record = StepRecord.of(step, metrics.values());
        store.writeStep(record, groups.choose(step, temperature, sampled, learnt));
        return record;
    }

    @Override
    void warned(long step, String text) {
        store.warned(step, Instant.now(), text);
    }

    @Override
    void skipped(long step, int update, String reason, Optional<Path> batch) {
        store.skipped(new SkippedBatch(
                step,
                update,
                Instant.now(),
                reason,
                batch.map(path -> folder.path().relativize(path).toString().replace('\\', '/'))));
    }

    @Override
    void afterLast(long step, StepMetrics metrics) {
        store.add(StepRecord.of(step, metrics.values()));
    }

    @Override
    Evaluation evaluation(
            long step,
            Function<CompletionRecord, KeptGroup.Asked> asked,
            Function<CompletionLog, Evaluation> evaluate) {
        AtomicReference<Evaluation> done = new AtomicReference<>();
        store.evaluation(asked, sink -> {
            Evaluation evaluation = evaluate.apply(sink::accept);
            done.set(evaluation);
            return evaluation.scores(step);
        });
        return done.get();
    }

    @Override
    public Optional<Path> save(Policy policy, TrainState state) {
        try {
            Path checkpoint = folder.writeCheckpoint(state.step(), into -> {
                policy.save(into);
                state.write(into);
            });
            settle();
            return Optional.of(checkpoint);
        } catch (UserError e) {
            throw new UserError(
                    "saving after step " + state.step() + ": " + e.getMessage() + "; the last good checkpoint is "
                            + lastCheckpoint() + ", and `resume` goes on from there",
                    e);
        }
    }

    /** Names the best checkpoint and deletes those that are not to be kept: also what a kill behind the last one left undone. */
    public void settle() {
        OptionalLong bestStep = bestCheckpoint();
        bestStep.ifPresent(folder::markBest);
        folder.pruneCheckpoints(keepCheckpoints, bestStep);
    }

    /** The best of those that are there: it always was among them, so it is the best of all. */
    private OptionalLong bestCheckpoint() {
        if (best.isEmpty()) {
            return OptionalLong.empty();
        }
        try (RunReader reader = RunReader.open(folder.database())) {
            return best.get().among(folder.checkpointSteps(), reader);
        }
    }

    @Override
    Optional<Path> lost(long step, NonFiniteUpdate update) {
        return new NonFiniteDump(folder.nonFinite()).write(step, update, lastCheckpoint());
    }

    @Override
    int nonFiniteInARow(long step) {
        try (RunReader reader = RunReader.open(folder.database())) {
            Set<Long> steps = reader.metric(Metric.SKIPPED_UPDATES.key()).stream()
                    .filter(point -> point.value() > 0)
                    .map(RunReader.Point::step)
                    .collect(Collectors.toSet());
            int inARow = 0;
            while (steps.contains(step - inARow)) {
                inARow++;
            }
            return inARow;
        }
    }

    @Override
    String lastCheckpoint() {
        return folder.latestCheckpoint().map(Path::toString).orElse("none");
    }
}
