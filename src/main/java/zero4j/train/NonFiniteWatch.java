package zero4j.train;

import java.nio.file.Path;
import java.util.Optional;
import zero4j.UserError;
import zero4j.Words;
import zero4j.learn.NonFiniteUpdate;

/** Keeps what is known of updates that were not finite, says so, and ends a run that has too many steps with them in a row. */
final class NonFiniteWatch {
    private final Journal journal;
    private final TrainListener listener;
    private final int mostSteps;
    private String last = "";

    /** @param mostSteps in a row with such an update, after which the run ends */
    NonFiniteWatch(Journal journal, TrainListener listener, int mostSteps) {
        this.journal = journal;
        this.listener = listener;
        this.mostSteps = mostSteps;
    }

    /** An update was not applied. */
    void lost(long step, NonFiniteUpdate update) {
        Optional<Path> dump = journal.lost(step, update);
        last = update.found().inWords() + " in update " + (update.update() + 1);
        last += dump.map(path -> "; its batch is in " + path)
                .orElse("; its batch is not kept, as those of " + NonFiniteDump.MOST + " others are");
        journal.skipped(step, update.update() + 1, last, dump);
        listener.notApplied(step, last);
    }

    /**
     * A step is done and recorded.
     *
     * @throws UserError if it was one too many
     */
    void after(long step) {
        if (last.isEmpty()) {
            return;
        }
        int inARow = journal.nonFiniteInARow(step);
        if (inARow >= mostSteps) {
            throw new UserError("step " + step + ": " + last + ". Loss or gradient were not finite in "
                    + Words.counted(inARow, "step") + (inARow > 1 ? " in a row" : "")
                    + " (train.max_nonfinite_steps), and their updates were not applied. The last good"
                    + " checkpoint is " + journal.lastCheckpoint()
                    + "; lower train.learning_rate or train.max_grad_norm in the run's recipe.yaml, and `resume` goes"
                    + " on from there");
        }
        last = "";
    }
}
