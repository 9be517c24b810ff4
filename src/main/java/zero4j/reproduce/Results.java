package zero4j.reproduce;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import zero4j.analyze.SampleFolder;
import zero4j.eval.ScoreMatrix;
import zero4j.run.RunFolder;

/**
 * What the stages of an experiment left.
 *
 * @param runs trained arms, by seed within each arm
 * @param tables of each of {@link Experiment#tables()}: its folder and its scores
 * @param passes of each of {@link Experiment#passes()}
 */
record Results(List<TrainedArm> runs, List<ScoredTable> tables, List<SampledPass> passes) {
    /** A training of an arm. */
    record TrainedArm(String arm, int seed, RunFolder run) {}

    /**
     * A table.
     *
     * @param folder that of an {@code eval} of several models or templates
     * @param scores whose rows have the experiment's names of models and templates
     */
    record ScoredTable(Experiment.Scores declared, Path folder, ScoreMatrix scores) {}

    /**
     * A pass of sampling.
     *
     * @param samples whose models have the experiment's names
     * @param templates the experiment's names of templates, by those that the cells of the samples have
     */
    record SampledPass(Experiment.Sampled declared, SampleFolder samples, Map<String, String> templates) {
        SampledPass {
            templates = Map.copyOf(templates);
        }
    }
}
