package zero4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.data.QuestionSet;
import zero4j.report.EvalTable;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.Determinism;
import zero4j.rollout.FinishReason;
import zero4j.rollout.PolicyWeights;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutBackend.Progress;
import zero4j.rollout.SamplingParams;
import zero4j.run.CompletionRecord;
import zero4j.template.StopRule;
import zero4j.verify.Verdict;

class EvaluatorTest {
    /** Question i asks for the number i. */
    private record Numbers(String name, long size) implements QuestionSet {
        @Override
        public Question get(long index) {
            return new Question(name + ":" + index, "say " + index, List.of(String.valueOf(index)), Map.of());
        }

        @Override
        public String fingerprint() {
            return "f";
        }
    }

    /**
     * Greedy it answers even questions correctly and is cut off at the others; of four samples of question i the first
     * i % 5 are correct.
     */
    private static final class FakeBackend implements RolloutBackend {
        private final Determinism determinism;
        private final List<SamplingParams> calls = new ArrayList<>();
        private final List<Integer> sizes = new ArrayList<>();

        private FakeBackend() {
            this(Determinism.INDEPENDENT_OF_BATCH);
        }

        private FakeBackend(Determinism determinism) {
            this.determinism = determinism;
        }

        @Override
        public Determinism determinism() {
            return determinism;
        }

        @Override
        public List<CompletionGroup> generate(List<Prompt> prompts, SamplingParams params, Progress progress) {
            calls.add(params);
            sizes.add(prompts.size() * params.samples());
            List<CompletionGroup> groups = new ArrayList<>();
            for (Prompt prompt : prompts) {
                int number = prompt.tokens()[0];
                if (number > 100) {
                    throw new IllegalArgumentException("a prompt of 101 tokens leaves no room");
                }
                List<Completion> completions = new ArrayList<>();
                for (int i = 0; i < params.samples(); i++) {
                    boolean right = params.isGreedy() ? number % 2 == 0 : i < number % 5;
                    Completion completion = new Completion(
                            new int[right ? 3 : 5],
                            new float[right ? 3 : 5],
                            right ? String.valueOf(number) : "?",
                            right ? FinishReason.EOS : FinishReason.LENGTH,
                            0);
                    completions.add(completion);
                    progress.finished(completion);
                }
                groups.add(new CompletionGroup(prompt, completions));
            }
            return groups;
        }

        @Override
        public void load(PolicyWeights weights, long version) {}

        @Override
        public void close() {}
    }

    private static final RewardFunction REWARD = new RewardFunction() {
        @Override
        public String name() {
            return "same";
        }

        @Override
        public ScoredCompletion score(Question question, Completion completion) {
            boolean right = question.answers().contains(completion.text());
            Verdict verdict = right
                    ? new Verdict(Verdict.Outcome.CORRECT, "text")
                    : new Verdict(Verdict.Outcome.NO_ANSWER, "truncated");
            return new ScoredCompletion(
                    completion,
                    right ? 1 : 0,
                    verdict,
                    right,
                    right ? Optional.of(completion.text()) : Optional.empty());
        }
    };

    private static Prompt prompt(Question question) {
        int number = Integer.parseInt(question.answers().getFirst());
        return new Prompt(question, question.text(), new int[] {number}, StopRule.NONE);
    }

    private static Evaluator evaluator(FakeBackend backend, int questions, int samples) {
        EvalSettings settings = new EvalSettings(List.of("x"), 0, questions, 5, samples, 0.6);
        return new Evaluator(backend, EvaluatorTest::prompt, 100, REWARD, settings, 42, 1000);
    }

    @Test
    void evaluate_knownAnswers_scoresAreExact() {
        FakeBackend backend = new FakeBackend();
        Evaluator evaluator = evaluator(backend, 0, 4);
        List<Benchmark> suite =
                List.of(new Benchmark("ten", new Numbers("ten", 10)), new Benchmark("one", new Numbers("one", 1)));
        AtomicInteger finished = new AtomicInteger();
        Evaluation evaluation = evaluator.evaluate(suite, 0, _ -> {}, completion -> finished.incrementAndGet());

        assertThat(finished).hasValue(55);
        assertThat(evaluator.completions(suite)).isEqualTo(55);
        assertThat(backend.calls)
                .containsExactly(
                        SamplingParams.greedy(5),
                        new SamplingParams(4, 5, 0.6, 0, 1, 42),
                        SamplingParams.greedy(5),
                        new SamplingParams(4, 5, 0.6, 0, 1, 42));
        BenchmarkResult ten = evaluation.results().getFirst();
        assertThat(ten.questions()).isEqualTo(10);
        assertThat(ten.correct()).isEqualTo(5);
        assertThat(ten.greedyAccuracy()).isEqualTo(0.5);
        assertThat(ten.greedy()).isEqualTo(Interval.wilson(5, 10));
        assertThat(ten.k()).isEqualTo(4);
        assertThat(ten.avgAtK()).isCloseTo(0.5, within(1e-12)); // 0, 1, 2, 3, 4 of 4, twice
        assertThat(ten.avg()).isEqualTo(Interval.ofMean(new double[] {0, 0.25, 0.5, 0.75, 1, 0, 0.25, 0.5, 0.75, 1}));
        assertThat(ten.passAtK()).isCloseTo(0.8, within(1e-12));
        assertThat(ten.meanTokens()).isEqualTo(4);
        assertThat(ten.truncated()).isEqualTo(0.5);
        assertThat(evaluation.meanGreedyAccuracy()).isEqualTo(0.75);
        assertThat(evaluation.meanAvgAtK()).isCloseTo(0.25, within(1e-12));
    }

