package zero4j.eval;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;
import zero4j.run.CompletionRecord;

/**
 * Scores the model of a rollout engine on benchmarks: always one greedy completion per question, and with
 * {@link EvalSettings#samples()} above 0 also that many samples. The same weights give the same scores: a benchmark's samples
 * depend on the seed and its questions, not on the rest of the suite.
 *
 * <p>A large benchmark is cut into several calls of the engine. Of an engine that is
 * {@linkplain zero4j.rollout.Determinism#INDEPENDENT_OF_BATCH independent of the batch} that changes nothing. One that promises only
 * {@linkplain zero4j.rollout.Determinism#SAME_CALL the same for the same call} is given the same calls always: of
 * {@value #SAME_CALL_COMPLETIONS} completions, however many it samples at a time, and after an interruption those calls again that
 * were not whole.
 */
public final class Evaluator {
    /** Completions of one call where the cut may change them: more than most benchmarks have, few enough for memory. */
    static final int SAME_CALL_COMPLETIONS = 4096;

    private final RolloutBackend backend;
    private final Function<Question, Prompt> prompts;
    private final int maxPromptTokens;
    private final RewardFunction reward;
    private final EvalSettings settings;
    private final long seed;
    private final int chunk;

    /**
     * An evaluation of an engine's model.
     *
     * @param prompts renders and tokenizes a question
     * @param maxPromptTokens longest prompt that is asked; a question with a longer one counts as not answered
     * @param seed of the samples; the same for evaluations that are to be compared
     * @param chunk completions that are in memory at the same time, or those of one question if they are more, or of all questions
     *     where some have the same id; changes no score, since it is not heeded where an engine promises only the same for the same
     *     call
     */
    public Evaluator(
            RolloutBackend backend,
            Function<Question, Prompt> prompts,
            int maxPromptTokens,
            RewardFunction reward,
            EvalSettings settings,
            long seed,
            int chunk) {
        this.backend = backend;
        this.prompts = prompts;
        this.maxPromptTokens = maxPromptTokens;
        this.reward = reward;
        this.settings = settings;
        this.seed = seed;
        this.chunk = chunk;
    }

    /** Number of completions that {@link #evaluate} samples for these benchmarks: the end of a progress bar. */
    public long completions(List<Benchmark> suite) {
        long questions = suite.stream().mapToLong(this::questions).sum();
        return questions * (1 + settings.samples());
    }

    private int questions(Benchmark benchmark) {
        long all = benchmark.set().size();
        return Math.toIntExact(settings.questions() == 0 ? all : Math.min(settings.questions(), all));
    }

    /**
     * Scores every benchmark.
     *
     * @param step training steps done before
     * @param log is given every completion as it comes
     * @param progress told of every finished completion, on any thread
     * @throws UserError if what the log kept is of other questions or prompts
     */
    public Evaluation evaluate(List<Benchmark> suite, long step, CompletionLog log, Progress progress) {
        return evaluate(suite, step, log, progress, () -> false);
    }

    /**
     * Scores every benchmark, or until asked to stop.
     *
     * @param stop asked before each call of the engine
     * @return the results of the benchmarks that are whole: all, if it was not asked to stop
     */
    public Evaluation evaluate(
            List<Benchmark> suite, long step, CompletionLog log, Progress progress, BooleanSupplier stop) {
        Pass pass = new Pass(step, log, progress, stop);
        List<BenchmarkResult> results = new ArrayList<>();
        for (Benchmark benchmark : suite) {
            ScoreCounts tally = new ScoreCounts(benchmark.name(), settings.samples());
            int budget = settings.maxNewTokens();
            pass.over(benchmark, SamplingParams.greedy(budget), group -> tally.greedy(group.getFirst()));
            if (settings.samples() > 0) {
                SamplingParams params =
                        new SamplingParams(settings.samples(), budget, settings.temperature(), 0, 1, seed);
                pass.over(benchmark, params, tally::sampled);
            }
            if (pass.stopped) {
                break;
            }
            results.add(tally.result());
        }
        pass.goOn();
        return new Evaluation(results);
    }

    /**
     * Asks every question in one way and counts nothing: no greedy completion besides, and of the settings only the number of questions
     * counts.
     *
     * @param each is given the completions of every question in the order of the benchmarks, also those that were kept
     * @param stop asked before each call of the engine
     * @return whether all is there, or it was asked to stop before
     * @throws UserError if what the log kept is of other questions or prompts
     */
    public boolean ask(
            List<Benchmark> suite,
            SamplingParams params,
            CompletionLog log,
            Progress progress,
            BooleanSupplier stop,
            Consumer<List<CompletionRecord>> each) {
        Pass pass = new Pass(0, log, progress, stop);
        for (Benchmark benchmark : suite) {
            pass.over(benchmark, params, each);
        }
        pass.goOn();
        return !pass.stopped;
    }

