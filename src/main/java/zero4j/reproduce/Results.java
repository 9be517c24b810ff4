package zero4j.reproduce;

import java.nio.file.Path;
import java.util.List;
import zero4j.analyze.SampleSet;
import zero4j.eval.ScoreMatrix;
import zero4j.run.RunFolder;

/**
 * What the stages of an experiment left.
 *
 * @param runs trained arms, by seed within each arm
 * @param tables of each of {@link Experiment#tables()}: its folder and its scores
 * @param passes of each of {@link Experiment#passes()}; their cells have the experiment's names of models and templates
 */
record Results(List<TrainedArm> runs, List<ScoredTable> tables, List<? extends SampleSet> passes) {
    /** A training of an arm. */
    record TrainedArm(String arm, int seed, RunFolder run) {}

    /**
     * A table.
     *
     * @param folder that of an {@code eval} of several models or templates
     * @param scores whose rows have the experiment's names of models and templates
     */
    record ScoredTable(Experiment.Scores declared, Path folder, ScoreMatrix scores) {}
}
