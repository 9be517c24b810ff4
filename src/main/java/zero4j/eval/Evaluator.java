package zero4j.eval;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;

/**
 * Scores the model of a rollout engine on benchmarks: always one greedy completion per question, and with
 * {@link EvalSettings#samples()} above 0 also that many samples. The same weights give the same scores: a benchmark's samples
 * depend on the seed and its questions, not on the rest of the suite.
 */
public final class Evaluator {
    private final RolloutBackend backend;
    private final Function<Question, Prompt> prompts;
    private final int maxPromptTokens;
    private final RewardFunction reward;
    private final EvalSettings settings;
    private final long seed;

    /**
     * @param prompts renders and tokenizes a question
     * @param maxPromptTokens longest prompt that is asked; a question with a longer one counts as not answered
     * @param seed of the samples; the same for evaluations that are to be compared
     */
    public Evaluator(
            RolloutBackend backend,
            Function<Question, Prompt> prompts,
            int maxPromptTokens,
            RewardFunction reward,
            EvalSettings settings,
            long seed) {
        this.backend = backend;
        this.prompts = prompts;
        this.maxPromptTokens = maxPromptTokens;
        this.reward = reward;
        this.settings = settings;
        this.seed = seed;
    }

    /** Number of completions that {@link #evaluate} samples for these benchmarks: the end of a progress bar. */
    public long completions(List<Benchmark> suite) {
        long questions = suite.stream()
                .mapToLong(b -> settings.questions() == 0
                        ? b.set().size()
                        : Math.min(settings.questions(), b.set().size()))
                .sum();
        return questions * (1 + settings.samples());
    }

    /**
     * Scores every benchmark.
     *
     * @param progress told of every finished completion, on any thread
     */
    public Evaluation evaluate(List<Benchmark> suite, Progress progress) {
        return new Evaluation(
                suite.stream().map(benchmark -> evaluate(benchmark, progress)).toList());
    }

    private BenchmarkResult evaluate(Benchmark benchmark, Progress progress) {
        List<Prompt> rendered =
                benchmark.questions(settings.questions()).stream().map(prompts).toList();
        int budget = settings.maxNewTokens();
        List<ScoredGroup> greedy = score(benchmark, rendered, SamplingParams.greedy(budget), progress);
        List<ScoredGroup> sampled = List.of();
        if (settings.samples() > 0) {
            SamplingParams params = new SamplingParams(settings.samples(), budget, settings.temperature(), 0, 1, seed);
            sampled = score(benchmark, rendered, params, progress);
        }
        return BenchmarkResult.of(benchmark.name(), greedy, sampled, settings.temperature());
    }

    private List<ScoredGroup> score(
            Benchmark benchmark, List<Prompt> rendered, SamplingParams params, Progress progress) {
        List<Prompt> asked = rendered.stream().filter(this::fits).toList();
        List<CompletionGroup> groups;
        try {
            groups = backend.generate(asked, params, progress);
        } catch (IllegalArgumentException e) {
            throw new UserError("benchmark " + benchmark.name() + " cannot be evaluated: " + e.getMessage(), e);
        }
        Iterator<CompletionGroup> answered = groups.iterator();
        return rendered.stream()
                .map(prompt -> fits(prompt) ? answered.next() : unanswered(prompt, params))
                .toList()
                .parallelStream()
                .map(this::score)
                .toList();
    }

    private boolean fits(Prompt prompt) {
        return prompt.tokens().length <= maxPromptTokens;
    }

    private static CompletionGroup unanswered(Prompt prompt, SamplingParams params) {
        Completion none = new Completion(new int[0], new float[0], "", FinishReason.LENGTH, 0);
        return new CompletionGroup(prompt, Collections.nCopies(params.samples(), none));
    }

    private ScoredGroup score(CompletionGroup group) {
        Prompt prompt = group.prompt();
        return new ScoredGroup(
                prompt,
                group.completions().stream()
                        .map(completion -> reward.score(prompt.question(), completion))
                        .toList());
    }
}
