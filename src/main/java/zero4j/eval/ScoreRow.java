package zero4j.eval;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A row of the table of models and templates: what one model scored in one template on every benchmark.
 *
 * @param model as tables name it
 * @param template as tables name it
 * @param cells of the benchmarks, in the same order in every row
 * @param temperature of the samples, where the rows of a table differ in it; empty where all have the same
 */
public record ScoreRow(String model, String template, List<CellScores> cells, OptionalDouble temperature) {
    public ScoreRow {
        cells = List.copyOf(cells);
    }

    /** A row whose samples are of the same temperature as those of all others. */
    public ScoreRow(String model, String template, List<CellScores> cells) {
        this(model, template, cells, OptionalDouble.empty());
    }

    /** Both names. */
    public String label() {
        return model + ", " + template;
    }

    /** Samples of each question; 0 if there are none. */
    public int k() {
        return cells.isEmpty() ? 0 : cells.getFirst().k();
    }

    /** Whether there are greedy completions. */
    public boolean isGreedy() {
        return !cells.isEmpty() && cells.getFirst().isGreedy();
    }

    /**
     * The mean of a score over the benchmarks, each counting the same.
     *
     * @param score of a benchmark
     * @return empty if a benchmark has none
     */
    public Optional<ScoreEstimate> average(Function<CellScores, Optional<ScoreEstimate>> score) {
        List<ScoreEstimate> all =
                cells.stream().map(score).flatMap(Optional::stream).toList();
        if (all.isEmpty() || all.size() < cells.size()) {
            return Optional.empty();
        }
        List<Double> values = all.stream().map(ScoreEstimate::value).toList();
        return Optional.of(new ScoreEstimate(
                values.stream().mapToDouble(value -> value).average().orElseThrow(),
                Interval.ofAverage(
                        values, all.stream().map(ScoreEstimate::interval).toList(), 0)));
    }

    /** Whether at least one question of every benchmark was asked. */
    boolean isAsked() {
        return cells.stream().allMatch(CellScores::isAsked);
    }

    /** Whether another row has the same benchmarks, with the same questions. */
    boolean asksAs(ScoreRow other) {
        return cells.size() == other.cells.size()
                && IntStream.range(0, cells.size()).allMatch(i -> cells.get(i).asksAs(other.cells.get(i)));
    }
}
