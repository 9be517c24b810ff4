package zero4j.session;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import tools.jackson.databind.json.JsonMapper;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.DividedReward;
import zero4j.dist.DividedRollouts;
import zero4j.eval.Evaluator;
import zero4j.learn.Learner;
import zero4j.learn.ReferencePolicy;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.RewardFunction;
import zero4j.rollout.RolloutBackend;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.tokenizer.TokenLengths;
import zero4j.torch.Threads;
import zero4j.tracking.Trackers;
import zero4j.train.Evaluations;
import zero4j.train.Journal;
import zero4j.train.RlTrainer;
import zero4j.train.RolloutCollector;
import zero4j.train.RunJournal;
import zero4j.train.TrainListener;
import zero4j.train.TrainState;

/**
 * One start of a training run: loads the model, puts the parts together, trains, and records how it ended. Of several processes the
 * first one records; all go the same way through the loop.
 */
final class TrainRun {
    private static final String MEMORY_SETTINGS = "train.tokens_per_micro_batch, train.logprob_chunk or train.workers";

    private final TrainSetup setup;
    private final RunFolder folder;
    private final Communicator ranks;
    private final BooleanSupplier stop;

    /**
     * A start of a run.
     *
     * @param folder of the run; its newest checkpoint, if there is one, is where training goes on
     * @param ranks the processes that train together
     * @param stop whether this process was asked to stop: then all do
     */
    TrainRun(TrainSetup setup, RunFolder folder, Communicator ranks, BooleanSupplier stop) {
        this.setup = setup;
        this.folder = folder;
        this.ranks = ranks;
        this.stop = ranks.world() == 1 ? stop : () -> ranks.sum(stop.getAsBoolean() ? 1L : 0L)[0] > 0;
    }

    /**
     * Trains to the end, or until asked to stop, in a process that writes nothing.
     *
     * @return where it stopped
     */
    TrainState follow() {
        TrainState start = JsonMapper.shared().readValue(Ranks.told(ranks, Optional.empty()), TrainState.class);
        try {
            return train(Journal.silent(), Optional.empty(), start, TrainListener.NONE);
        } catch (RuntimeException | OutOfMemoryError e) {
            throw OutOfMemory.explained(e, MEMORY_SETTINGS);
        }
    }

    /**
     * Trains to the end, or until asked to stop.
     *
     * @param warnings that the user was told of this start, to be written down
     * @return where it stopped
     * @throws UserError if memory runs out or training diverges
     */
    TrainState run(Trackers listener, List<String> warnings) {
        try (FolderLock _ = folder.lock()) {
            folder.mend();
            Optional<Path> checkpoint = folder.latestCheckpoint();
            TrainState start = checkpoint
                    .map(TrainState::read)
                    .orElseGet(() -> TrainState.start(setup.recipe().seed()));
            try (RunStore store = RunStore.open(folder.database())) {
                return recorded(store, start, warnings, () -> train(store, checkpoint, start, listener));
            }
        }
    }

    /**
     * A run that goes on with another number of steps, or another setting that may change, says so from now on. Not before all is
     * opened: a setting that does not work, such as a wrong address of a server, is not to stay.
     */
    private void keepSettings() {
        TrainRecipe written = Recipes.train(folder.recipe(), List.of());
        if (!RunOrigin.settings(written).equals(RunOrigin.settings(setup.recipe()))) {
            AtomicFile.write(folder.recipe(), Recipes.render(Recipes.located(setup.recipe())));
        }
    }

    /** Puts a run in order whose last checkpoint is there: a kill may have come between that and the rest. */
    static void settle(RunFolder folder, TrainRecipe recipe) {
        try (FolderLock _ = folder.lock();
                RunStore store = RunStore.open(folder.database())) {
            folder.mend();
            new RunJournal(folder, store, recipe.train()).settle();
            store.ended(Instant.now(), "finished");
        }
    }

    private TrainState recorded(
            RunStore store, TrainState start, List<String> warnings, Supplier<TrainState> training) {
        store.truncateAfter(start.step());
        store.started(Instant.now(), start.step());
        warnings.forEach(text -> store.warned(start.step(), Instant.now(), text));
        try {
            TrainState end = training.get();
            store.ended(Instant.now(), end.step() < setup.recipe().train().steps() ? "stopped" : "finished");
            return end;
        } catch (RuntimeException | OutOfMemoryError e) {
            RuntimeException told = OutOfMemory.explained(e, MEMORY_SETTINGS);
            recordFailure(store, told);
            throw told;
        }
    }

