package zero4j.session;

import zero4j.rollout.RolloutBackend;

/** Hears what an evaluation does, on its own thread if not said otherwise. */
public interface EvalListener {
    /** Hears nothing. */
    EvalListener NONE = new EvalListener() {};

    /** Something that the user should know and that does not end the evaluation: a sentence, and lines below it if there are more. */
    default void warning(String text) {}

    /** An evaluation that was interrupted goes on behind so many of all its completions. */
    default void resumed(long kept, long all) {}

    /**
     * The next row of a table of models and templates begins; one that is done is not sampled again.
     *
     * @param number from 1
     */
    default void row(MatrixRow row, int number, int of) {}

    /** All rows are done, and the tables written. */
    default void tabled(MatrixResult result) {}

    /**
     * Sampling begins.
     *
     * @param completions to be sampled
     * @return told of every completion, on any thread
     */
    default RolloutBackend.Progress sampling(long completions) {
        return RolloutBackend.Progress.NONE;
    }

    /** All is marked and saved. */
    default void evaluated(EvalResult result) {}

    /** The evaluation was asked to stop; so many of all its completions are kept, behind which it can go on. */
    default void stopped(EvalResult result, long kept, long all) {}
}