    @Test
    void evaluate_noSamplesAndLimit_asksTheFirstQuestionsGreedily() {
        FakeBackend backend = new FakeBackend();
        Evaluation evaluation = evaluator(backend, 3, 0)
                .evaluate(List.of(new Benchmark("t", new Numbers("t", 10))), 0, _ -> {}, Progress.NONE);
        assertThat(backend.calls).containsExactly(SamplingParams.greedy(5));
        BenchmarkResult result = evaluation.results().getFirst();
        assertThat(result.questions()).isEqualTo(3);
        assertThat(result.correct()).isEqualTo(2);
        assertThat(result.k()).isZero();
        assertThat(result.avgAtK()).isZero();
        assertThat(result.passAtK()).isZero();
        assertThat(EvalTable.of(evaluation.scores(0)).text()).doesNotContain("avg@");
    }

    @Test
    void completions_areGivenToTheLog_greedyThenSamples() {
        List<CompletionRecord> records = new ArrayList<>();
        evaluator(new FakeBackend(), 2, 4)
                .evaluate(List.of(new Benchmark("t", new Numbers("t", 2))), 7, records::addAll, Progress.NONE);
        assertThat(records).hasSize(2 + 8);
        assertThat(records.getFirst())
                .isEqualTo(new CompletionRecord(
                        7,
                        Optional.of("t"),
                        "t:0",
                        0,
                        0,
                        "say 0",
                        "0",
                        3,
                        1,
                        true,
                        "correct",
                        "text",
                        Optional.of("0"),
                        List.of("0"),
                        "eos"));
        assertThat(records.getLast())
                .isEqualTo(new CompletionRecord(
                        7,
                        Optional.of("t"),
                        "t:1",
                        3,
                        0.6,
                        "say 1",
                        "?",
                        5,
                        0,
                        false,
                        "no_answer",
                        "truncated",
                        Optional.empty(),
                        List.of("1"),
                        "length"));
    }

    @Test
    void evaluate_promptsLongerThanTheLimit_countAsNotAnsweredInTheirPlaces() {
        EvalSettings settings = new EvalSettings(List.of("x"), 0, 0, 5, 2, 0.6);
        Evaluator evaluator = new Evaluator(
                new FakeBackend(),
                question -> {
                    Prompt prompt = prompt(question);
                    boolean second = prompt.tokens()[0] == 1;
                    return new Prompt(
                            question, prompt.text(), second ? new int[] {1, 1, 1} : prompt.tokens(), StopRule.NONE);
                },
                2,
                REWARD,
                settings,
                42,
                1000);
        List<CompletionRecord> records = new ArrayList<>();
        BenchmarkResult result = evaluator
                .evaluate(List.of(new Benchmark("t", new Numbers("t", 3))), 0, records::addAll, Progress.NONE)
                .results()
                .getFirst();
        assertThat(result.questions()).isEqualTo(3);
        assertThat(result.correctSamples()).hasSize(3);
        CompletionRecord unanswered = records.get(1);
        assertThat(unanswered.questionId()).isEqualTo("t:1");
        assertThat(unanswered.tokens()).isZero();
        assertThat(unanswered.neverAsked()).isTrue();
        assertThat(unanswered.rule()).isEqualTo("never asked: the prompt is longer than the model's context");
        assertThat(records).filteredOn(CompletionRecord::neverAsked).hasSize(3);
        assertThat(unanswered.outcome()).isNotEqualTo("correct");
        assertThat(records.get(2).questionId()).isEqualTo("t:2");
        assertThat(records.get(2).tokens()).isPositive();
    }

