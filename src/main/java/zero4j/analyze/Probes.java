package zero4j.analyze;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.eval.Benchmark;
import zero4j.reward.RewardFunction;
import zero4j.run.CompletionRecord;

/** What a model says behind the beginnings of questions, one after the other, and what that shows: {@link CompletionProbe}. */
public final class Probes {
    private final List<Benchmark> benchmarks;
    private final int limit;
    private final RewardFunction reward;
    private final List<CompletionProbe.OfBenchmark> found = new ArrayList<>();
    private List<Question> questions = List.of();
    private List<CompletionProbe.Probe> probes = new ArrayList<>();
    private int next;

    /**
     * Of whole questions.
     *
     * @param limit only so many of a benchmark's first questions; 0 is all
     * @param reward finds the answer in what follows, whether the budget cut it off or not
     */
    public Probes(List<Benchmark> benchmarks, int limit, RewardFunction reward) {
        this.benchmarks = List.copyOf(benchmarks);
        this.limit = limit;
        this.reward = reward;
        this.questions = questions();
    }

    private List<Question> questions() {
        return found.size() < benchmarks.size() ? benchmarks.get(found.size()).questions(limit) : List.of();
    }

    /**
     * The next that the model said.
     *
     * @throws UserError if it is about another question than those that are left
     */
    public void add(CompletionRecord said) {
        while (found.size() < benchmarks.size()) {
            boolean here = said.benchmark()
                    .equals(Optional.of(benchmarks.get(found.size()).name()));
            while (here && next < questions.size()) {
                Question question = questions.get(next++);
                Optional<CompletionProbe.Cut> cut = CompletionProbe.Cut.of(question)
                        .filter(parts -> question.id().equals(said.questionId())
                                && parts.given().equals(said.prompt()));
                if (cut.isPresent()) {
                    probes.add(CompletionProbe.probe(cut.get(), said.text(), reward));
                    return;
                }
            }
            endBenchmark();
        }
        throw new UserError("what was said behind the beginning of " + said.questionId()
                + " does not fit the benchmarks, which have no such question there");
    }

    private void endBenchmark() {
        found.add(new CompletionProbe.OfBenchmark(
                benchmarks.get(found.size()).name(), questions.size() - probes.size(), probes));
        probes = new ArrayList<>();
        next = 0;
        questions = questions();
    }

    /** All benchmarks, once everything is added; questions that nothing was said about were left out. */
    public List<CompletionProbe.OfBenchmark> found() {
        while (found.size() < benchmarks.size()) {
            endBenchmark();
        }
        return List.copyOf(found);
    }
}
