package zero4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import zero4j.UserError;
import zero4j.algorithm.Algorithm;
import zero4j.algorithm.TrainSequence;
import zero4j.reward.RewardFunction;
import zero4j.reward.ScoredCompletion;
import zero4j.reward.ScoredGroup;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;

/**
 * The loop of R1-Zero-style training: sample groups of completions, score them by rule, learn from the advantages, hand the
 * weights to the sampler; now and then evaluate and save.
 */
public final class RlTrainer {
    /** Steps in a row whose updates were not finite, after which training stops. */
    private static final int MAX_SKIPPED_STEPS = 3;

    private final PromptSource prompts;
    private final RolloutBackend sampler;
    private final RewardFunction reward;
    private final Algorithm algorithm;
    private final Policy policy;
    private final Evaluations evaluations;
    private final Journal journal;
    private final TrainListener listener;
    private final RolloutSettings rollout;
    private final TrainSettings settings;
    private final long seed;

    /** @param seed with the step it determines every random draw */
    public RlTrainer(
            PromptSource prompts,
            RolloutBackend sampler,
            RewardFunction reward,
            Algorithm algorithm,
            Policy policy,
            Evaluations evaluations,
            Journal journal,
            TrainListener listener,
            RolloutSettings rollout,
            TrainSettings settings,
            long seed) {
        this.prompts = prompts;
        this.sampler = sampler;
        this.reward = reward;
        this.algorithm = algorithm;
        this.policy = policy;
        this.evaluations = evaluations;
        this.journal = journal;
        this.listener = listener;
        this.rollout = rollout;
        this.settings = settings;
        this.seed = seed;
    }

    /**
     * Trains until the last step, or until asked to stop; then evaluates (only at the last step) and saves.
     *
     * @param start the beginning, or the state of a checkpoint whose model and optimizer {@code policy} holds
     * @param stop asked once before the first step and once after each
     * @return where it stopped
     */
    public TrainState run(TrainState start, BooleanSupplier stop) {
        TrainState state = start;
        int skipped = 0;
        if (state.step() == 0) {
            evaluate(0);
        }
        boolean stopping = stop.getAsBoolean();
        while (state.step() < settings.steps() && !stopping) {
            StepMetrics metrics = new StepMetrics();
            state = step(state, metrics);
            skipped = metrics.skippedUpdates() > 0 ? skipped + 1 : 0;
            boolean last = state.step() == settings.steps();
            if (last || evaluations.dueAfter(state.step())) {
                evaluate(state.step());
            }
            if (skipped >= MAX_SKIPPED_STEPS) {
                throw diverged(state.step());
            }
            // Asked once a step: a request that came between saving and the next step would lose the steps since.
            stopping = stop.getAsBoolean();
            if (last || stopping || isEvery(settings.checkpointEvery(), state.step())) {
                listener.saved(journal.save(policy, state));
            }
        }
        return state;
    }

    private TrainState step(TrainState state, StepMetrics metrics) {
        long step = state.step() + 1;
        PromptSource.Draw draw = prompts.next(state.order(), rollout.prompts());
        List<CompletionGroup> groups = metrics.rollout(() -> sampler.generate(
                draw.prompts(),
                rollout.sampling(Seeds.ofStep(seed, step)),
                listener.sampling("rollout", rollout.responses())));
        List<ScoredGroup> scored = metrics.reward(() -> score(groups));
        LearnReport report = policy.learner().learn(sequences(scored), update -> policy.learningRate(step, update));
        sampler.load(policy.weights(), step);
        metrics.of(scored, report, draw.tooLong());
        listener.step(journal.step(step, metrics, scored, rollout.temperature()));
        return new TrainState(step, draw.after());
    }

    private List<ScoredGroup> score(List<CompletionGroup> groups) {
        return groups.parallelStream()
                .map(group -> new ScoredGroup(
                        group.prompt(),
                        group.completions().stream()
                                .map(completion -> reward.score(group.prompt().question(), completion))
                                .toList()))
                .toList();
    }

    private List<TrainSequence> sequences(List<ScoredGroup> groups) {
        List<TrainSequence> sequences = new ArrayList<>();
        for (ScoredGroup group : groups) {
            double[] rewards = group.completions().stream()
                    .mapToDouble(ScoredCompletion::reward)
                    .toArray();
            double[] advantages = algorithm.advantage().of(rewards);
            for (int i = 0; i < advantages.length; i++) {
                sequences.add(TrainSequence.of(
                        group.prompt(), group.completions().get(i).completion(), advantages[i]));
            }
        }
        return sequences;
    }

    private void evaluate(long step) {
        evaluations.run(listener).ifPresent(evaluation -> {
            journal.evaluation(step, evaluation);
            listener.evaluated(step, evaluation);
        });
    }

    private static boolean isEvery(int period, long step) {
        return period > 0 && step % period == 0;
    }

    private UserError diverged(long step) {
        return new UserError("step " + step + ": loss or gradient was not finite in " + MAX_SKIPPED_STEPS
                + " steps in a row, and their updates were not applied. The last good checkpoint is "
                + journal.lastCheckpoint() + "; lower train.learning_rate or train.max_grad_norm and resume from it");
    }
}
