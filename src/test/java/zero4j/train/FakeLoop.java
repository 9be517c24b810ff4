package zero4j.train;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import zero4j.data.Question;
import zero4j.data.QuestionSet;
import zero4j.eval.Benchmark;
import zero4j.eval.EvalSettings;
import zero4j.eval.Evaluation;
import zero4j.eval.Evaluator;
import zero4j.learn.OldLogprobs;
import zero4j.learn.Schedule;
import zero4j.learn.TrainSettings;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutSettings;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;
import zero4j.template.StopRule;
import zero4j.verify.Verdict;

/** The training loop on a real run folder, with a sampler and a policy that do nothing. It names no class of LibTorch. */
public final class FakeLoop implements AutoCloseable {
    static final int PROMPTS = 2;
    static final int GROUP = 3;

    final List<String> events = Collections.synchronizedList(new ArrayList<>());
    final FakeSampler sampler = new FakeSampler(events);
    final RunFolder folder;
    private final RunStore store;

    FakePolicy policy = new FakePolicy(events, Set.of());
    RewardFunction reward = new FirstSample(Set.of());
    int ahead;
    int mostBatches = 1;
    boolean comparesGroups = true;
    int evalEvery;
    List<Benchmark> suite = List.of();
    BooleanSupplier stop = () -> false;
    TrainListener listener = new Events();

    FakeLoop(Path runs) {
        folder = RunFolder.create(runs, "x", LocalDateTime.of(2026, 1, 1, 0, 0));
        store = RunStore.open(folder.database());
    }

    /** Two steps with evaluation: what happened. Called by name, through a class loader of its own. */
    public static Object[] twoSteps(Path runs) {
        try (FakeLoop loop = new FakeLoop(runs)) {
            loop.suite = List.of(benchmark());
            loop.run(TrainState.start(1), settings(2, 1, 1));
            return loop.events.toArray();
        }
    }

    /** Question i has the number i as its text and its prompt's token. */
    private record Numbers(long size) implements QuestionSet {
        @Override
        public String name() {
            return "numbers";
        }

        @Override
        public Question get(long index) {
            return new Question("numbers:" + index, Long.toString(index), List.of("1"), Map.of());
        }

        @Override
        public String fingerprint() {
            return "f";
        }
    }

    /** Sample 0 earns a reward, the others none; questions in {@code dead} earn nothing at all. */
    record FirstSample(Set<Integer> dead) implements RewardFunction {
        @Override
        public String name() {
            return "first";
        }

        @Override
        public ScoredCompletion score(Question question, Completion completion) {
            boolean right = completion.tokens()[0] == 0 && !dead.contains(Integer.parseInt(question.text()));
            Verdict.Outcome outcome = right ? Verdict.Outcome.CORRECT : Verdict.Outcome.INCORRECT;
            return new ScoredCompletion(
                    completion, right ? 1 : 0, new Verdict(outcome, "x"), true, Optional.of(completion.text()));
        }
    }

    /** At every completion the verifier failed. */
    record Defects() implements RewardFunction {
        @Override
        public String name() {
            return "defects";
        }

        @Override
        public ScoredCompletion score(Question question, Completion completion) {
            Verdict defect = new Verdict(Verdict.Outcome.UNPARSEABLE, "defect of the verifier: none that is known");
            return new ScoredCompletion(completion, 0, defect, true, Optional.of(completion.text()));
        }
    }

    private static Prompt prompt(Question question) {
        int number = Integer.parseInt(question.text());
        return new Prompt(question, question.text(), new int[] {number}, StopRule.NONE);
    }

    /** Hears of everything that it is told. */
    private final class Events implements TrainListener {
        @Override
        public void step(StepRecord record) {
            events.add("step " + record.step());
        }

        @Override
        public void warning(String text) {
            events.add("warning " + text.substring(0, text.indexOf(" (")));
        }

        @Override
        public void evaluated(long step, Evaluation evaluation) {
            events.add("evaluated " + step);
        }

        @Override
        public void saved(Path checkpoint) {
            events.add("saved " + checkpoint.getFileName());
        }
    }

    static Benchmark benchmark() {
        return new Benchmark("five", new Numbers(5));
    }

    static TrainSettings settings(int steps, int checkpointEvery, int maxNonFiniteSteps) {
        return new TrainSettings(
                steps,
                1,
                0,
                1e-3,
                Schedule.CONSTANT,
                0,
                0.9,
                0.95,
                1e-8,
                0,
                1,
                OldLogprobs.AUTO,
                1000,
                0,
                false,
                1,
                checkpointEvery,
                0,
                "",
                maxNonFiniteSteps);
    }

    TrainState run(TrainState start, TrainSettings settings) {
        EvalSettings eval = new EvalSettings(List.of(), evalEvery, 0, 1, 0, 1);
        Evaluator evaluator = new Evaluator(sampler, FakeLoop::prompt, 100, reward, eval, 1, 100);
        RolloutSettings rollout = new RolloutSettings(PROMPTS, GROUP, 4, 1, 1, 1).withAhead(ahead);
        PromptSource prompts = new PromptSource(new Numbers(100), FakeLoop::prompt, 10);
        if (start.step() > 0) {
            sampler.load(policy.weights(), start.step());
        }
        return new RlTrainer(
                        new RolloutCollector(prompts, sampler, reward, rollout, mostBatches, comparesGroups, 7),
                        sampler,
                        policy,
                        new Evaluations(evaluator, suite, evalEvery),
                        new RunJournal(folder, store, settings),
                        listener,
                        settings)
                .run(start, stop);
    }

    @Override
    public void close() {
        store.close();
    }
}
