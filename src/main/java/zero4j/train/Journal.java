package zero4j.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import zero4j.UserError;
import zero4j.eval.CompletionLog;
import zero4j.eval.Evaluation;
import zero4j.learn.NonFiniteUpdate;
import zero4j.learn.Policy;
import zero4j.reward.ScoredGroup;
import zero4j.run.CompletionRecord;
import zero4j.run.KeptGroup;
import zero4j.run.StepRecord;

/** What becomes of what a run does: {@link RunJournal} writes it down; of several processes the others have {@link #silent}. */
public abstract class Journal {
    Journal() {}

    /** Writes nothing: another process of the run does. */
    public static Journal silent() {
        return new Silent();
    }

    /** How many chars of a completion's text each of its tokens is. */
    @FunctionalInterface
    public interface PieceLengths {
        /** Chars of each token of a completion of a prompt, given the completion's text. */
        int[] lengths(int[] prompt, int[] completion, String text);
    }

    /**
     * A step that is done.
     *
     * @param temperature that its completions were sampled at
     * @param learnt what was learnt from those groups that were learnt from
     */
    abstract StepRecord step(
            long step, StepMetrics metrics, List<ScoredGroup> sampled, double temperature, GroupsToKeep.Learnt learnt);

    /** What the user is told. */
    abstract void warned(long step, String text);

    /** An update that was not applied. */
    abstract void skipped(long step, int update, String reason, Optional<Path> batch);

    /** The clocks of what came after the last step: no step follows whose record could have them. */
    abstract void afterLast(long step, StepMetrics metrics);

    /**
     * Writes down an evaluation while it goes on; if it does not come to its end, nothing of it stays.
     *
     * @param asked the question of a completion
     */
    abstract Evaluation evaluation(
            long step, Function<CompletionRecord, KeptGroup.Asked> asked, Function<CompletionLog, Evaluation> evaluate);

    /**
     * Writes a checkpoint, and deletes those that are not to be kept.
     *
     * @return empty if another process does
     * @throws UserError that names the last good checkpoint, if either fails
     */
    public abstract Optional<Path> save(Policy policy, TrainState state);

    /** Puts down an update that was not finite, unless there are enough already. */
    abstract Optional<Path> lost(long step, NonFiniteUpdate update);

    /** Steps in a row up to and with this one that had an update which was not finite: the same after a resumption. */
    abstract int nonFiniteInARow(long step);

    abstract String lastCheckpoint();

    private static final class Silent extends Journal {
        @Override
        StepRecord step(
                long step,
                StepMetrics metrics,
                List<ScoredGroup> sampled,
                double temperature,
                GroupsToKeep.Learnt learnt) {
            return StepRecord.of(step, metrics.values());
        }

        @Override
        void warned(long step, String text) {}

        @Override
        void skipped(long step, int update, String reason, Optional<Path> batch) {}

        @Override
        void afterLast(long step, StepMetrics metrics) {}

        @Override
        Evaluation evaluation(
                long step,
                Function<CompletionRecord, KeptGroup.Asked> asked,
                Function<CompletionLog, Evaluation> evaluate) {
            return evaluate.apply(_ -> {});
        }

        @Override
        public Optional<Path> save(Policy policy, TrainState state) {
            policy.assistSaving();
            return Optional.empty();
        }

        @Override
        Optional<Path> lost(long step, NonFiniteUpdate update) {
            return Optional.empty();
        }

        /** The process that writes knows, and ends the run. */
        @Override
        int nonFiniteInARow(long step) {
            return 0;
        }

        @Override
        String lastCheckpoint() {
            return "none";
        }
    }
}
