package zero4j.train;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import zero4j.eval.Evaluation;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.RolloutBackend;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;

/** Hears what a training run does, on the run's own thread if not said otherwise. */
@FunctionalInterface
public interface TrainListener {
    /** Hears nothing. */
    TrainListener NONE = _ -> {};

    /** A step is done and recorded. */
    void step(StepRecord record);

    /**
     * Something that the user should know and that does not end the run: a sentence, and lines below it if there are more. On any
     * thread.
     */
    default void warning(String text) {}

    /** A run begins in a folder that has just been made, or that was empty. */
    default void started(RunFolder run) {}

    /**
     * All files of a model are read for hashes that tell whether they change while the run is stopped.
     *
     * @param bytes of these files
     */
    default void hashing(Path model, long bytes) {}

    /**
     * A run goes on.
     *
     * @param checkpoint it goes on from; empty if there is none, and then it begins anew
     */
    default void resumed(RunFolder run, Optional<Path> checkpoint) {}

    /** What samples has been opened, where it is servers: what one of them was found to be, in words. */
    default void server(String text) {}

    /**
     * Sampling begins. With {@code rollout.ahead} on another thread, while the run's own may be telling something.
     *
     * @param what {@code rollout} or {@code evaluation}
     * @param completions to be sampled
     * @return told of every completion, on any thread
     */
    default RolloutBackend.Progress sampling(String what, long completions) {
        return RolloutBackend.Progress.NONE;
    }

    /**
     * All that a step has sampled, scored, before it is recorded: also groups that dynamic sampling replaced.
     *
     * @param groups in the order of their questions
     */
    default void sampled(long step, List<ScoredGroup> groups) {}

    /**
     * An update of a step was not applied, because its loss or gradient was not finite.
     *
     * @param why what was not finite, and where the update's batch is kept
     */
    default void notApplied(long step, String why) {}

    /** An evaluation is done and recorded, after so many steps. */
    default void evaluated(long step, Evaluation evaluation) {}

    /** A checkpoint has been written. */
    default void saved(Path checkpoint) {}
}
