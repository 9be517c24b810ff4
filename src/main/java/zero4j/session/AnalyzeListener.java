package zero4j.session;

import java.nio.file.Path;
import java.util.List;
import zero4j.analyze.Finding;
import zero4j.analyze.SampleCell;
import zero4j.analyze.SamplePass;
import zero4j.analyze.judge.JudgeCost;
import zero4j.rollout.RolloutBackend;

/** Hears what an analysis does, on its own thread if not said otherwise. */
public interface AnalyzeListener {
    /** Hears nothing. */
    AnalyzeListener NONE = new AnalyzeListener() {};

    /** Something that the user should know and that does not end the analysis: a sentence, and lines below it if there are more. */
    default void warning(String text) {}

    /**
     * Everything is opened and checked, nothing is sampled yet.
     *
     * @param folder of the pass
     * @param cells that the analysis is of
     * @param missing those of them that are to be sampled
     */
    default void planned(Path folder, SamplePass pass, List<SampleCell> cells, List<SampleCell> missing) {}

    /**
     * Sampling begins.
     *
     * @param kept completions that an interrupted pass left of the missing cells
     * @param completions to be sampled, over all missing cells
     * @return told of every completion, on any thread
     */
    default RolloutBackend.Progress sampling(long kept, long completions) {
        return RolloutBackend.Progress.NONE;
    }

    /**
     * A cell is complete.
     *
     * @param done cells of those that were missing
     * @param missing cells in the beginning
     */
    default void sampled(SampleCell cell, SamplePass.Counts counts, int done, int missing) {}

    /** The sampling was asked to stop; what was sampled is kept, and it can go on behind it. */
    default void stopped(Path folder) {}

    /** A model begins to judge: what that will take. */
    default void judging(JudgeCost cost) {}

    /**
     * A call to the model that judges was answered; on any thread.
     *
     * @param calls that were answered so far
     */
    default void judged(long calls) {}

    /** An analysis is done, and its files are written. */
    default void found(Finding finding) {}
}
