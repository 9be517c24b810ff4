package zero4j.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import zero4j.bench.BenchModel;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;
import zero4j.run.RunReader;
import zero4j.run.StepRecord;
import zero4j.session.TrainSession;

/** Training inside this JVM by a reward that is made so that a model which knows nothing does learn. */
final class TinyRun {
    private TinyRun() {}

    /**
     * Trains, or goes on, until so many steps have been heard of since the start, or to the end.
     *
     * @param settings overrides of the default recipe
     * @return the steps that were heard of
     */
    static List<StepRecord> train(RunFolder run, List<String> settings, int stopAfter) {
        List<StepRecord> heard = new ArrayList<>();
        TrainSession.of(Recipes.train(null, settings))
                .in(run.path())
                .reward(BenchModel::parity)
                .listener(heard::add)
                .stopWhen(() -> heard.size() >= stopAfter)
                .run();
        return heard;
    }

    /** The metrics of all steps that a repetition must repeat to the bit: not those of clocks and of memory. */
    static List<Map<String, Double>> repeatable(RunFolder run) {
        try (RunReader reader = RunReader.open(run.database())) {
            return reader.stepsAfter(0).stream().map(TinyRun::repeatable).toList();
        }
    }

    private static Map<String, Double> repeatable(StepRecord step) {
        Map<String, Double> kept = new TreeMap<>(step.metrics());
        kept.keySet().removeIf(name -> name.contains("second") || name.contains("memory") || name.equals("mfu"));
        return kept;
    }
}
