package zero4j.tracking;

import java.io.IOException;
import java.util.List;
import zero4j.eval.Evaluation;
import zero4j.reward.ScoredGroup;
import zero4j.run.RunFolder;
import zero4j.run.StepRecord;

/** A program that watches a training from outside, as the training sees it. What it throws ends the watching, not the training. */
interface Tracker extends AutoCloseable {
    /** What is written for it, in words. */
    String name();

    /** Training begins in a folder, or goes on behind the steps that are done. */
    default void begin(RunFolder run, long done, long steps) throws IOException {}

    /**
     * A step is done and recorded.
     *
     * @param sampled all that it sampled
     */
    void step(StepRecord record, List<ScoredGroup> sampled) throws IOException;

    /** An evaluation is done and recorded, after so many steps. */
    void evaluated(long step, Evaluation evaluation) throws IOException;

    @Override
    void close() throws IOException;
}
