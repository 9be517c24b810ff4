package zero4j.reproduce;

import java.util.List;
import zero4j.UserError;

/** Hears what a reproduction does, on its own thread if not said otherwise. */
public interface ReproduceListener {
    /** Hears nothing. */
    ReproduceListener NONE = new ReproduceListener() {};

    /**
     * A stage of an experiment, as it is told of.
     *
     * @param kind what is done, in a word: {@code pretraining}, {@code training}, {@code evaluation} or {@code sampling}
     * @param name of what is made, distinct within the kind
     * @param key that it is kept by, SHA-256 (hex): experiments that share a stage have the same
     * @param seconds that it is expected to take, or took where it is kept
     * @param kept whether its result was there before
     */
    record PlannedStage(String kind, String name, String key, double seconds, boolean kept) {
        /** The same as one that was done just now. */
        PlannedStage now() {
            return new PlannedStage(kind, name, key, seconds, false);
        }

        /** Kind and name. */
        public String inWords() {
            return kind + " " + name;
        }
    }

    /** All is checked, and nothing is begun: the stages in their order. */
    default void planned(List<PlannedStage> stages) {}

    /**
     * A stage begins, or goes on.
     *
     * @param number from 1
     * @param from what a stopped one goes on from, {@code step 5 of 60}; empty of one that begins
     */
    default void begins(PlannedStage stage, int number, int all, String from) {}

    /**
     * How far the stage is that goes on. On any thread.
     *
     * @param share of it that is done
     * @param secondsLeft until all stages are done, as far as can be told
     */
    default void progress(double share, double secondsLeft) {}

    /**
     * A stage is done.
     *
     * @param stage with the seconds that it took in all; {@link PlannedStage#kept()} if it was done before
     */
    default void ends(PlannedStage stage, int number, int all) {}

    /** A stage failed, or cannot begin because another did. Others that do not need it are still run. */
    default void failed(PlannedStage stage, UserError why) {}

    /** Something is not as it should be, and does not end the work: a sentence, and lines below it if there are more. On any thread. */
    default void warning(String text) {}
}
