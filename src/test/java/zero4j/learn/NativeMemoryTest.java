package zero4j.learn;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.AlgorithmSettings;
import zero4j.algorithm.Presets;
import zero4j.data.Question;
import zero4j.data.QuestionSet;
import zero4j.engine.EngineSettings;
import zero4j.engine.torch.TorchBackend;
import zero4j.eval.EvalSettings;
import zero4j.eval.Evaluator;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.recipe.Recipes;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.rollout.Completion;
import zero4j.rollout.Prompt;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;
import zero4j.rollout.TinyModel;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NativeMemory;
import zero4j.train.Evaluations;
import zero4j.train.PromptSource;
import zero4j.train.RlTrainer;
import zero4j.train.RolloutCollector;
import zero4j.train.RunJournal;
import zero4j.train.TrainState;
import zero4j.verify.Verdict;

/** Whole training steps, of rollouts, updates and now and then checkpoints, must not need more and more native memory. */
class NativeMemoryTest {
    private static final int WARMUP = 20;
    private static final int STEPS = WARMUP + 60;
    private static final long MOST_GROWTH = 24L << 20;
    /** Small handles that no scope frees are about 100; one forgotten tensor in each update would be 120 more. */
    private static final long MOST_OBJECTS = 180;

    /** Shapes repeat after so many questions, so that the caches of allocators fill up before the measurement. */
    private static final int QUESTIONS = 8;

    private static final RolloutSettings ROLLOUT = new RolloutSettings(4, 4, 16, 1, 8, 2);
    private static final TrainSettings SETTINGS = Recipes.train(
                    null,
                    List.of("train={steps: %d, responses_per_update: 8, learning_rate: 1e-3, warmup_steps: 0,"
                                    .formatted(STEPS)
                            + " tokens_per_micro_batch: 100, logprob_chunk: 16, checkpoint_every: 10,"
                            + " keep_checkpoints: 1}"))
            .train();

    @TempDir
    private Path folder = Path.of("");

    private final long[] resident = new long[STEPS + 1];
    private final long[] objects = new long[STEPS + 1];

    @Test
    void training_manySteps_keepsNativeMemoryFlat() {
        Assumptions.assumeTrue(
                NativeMemory.resident().isPresent(),
                "/proc/self/status is absent: resident memory cannot be measured on this system");
        train();
        assertThat(resident[STEPS] - resident[WARMUP])
                .as("bytes of growth over %d steps", STEPS - WARMUP)
                .isLessThan(MOST_GROWTH);
        assertThat(LongStream.of(objects).skip(WARMUP).max().orElseThrow() - objects[WARMUP])
                .as("native objects kept over %d steps", STEPS - WARMUP)
                .isLessThan(MOST_OBJECTS);
    }

    private void train() {
        Path model = TinyModel.write(folder.resolve("model"), 1, new TreeSet<>(List.of(2)));
        RunFolder run = RunFolder.create(folder, "memory", LocalDateTime.of(2026, 1, 1, 0, 0));
        Algorithm algorithm = Presets.of(AlgorithmSettings.of("dr-grpo"), ROLLOUT.maxNewTokens());
        Tokenizer tokenizer = Tokenizer.load(model);
        try (RunStore store = RunStore.open(run.database());
                CausalLm lm = ModelFiles.load(model, DeviceAndDtype.cpu(ScalarType.Float), true);
                RolloutBackend sampler = TorchBackend.sharing(lm, tokenizer, new EngineSettings(8, 2));
                Learner learner =
                        TinyLearner.learner(lm, algorithm, SETTINGS, ROLLOUT.temperature(), ReferencePolicy.NONE)) {
            new RlTrainer(
                            new RolloutCollector(
                                    new PromptSource(new EightQuestions(), NativeMemoryTest::prompt, TinyModel.CONTEXT),
                                    sampler,
                                    new MostlyEven(),
                                    ROLLOUT,
                                    1,
                                    true,
                                    1),
                            sampler,
                            learner,
                            noEvaluations(sampler),
                            new RunJournal(run, store, SETTINGS),
                            this::measure,
                            SETTINGS)
                    .run(TrainState.start(1), () -> false);
        }
    }

    private void measure(StepRecord record) {
        int step = Math.toIntExact(record.step());
        if (step == WARMUP) {
            System.gc();
        }
        // Before the collector could free at the end what no scope has freed.
        objects[step] = Pointer.totalCount();
        if (step == STEPS) {
            System.gc(); // The Java heap is resident too: its garbage must not decide.
        }
        resident[step] = NativeMemory.resident().orElseThrow();
    }

    private static Evaluations noEvaluations(RolloutBackend sampler) {
        EvalSettings settings = new EvalSettings(List.of(), 0, 0, 1, 0, 1);
        return new Evaluations(
                new Evaluator(sampler, NativeMemoryTest::prompt, 100, new MostlyEven(), settings, 1, 8), List.of(), 0);
    }

    private static Prompt prompt(Question question) {
        int length = Integer.parseInt(question.text());
        int[] tokens = new Random(length)
                .ints(length, TinyModel.FIRST_LETTER, TinyModel.FIRST_LETTER + 26)
                .toArray();
        return new Prompt(question, question.text(), tokens, StopRule.NONE);
    }

    /** Questions that differ in the length of their prompts. */
    private record EightQuestions() implements QuestionSet {
        @Override
        public String name() {
            return "eight";
        }

        @Override
        public long size() {
            return QUESTIONS;
        }

        @Override
        public Question get(long index) {
            return new Question("eight:" + index, Long.toString(3 + index), List.of("1"), Map.of());
        }

        @Override
        public String fingerprint() {
            return "none";
        }
    }

    /** Rewards completions of mostly even tokens, so that few groups are without a gradient. */
    private record MostlyEven() implements RewardFunction {
        @Override
        public String name() {
            return "even";
        }

        @Override
        public ScoredCompletion score(Question question, Completion completion) {
            boolean even =
                    IntStream.of(completion.tokens()).filter(t -> t % 2 == 0).count() * 2 > completion.length();
            Verdict.Outcome outcome = even ? Verdict.Outcome.CORRECT : Verdict.Outcome.INCORRECT;
            return new ScoredCompletion(
                    completion, even ? 1 : 0, new Verdict(outcome, "even"), true, Optional.of(completion.text()));
        }
    }
}
