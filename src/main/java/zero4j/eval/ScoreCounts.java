package zero4j.eval;

import java.util.ArrayList;
import java.util.List;
import zero4j.run.CompletionRecord;
import zero4j.verify.Verdict;
import zero4j.verify.Verdict.Outcome;

/** Counts what a benchmark's scores need of its completions, and forgets the rest. */
final class ScoreCounts {
    private final String benchmark;
    private final int samples;
    private final List<Integer> correctSamples = new ArrayList<>();
    private int questions;
    private int correct;
    private long tokens;
    private long truncated;
    private int neverAsked;
    private int notEvaluated;

    /** @param samples per question beside the greedy completion */
    ScoreCounts(String benchmark, int samples) {
        this.benchmark = benchmark;
        this.samples = samples;
    }

    /** The greedy completion of the next question. */
    void greedy(CompletionRecord completion) {
        questions++;
        correct += completion.correct() ? 1 : 0;
        tokens += completion.tokens();
        truncated += completion.truncated() ? 1 : 0;
        neverAsked += completion.neverAsked() ? 1 : 0;
        notEvaluated += isNotEvaluated(completion) ? 1 : 0;
    }

    private static boolean isNotEvaluated(CompletionRecord completion) {
        return new Verdict(Outcome.INCORRECT, completion.rule()).isNotEvaluated();
    }

    /** The samples of the next question. */
    void sampled(List<CompletionRecord> group) {
        correctSamples.add(
                (int) group.stream().filter(CompletionRecord::correct).count());
        notEvaluated += (int) group.stream().filter(ScoreCounts::isNotEvaluated).count();
    }

    BenchmarkResult result() {
        return BenchmarkResult.of(
                benchmark,
                questions,
                correct,
                samples,
                correctSamples,
                tokens / (double) questions,
                truncated / (double) questions,
                neverAsked,
                notEvaluated);
    }
}