    @Test
    void evaluate_inSmallChunks_scoresAndRecordsTheSame() {
        EvalSettings settings = new EvalSettings(List.of("x"), 0, 0, 5, 4, 0.6);
        List<Benchmark> suite = List.of(new Benchmark("t", new Numbers("t", 11)));
        List<CompletionRecord> whole = new ArrayList<>();
        List<CompletionRecord> parts = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();

        Evaluation once = evaluator(new FakeBackend(), 0, 4).evaluate(suite, 0, whole::addAll, Progress.NONE);
        Evaluation chunked = new Evaluator(new FakeBackend(), EvaluatorTest::prompt, 100, REWARD, settings, 42, 9)
                .evaluate(
                        suite,
                        0,
                        records -> {
                            parts.addAll(records);
                            sizes.add(records.size());
                        },
                        Progress.NONE);

        assertThat(chunked).isEqualTo(once);
        assertThat(parts).isEqualTo(whole);
        assertThat(sizes).containsExactly(9, 2, 8, 8, 8, 8, 8, 4);
    }

    @Test
    void evaluate_questionsOfTheSameId_areAskedInOneCall() {
        FakeBackend backend = new FakeBackend();
        EvalSettings settings = new EvalSettings(List.of("x"), 0, 0, 5, 0, 0.6);

        new Evaluator(backend, EvaluatorTest::prompt, 100, REWARD, settings, 42, 1)
                .evaluate(List.of(new Benchmark("same", new OneId())), 0, _ -> {}, Progress.NONE);

        assertThat(backend.calls).hasSize(1);
    }

    /** Questions that differ in all but the id. */
    private record OneId() implements QuestionSet {
        @Override
        public String name() {
            return "same";
        }

        @Override
        public long size() {
            return 5;
        }

        @Override
        public Question get(long index) {
            return new Question("same", "say " + index, List.of(String.valueOf(index)), Map.of());
        }

        @Override
        public String fingerprint() {
            return "f";
        }
    }

    /** What an interrupted evaluation kept, and behind how much of it the evaluation went on. */
    private static final class Torn implements CompletionLog {
        private final List<CompletionRecord> records;
        private long behind = -1;

        private Torn(List<CompletionRecord> all, int kept) {
            records = new ArrayList<>(all.subList(0, kept));
        }

        @Override
        public void add(List<CompletionRecord> more) {
            records.addAll(more);
        }

        @Override
        public Iterator<CompletionRecord> kept() {
            return List.copyOf(records).iterator();
        }

        @Override
        public void goOnBehind(long count) {
            behind = count;
            records.subList(Math.toIntExact(count), records.size()).clear();
        }
    }

    @Test
    void evaluate_questionsOfTheSameIdTorn_asksAllOfThePassAgain() {
        EvalSettings settings = new EvalSettings(List.of("x"), 0, 0, 5, 4, 0.6);
        List<Benchmark> suite = List.of(new Benchmark("same", new OneId()));
        List<CompletionRecord> whole = new ArrayList<>();
        new Evaluator(new FakeBackend(), EvaluatorTest::prompt, 100, REWARD, settings, 42, 1)
                .evaluate(suite, 0, whole::addAll, Progress.NONE);
        Torn torn = new Torn(whole, 5 + 3 * 4); // all greedy ones, and the samples of three questions
        FakeBackend backend = new FakeBackend();

        new Evaluator(backend, EvaluatorTest::prompt, 100, REWARD, settings, 42, 1)
                .evaluate(suite, 0, torn, Progress.NONE);

        assertThat(torn.behind).isEqualTo(5);
        assertThat(backend.sizes).containsExactly(20);
        assertThat(torn.records).isEqualTo(whole);
    }

    @Test
    void evaluate_engineOfTheSameForTheSameCall_cutsAtAFixedSizeAndTakesWholeCallsOnly() {
        EvalSettings settings = new EvalSettings(List.of("x"), 0, 0, 5, 2000, 0.6);
        List<Benchmark> suite = List.of(new Benchmark("t", new Numbers("t", 5)));
        FakeBackend backend = new FakeBackend(Determinism.SAME_CALL);
        List<CompletionRecord> whole = new ArrayList<>();
        new Evaluator(backend, EvaluatorTest::prompt, 100, REWARD, settings, 42, 3)
                .evaluate(suite, 0, whole::addAll, Progress.NONE);
        assertThat(backend.sizes).containsExactly(5, 4000, 4000, 2000);

        Torn torn = new Torn(whole, 5 + 6000);
        FakeBackend again = new FakeBackend(Determinism.SAME_CALL);
        new Evaluator(again, EvaluatorTest::prompt, 100, REWARD, settings, 42, 3)
                .evaluate(suite, 0, torn, Progress.NONE);

        assertThat(again.sizes).containsExactly(4000, 2000);
        assertThat(torn.records).isEqualTo(whole);
    }

    @Test
    void evaluate_promptTooLong_namesTheBenchmark() {
        Benchmark benchmark = new Benchmark("long", new Numbers("long", 200));
        assertThatExceptionOfType(UserError.class)
                .isThrownBy(() ->
                        evaluator(new FakeBackend(), 0, 0).evaluate(List.of(benchmark), 0, _ -> {}, Progress.NONE))
                .withMessage("benchmark long cannot be evaluated: a prompt of 101 tokens leaves no room");
    }
}
