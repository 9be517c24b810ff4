package zero4j.eval;

import java.util.Arrays;
import java.util.List;
import zero4j.run.EvalRecord;

/**
 * What a model scored on a benchmark. Shares are in [0, 1].
 *
 * @param benchmark name
 * @param questions asked
 * @param correct greedy completions that are correct
 * @param greedy interval of the greedy accuracy
 * @param k samples per question beside the greedy completion; 0 if none, and then the next three say nothing
 * @param correctSamples of each question's k samples, in the order of the questions; empty if k is 0
 * @param avgAtK mean accuracy of the samples
 * @param avg interval of it, over questions
 * @param meanTokens mean length of the greedy completions
 * @param truncated share of the greedy completions that were cut off
 * @param neverAsked questions whose prompt is longer than the model's context, which count as not answered
 * @param notEvaluated completions, greedy and samples, of the right value that leave it to be worked out, which are not correct
 */
public record BenchmarkResult(
        String benchmark,
        int questions,
        int correct,
        Interval greedy,
        int k,
        List<Integer> correctSamples,
        double avgAtK,
        Interval avg,
        double meanTokens,
        double truncated,
        int neverAsked,
        int notEvaluated) {
    public BenchmarkResult {
        correctSamples = List.copyOf(correctSamples);
    }

    static BenchmarkResult of(
            String benchmark,
            int questions,
            int correct,
            int k,
            List<Integer> correctSamples,
            double meanTokens,
            double truncated,
            int neverAsked,
            int notEvaluated) {
        double[] perQuestion =
                correctSamples.stream().mapToDouble(count -> (double) count / k).toArray();
        return new BenchmarkResult(
                benchmark,
                questions,
                correct,
                Interval.wilson(correct, questions),
                k,
                correctSamples,
                k == 0 ? 0 : Arrays.stream(perQuestion).sum() / questions,
                k == 0 ? new Interval(0, 0) : Interval.ofMean(perQuestion),
                meanTokens,
                truncated,
                neverAsked,
                notEvaluated);
    }

    /** Share of correct greedy completions. */
    public double greedyAccuracy() {
        return (double) correct / questions;
    }

    /** Share of questions that at least one of the k samples solves; 0 if there are none. */
    public double passAtK() {
        return k == 0 ? 0 : passAt(k);
    }

    /**
     * The chance that at least one of some samples of a question solves it, mean over the questions, by {@link PassAtK}.
     *
     * @param some from 1 to k
     */
    public double passAt(int some) {
        return correctSamples.stream()
                        .mapToDouble(count -> PassAtK.estimate(k, count, some))
                        .sum()
                / questions;
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
                passAtK(),
                meanTokens,
                truncated);
    }
}