    /** The way through all completions: those that were kept, then those that are sampled. */
    private final class Pass {
        private final long step;
        private final CompletionLog log;
        private final Progress progress;
        private final BooleanSupplier stop;
        private final Iterator<CompletionRecord> kept;
        private long taken;
        private boolean sampling;
        private boolean stopped;

        private Pass(long step, CompletionLog log, Progress progress, BooleanSupplier stop) {
            this.stop = stop;
            this.step = step;
            this.log = log;
            this.progress = progress;
            this.kept = log.kept();
        }

        private void over(Benchmark benchmark, SamplingParams params, Consumer<List<CompletionRecord>> tally) {
            int count = questions(benchmark);
            boolean sameCall = backend.determinism() == Determinism.SAME_CALL;
            // An engine tells questions of the same id apart only within a call.
            boolean distinct = distinct(benchmark, count);
            int most = sameCall ? SAME_CALL_COMPLETIONS : chunk;
            int perCall = distinct ? Math.max(1, most / params.samples()) : count;
            int whole = distinct && !sameCall ? 1 : perCall; // What was kept of these goes on only if all is there.
            int done = 0;
            while (!sampling && done < count) {
                int groups = Math.min(whole, count - done);
                List<List<CompletionRecord>> found = take(groups, params.samples());
                for (List<CompletionRecord> group : found) {
                    requireSame(benchmark, done, params, group.getFirst());
                    tally.accept(group);
                    done++;
                }
                if (found.isEmpty()) {
                    goOn();
                }
            }
            while (done < count && !mustStop()) {
                int end = Math.min(count, done + perCall);
                List<List<CompletionRecord>> groups = sample(benchmark, done, end, params);
                log.add(groups.stream().flatMap(List::stream).toList());
                groups.forEach(tally);
                done = end;
            }
        }

        private boolean mustStop() {
            stopped |= stop.getAsBoolean();
            return stopped;
        }

        /** The next completions that were kept, question by question, or none if they are not all there. */
        private List<List<CompletionRecord>> take(int questions, int samples) {
            List<List<CompletionRecord>> groups = new ArrayList<>();
            while (groups.size() < questions) {
                List<CompletionRecord> group = new ArrayList<>();
                while (group.size() < samples && kept.hasNext()) {
                    group.add(kept.next());
                }
                if (group.size() < samples) {
                    return List.of();
                }
                groups.add(group);
            }
            taken += (long) questions * samples;
            return groups;
        }

        private void goOn() {
            if (!sampling) {
                sampling = true;
                log.goOnBehind(taken);
            }
        }

        private void requireSame(Benchmark benchmark, int index, SamplingParams params, CompletionRecord first) {
            Prompt prompt = prompts.apply(benchmark.set().get(index));
            if (!first.benchmark().equals(Optional.of(benchmark.name()))
                    || !first.questionId().equals(prompt.question().id())
                    || !first.prompt().equals(prompt.text())
                    || !first.references().equals(prompt.question().answers())
                    || first.sample() != params.first()
                    || first.temperature() != params.temperature()) {
                throw new UserError("the completions that were kept do not fit: where question "
                        + prompt.question().id() + " of " + benchmark.name() + " is due there is " + first.questionId()
                        + " of " + first.benchmark().orElse("training")
                        + ", or its text, answers or template have changed");
            }
        }

        private List<List<CompletionRecord>> sample(Benchmark benchmark, int from, int to, SamplingParams params) {
            List<Prompt> rendered = IntStream.range(from, to)
                    .mapToObj(index -> prompts.apply(benchmark.set().get(index)))
                    .toList();
            return score(benchmark, rendered, params, progress).stream()
                    .map(group -> CompletionRecords.of(
                            step, Optional.of(benchmark.name()), params.temperature(), params.first(), group))
                    .toList();
        }
    }

    private static boolean distinct(Benchmark benchmark, int count) {
        Set<String> ids = new HashSet<>();
        return IntStream.range(0, count)
                .allMatch(i -> ids.add(benchmark.set().get(i).id()));
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
        return reward.scoreAll(rendered.stream()
                .map(prompt -> fits(prompt) ? answered.next() : unanswered(prompt, params))
                .toList());
    }

    private boolean fits(Prompt prompt) {
        return prompt.tokens().length <= maxPromptTokens;
    }

    private static CompletionGroup unanswered(Prompt prompt, SamplingParams params) {
        Completion none = new Completion(new int[0], new float[0], "", FinishReason.LENGTH, 0);
        return new CompletionGroup(prompt, Collections.nCopies(params.samples(), none));
    }
}
