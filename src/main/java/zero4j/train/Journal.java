package zero4j.train;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import zero4j.eval.CompletionRecords;
import zero4j.eval.Evaluation;
import zero4j.reward.ScoredGroup;
import zero4j.run.CompletionRecord;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;

/** Writes down what a run does: database and checkpoints. */
public final class Journal {
    private final RunFolder folder;
    private final RunStore store;
    private final int keepCheckpoints;

    /** @param keepCheckpoints newest checkpoints kept; 0 keeps all */
    public Journal(RunFolder folder, RunStore store, int keepCheckpoints) {
        this.folder = folder;
        this.store = store;
        this.keepCheckpoints = keepCheckpoints;
    }

    StepRecord step(long step, StepMetrics metrics, List<ScoredGroup> scored, double temperature) {
        StepRecord record = StepRecord.of(step, metrics.values());
        store.write(
                record,
                scored.stream()
                        .flatMap(group ->
                                CompletionRecords.of(step, CompletionRecord.TRAIN, temperature, group).stream())
                        .toList());
        return record;
    }

    void evaluation(long step, Evaluation evaluation) {
        store.write(evaluation.scores(step), evaluation.completions(step));
    }

    Path save(Policy policy, TrainState state) {
        Path checkpoint = folder.writeCheckpoint(state.step(), into -> policy.write(into, state));
        folder.pruneCheckpoints(keepCheckpoints, OptionalLong.empty());
        return checkpoint;
    }

    String lastCheckpoint() {
        return folder.latestCheckpoint().map(Path::toString).orElse("none");
    }
}
