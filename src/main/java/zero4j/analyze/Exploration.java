package zero4j.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import zero4j.eval.Category;
import zero4j.eval.Interval;
import zero4j.eval.PassAtK;

/**
 * Whether several samples of a question find an answer that one does not, by temperature (arXiv 2503.20783, figure 3, middle). Numbers of
 * questions and of samples are at least 1. A question that was never asked counts as not solved.
 *
 * @param scores of each cell that has samples, and was asked something: of all questions together, then, where there are several benchmarks, of each
 */
public record Exploration(List<Score> scores) {
    public Exploration {
        scores = List.copyOf(scores);
    }

    /**
     * What one cell scored.
     *
     * @param benchmark whose questions were counted; empty for all, each question counting the same
     * @param questions counted
     * @param passAt by k, from 1 to the samples of the cell
     */
    public record Score(SampleCell cell, Optional<String> benchmark, int questions, List<PassAt> passAt) {
        public Score {
            passAt = List.copyOf(passAt);
        }
    }

    /**
     * The share of questions that at least one of k samples solves.
     *
     * @param mean of the questions' unbiased estimates
     * @param interval of it, over questions
     */
    public record PassAt(int k, double mean, Interval interval) {}

    private record Counted(SampleCell cell, Optional<String> benchmark, int[] correct) {
        Score score() {
            return new Score(
                    cell,
                    benchmark,
                    correct.length,
                    IntStream.rangeClosed(1, cell.samples())
                            .mapToObj(this::passAt)
                            .toList());
        }

        private PassAt passAt(int k) {
            double[] shares = Arrays.stream(correct)
                    .mapToDouble(count -> PassAtK.estimate(cell.samples(), count, k))
                    .toArray();
            return new PassAt(k, Arrays.stream(shares).sum() / shares.length, Interval.ofMean(shares));
        }
    }

    /** Counts the correct samples of every question of a set. */
    public static Exploration of(SampleSet samples) {
        List<Counted> counted = new ArrayList<>();
        for (SampleCell cell : samples.cells()) {
            Map<String, List<Integer>> correct = new LinkedHashMap<>();
            boolean[] asked = {false};
            samples.read(cell, question -> {
                asked[0] |= !question.neverAsked();
                correct.computeIfAbsent(question.question().benchmark(), _ -> new ArrayList<>())
                        .add((int) question.completions().stream()
                                .filter(completion -> Category.of(completion) == Category.CORRECT)
                                .count());
            });
            if (cell.samples() > 0 && asked[0]) {
                counted.add(new Counted(
                        cell,
                        Optional.empty(),
                        correct.values().stream()
                                .flatMap(List::stream)
                                .mapToInt(i -> i)
                                .toArray()));
                if (correct.size() > 1) {
                    correct.forEach((benchmark, counts) -> counted.add(new Counted(
                            cell,
                            Optional.of(benchmark),
                            counts.stream().mapToInt(i -> i).toArray())));
                }
            }
        }
        return new Exploration(counted.parallelStream().map(Counted::score).toList());
    }

    /** The numbers as tables and pictures. */
    public Finding finding() {
        return new ExplorationFinding(this).finding();
    }
}