    /** A full disk fails this too: the first failure is the one to tell. */
    private static void recordFailure(RunStore store, RuntimeException failure) {
        try {
            // The messages of native errors go on for pages.
            String reason =
                    String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
            store.ended(Instant.now(), "failed: " + reason);
        } catch (UserError unwritable) {
            failure.addSuppressed(unwritable);
        }
    }

    private TrainState train(RunStore store, Optional<Path> checkpoint, TrainState start, Trackers listener) {
        TrainRecipe recipe = setup.recipe();
        listener.begin(
                folder, start.step(), recipe.train().steps(), (step, text) -> store.warned(step, Instant.now(), text));
        if (ranks.world() > 1) {
            var _ = Ranks.told(ranks, Optional.of(JsonMapper.shared().writeValueAsString(start)));
        }
        var lengths = new TokenLengths(setup.tokenizer());
        Journal journal = new RunJournal(folder, store, recipe.train(), recipe.record(), lengths::lengths);
        return train(journal, checkpoint, start, listener);
    }

    /** Where rollouts run ahead their thread has a way to the other processes of its own. */
    private TrainState train(Journal journal, Optional<Path> checkpoint, TrainState start, TrainListener listener) {
        if (setup.recipe().rollout().ahead() == 0) {
            return train(ranks, journal, checkpoint, start, listener);
        }
        try (Communicator besides = ranks.beside("rollouts")) {
            try {
                return train(besides, journal, checkpoint, start, listener);
            } catch (RuntimeException | Error e) {
                // What broke one way ends the run, so nobody is to wait on the other.
                (besides.isBroken() ? ranks : besides).fail(String.valueOf(e.getMessage()));
                throw e;
            }
        }
    }

    /** @param sampling by which what is sampled and scored is told among the processes */
    private TrainState train(
            Communicator sampling,
            Journal journal,
            Optional<Path> checkpoint,
            TrainState start,
            TrainListener listener) {
        TrainRecipe recipe = setup.recipe();
        ServedRollouts servers = new ServedRollouts(setup, folder.path(), sampling, listener);
        try (var _ = usesLibTorch() ? Threads.oneComputes(setup.threads()) : null;
                LearnerEngine engine = LearnerEngine.open(setup, checkpoint, ranks);
                RolloutBackend sampler = servers.isMeant()
                        ? servers.open()
                        : divided(RolloutEngine.ofTraining(setup, checkpoint.orElse(setup.base()), engine), sampling);
                ReferencePolicy reference = engine.reference();
                Learner learner = engine.learner(reference)) {
            if (start.step() > 0) {
                resume(learner, checkpoint);
            }
            if (servers.isMeant()) {
                servers.begin(learner, start.step());
            } else if (start.step() > 0) {
                sampler.load(learner.weights(), start.step()); // so that it knows the version that it samples from
            }
            RewardFunction reward = ranks.world() == 1 ? setup.reward() : new DividedReward(setup.reward(), sampling);
            Evaluator evaluator = new Evaluator(
                    sampler,
                    setup.prompting(),
                    setup.config().longestSequence() - 1,
                    reward.truth(),
                    recipe.eval(),
                    recipe.seed(),
                    EvalSession.CHUNKS * recipe.rollout().slots());
            if (ranks.rank() == 0) {
                keepSettings();
            }
            return new RlTrainer(
                            new RolloutCollector(
                                    setup.prompts(),
                                    sampler,
                                    reward,
                                    recipe.rollout(),
                                    setup.algorithm().mostBatches(),
                                    setup.algorithm().advantage().comparesGroup(),
                                    recipe.seed()),
                            sampler,
                            learner,
                            new Evaluations(
                                    evaluator, setup.suite(), recipe.eval().every()),
                            journal,
                            listener,
                            recipe.train())
                    .run(start, stop);
        }
    }

    private boolean usesLibTorch() {
        return LibTorchUse.of(setup.recipe(), ranks.world()).isPresent();
    }

    private static RolloutBackend divided(RolloutBackend own, Communicator sampling) {
        return sampling.world() == 1 ? own : new DividedRollouts(own, sampling);
    }

    private void resume(Learner learner, Optional<Path> checkpoint) {
        try {
            learner.resume(checkpoint);
        } catch (UserError e) {
            throw checkpoint
                    .filter(_ -> !ranks.isBroken())
                    .map(damaged -> ResumeCheck.damaged(folder, damaged, e))
                    .orElse(e);
        }
    }
}
