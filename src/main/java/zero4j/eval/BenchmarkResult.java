package zero4j.eval;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;

/**
 * What a model scored on a benchmark, with everything it said. Shares are in [0, 1].
 *
 * @param benchmark name
 * @param questions asked
 * @param correct greedy completions that are correct
 * @param greedy interval of the greedy accuracy
 * @param k samples per question beside the greedy completion; 0 if none, and then the next three say nothing
 * @param avgAtK mean accuracy of the samples
 * @param avg interval of it, over questions
 * @param passAtK share of questions that at least one sample solves
 * @param meanTokens mean length of the greedy completions
 * @param truncated share of the greedy completions that were cut off
 * @param greedyGroups one completion per question, in the order of the questions
 * @param sampledGroups k completions per question, in the order of the questions; empty if k is 0
 * @param temperature of the samples
 */
public record BenchmarkResult(
        String benchmark,
        int questions,
        int correct,
        Interval greedy,
        int k,
        double avgAtK,
        Interval avg,
        double passAtK,
        double meanTokens,
        double truncated,
        List<ScoredGroup> greedyGroups,
        List<ScoredGroup> sampledGroups,
        double temperature) {
    public BenchmarkResult {
        greedyGroups = List.copyOf(greedyGroups);
        sampledGroups = List.copyOf(sampledGroups);
    }

    /**
     * The scores of completions.
     *
     * @param greedy one completion per question
     * @param sampled the same number of completions for each question, or empty
     */
    static BenchmarkResult of(
            String benchmark, List<ScoredGroup> greedy, List<ScoredGroup> sampled, double temperature) {
        int questions = greedy.size();
        int correct = (int) correct(greedy).sum();
        int k = sampled.isEmpty() ? 0 : sampled.getFirst().completions().size();
        double[] perQuestion = correct(sampled).map(count -> count / k).toArray();
        double solved = correct(sampled).filter(count -> count > 0).count();
        return new BenchmarkResult(
                benchmark,
                questions,
                correct,
                Interval.wilson(correct, questions),
                k,
                k == 0 ? 0 : Arrays.stream(perQuestion).sum() / questions,
                k == 0 ? new Interval(0, 0) : Interval.ofMean(perQuestion),
                solved / questions,
                firsts(greedy).mapToInt(c -> c.completion().length()).sum() / (double) questions,
                firsts(greedy).filter(c -> c.completion().truncated()).count() / (double) questions,
                greedy,
                sampled,
                temperature);
    }

    private static DoubleStream correct(List<ScoredGroup> groups) {
        return groups.stream()
                .mapToDouble(group -> group.completions().stream()
                        .filter(completion -> completion.verdict().correct())
                        .count());
    }

    private static Stream<ScoredCompletion> firsts(List<ScoredGroup> groups) {
        return groups.stream().map(group -> group.completions().getFirst());
    }

    /** Share of correct greedy completions. */
    public double greedyAccuracy() {
        return (double) correct / questions;
    }

    /** The scores as they are kept, after {@code step} training steps. */
    public EvalRecord scores(long step) {
        return new EvalRecord(
                step,
                benchmark,
                questions,
                correct,
                greedyAccuracy(),
                greedy.low(),
                greedy.high(),
                k,
                avgAtK,
                avg.low(),
                avg.high(),
                passAtK,
                meanTokens,
                truncated);
    }

    /** All completions as they are kept: the greedy ones, then the samples. */
    public List<CompletionRecord> completions(long step) {
        List<CompletionRecord> records = new ArrayList<>();
        greedyGroups.forEach(group -> records.addAll(CompletionRecords.of(step, benchmark, 0, group)));
        sampledGroups.forEach(group -> records.addAll(CompletionRecords.of(step, benchmark, temperature, group)));
        return records;
    }
}
