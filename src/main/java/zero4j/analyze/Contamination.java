package zero4j.analyze;

import java.util.List;

/**
 * What training sets and models know of benchmarks: numbers, for JSON.
 *
 * @param overlaps of training sets with the benchmarks
 * @param models what each did with the beginnings of questions
 */
public record Contamination(List<Overlap> overlaps, List<OfModel> models) {
    /** Name of the analysis. */
    public static final String NAME = "contamination";

    /**
     * What a model did with the beginnings of questions.
     *
     * @param model as tables name it
     * @param maxNewTokens budget of what it said
     */
    public record OfModel(String model, int maxNewTokens, List<CompletionProbe.OfBenchmark> benchmarks) {
        public OfModel {
            benchmarks = List.copyOf(benchmarks);
        }
    }

    public Contamination {
        overlaps = List.copyOf(overlaps);
        models = List.copyOf(models);
        if (overlaps.isEmpty() && models.isEmpty()) {
            throw new IllegalArgumentException("neither a training set nor a model");
        }
    }

    /** Tables and pictures of it. */
    public Finding finding() {
        return new ContaminationFinding(this).finding();
    }
}
