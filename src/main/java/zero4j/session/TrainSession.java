package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.ToDoubleBiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import zero4j.AtomicFile;
import zero4j.InvalidSettings;
import zero4j.OptionalLibrary;
import zero4j.UserError;
import zero4j.Words;
import zero4j.data.Question;
import zero4j.dist.Communicator;
import zero4j.dist.Rendezvous;
import zero4j.recipe.Recipes;
import zero4j.recipe.TrainRecipe;
import zero4j.reward.RewardFunction;
import zero4j.reward.Rewards;
import zero4j.rollout.Completion;
import zero4j.run.RunFolder;
import zero4j.run.RunState;
import zero4j.run.RunSummary;
import zero4j.tracking.Trackers;
import zero4j.train.TrainListener;
import zero4j.train.TrainState;
import zero4j.weights.ModelFolder;

/**
 * A training, from a recipe or from the folder of a run that stopped. It prints nothing: what it has to say goes to a
 * {@link TrainListener}, and what went wrong is an exception.
 *
 * <pre>{@code
 * TrainResult result = TrainSession.of(recipe)
 *         .reward((question, completion) -> completion.text().contains("42") ? 1 : 0)
 *         .listener(step -> System.out.println(step.value(Metric.REWARD).orElseThrow()))
 *         .run();
 * }</pre>
 *
 * <p>Not thread-safe; trains once.
 */
public final class TrainSession {
    /** Name of a reward that is only a function and was given none. */
    static final String OWN_REWARD = "own";

    /** Settings whose value may be a part of the user's own. */
    private static final Set<String> PARTS = Set.of("reward", "template", "algorithm");

    private final TrainRecipe recipe;
    private @Nullable RunFolder folder;
    private UnaryOperator<RewardFunction> reward = UnaryOperator.identity();
    private TrainListener listener = TrainListener.NONE;
    private final List<String> warnings = new ArrayList<>();
    private BooleanSupplier stop = () -> false;
    private Optional<Rendezvous> rendezvous = Optional.empty();

    private TrainSession(TrainRecipe recipe, @Nullable RunFolder folder) {
        this.recipe = recipe.pinned();
        this.folder = folder;
    }

    /** A training by a recipe, in a new folder {@code <time>-<name>} of the folder that the recipe names. */
    public static TrainSession of(TrainRecipe recipe) {
        return new TrainSession(recipe, null);
    }

    /**
     * Goes on with a run from its newest checkpoint, exactly as if it had not stopped.
     *
     * @throws UserError if there is no run in the folder
     */
    public static TrainSession resume(Path run) {
        return resume(run, List.of());
    }

    /**
     * Goes on with a run, finished or not, until it has done another number of steps than its recipe says: with its optimizer, and
     * with the bits of a run that was begun with that number where the learning rate does not depend on it
     * ({@code train.schedule: constant}) and rollouts do not run ahead ({@code rollout.ahead: 0}): at its last step a run has sampled nothing ahead.
     *
     * @param steps of the whole run, not fewer than are done
     * @throws UserError if there is no run in the folder, or more steps are done
     */
    public static TrainSession resume(Path run, int steps) {
        return resume(run, List.of("train.steps=" + steps));
    }

    /**
     * Goes on with a run under other settings from now on, such as other addresses of its servers: the recipe in its folder says so,
     * too, once it trains.
     *
     * @param overrides settings as {@code key=value}, of those that change what is learnt by no more than rounding, say what samples or
     *     how many steps the run has
     * @throws UserError if there is no run in the folder, more steps are done than it shall have, another setting is changed,
     *     or the run is finished
     */
    public static TrainSession resume(Path run, List<String> overrides) {
        RunFolder folder = RunFolder.open(run);
        TrainRecipe recipe = recorded(folder, overrides);
        if (!overrides.isEmpty()) {
            TrainRecipe before = recorded(folder, List.of());
            ResumeCheck.requireChangeable(folder, before, recipe);
            requireNotMoreDone(folder, recipe.train().steps());
            requireUse(folder, before, recipe);
        }
        return new TrainSession(recipe, folder);
    }

    private static void requireNotMoreDone(RunFolder folder, int steps) {
        List<Long> done = folder.checkpointSteps();
        if (!done.isEmpty() && done.getLast() > steps) {
            throw new UserError(folder.path() + " has done " + Words.counted(done.getLast(), "step")
                    + "; it can go on to more of them, not to " + steps);
        }
    }

    /** Settings of a run that is finished would be dropped without a word. */
    private static void requireUse(RunFolder folder, TrainRecipe before, TrainRecipe now) {
        SortedMap<String, String> changes = RunOrigin.differences(RunOrigin.settings(before), RunOrigin.settings(now));
        changes.remove("train.steps");
        if (!changes.isEmpty()
                && folder.checkpointSteps().contains((long) now.train().steps())) {
            throw new UserError(folder.path() + " is finished, after "
                    + Words.counted(now.train().steps(), "step") + ", so it does not go on with another setting: "
                    + String.join(", ", changes.values()) + ". Leave that out, or give more train.steps, too");
        }
    }

    /** What a run's recipe names may be a part of the user's own, which was there when the run began. */
    private static TrainRecipe recorded(RunFolder folder, List<String> overrides) {
        try {
            return Recipes.train(folder.recipe(), overrides);
        } catch (UserError e) {
            boolean unknownPart = e.getCause() instanceof InvalidSettings refused
                    && refused.problems().stream().anyMatch(problem -> PARTS.contains(problem.key()));
            throw unknownPart
                    ? new UserError(
                            e.getMessage()
                                    + "\n"
                                    + "If the run uses a part of your own, name its jar in ZERO4J_CLASSPATH as when it"
                                    + " began",
                            e)
                    : e;
        }
    }

    /**
     * Trains in this folder instead of a new one; if the folder holds a run of this recipe, goes on with it.
     *
     * @throws UserError if it holds a run of another recipe
     */
    public TrainSession in(Path run) {
        RunFolder chosen = new RunFolder(run);
        RunOrigin.requireSame(chosen, recipe);
        folder = chosen;
        return this;
    }

    /**
     * Rewards a completion by a number, instead of the recipe's reward, as {@link Rewards#scored} says. The run keeps the name
     * {@code own} for every such function, so whoever resumes it with another one is not told: give a name to be.
     */
    public TrainSession reward(ToDoubleBiFunction<Question, Completion> score) {
        return reward(OWN_REWARD, score);
    }

    /**
     * Rewards a completion by a number, under a name.
     *
     * @param name that the run keeps: a run rewarded by one name cannot go on with another. It should change with the function
     */
    public TrainSession reward(String name, ToDoubleBiFunction<Question, Completion> score) {
        return reward(Rewards.scored(name, score));
    }

    /** Rewards by a function of one's own, instead of the recipe's. */
    public TrainSession reward(RewardFunction own) {
        return reward(_ -> own);
    }

    /** Rewards by a function that is made from the recipe's. */
    public TrainSession reward(UnaryOperator<RewardFunction> change) {
        reward = change;
        return this;
    }

    /** Who hears what happens; one only, the last that is given. */
    public TrainSession listener(TrainListener hears) {
        listener = hears;
        return this;
    }

    /** Asked before the first step and after each; a training that stops is saved first and can be resumed. */
    public TrainSession stopWhen(BooleanSupplier asked) {
        stop = asked;
        return this;
    }

    /**
     * Trains together with other processes that are given the same recipe: the completions and the order of updates are those of one
     * process. The first one writes the run; the others hear nothing and write nothing.
     *
     * @param meeting where they meet; empty to be alone
     */
    public TrainSession joining(Optional<Rendezvous> meeting) {
        rendezvous = meeting;
        return this;
    }

    /** Whether another process writes the run. */
    private boolean follows() {
        return rendezvous.map(Rendezvous::rank).orElse(0) > 0;
    }

    /** The settings. */
    public TrainRecipe recipe() {
        return recipe;
    }

    /** If all steps of the run are done already: where they ended. What a kill left undone after the last one is done now. */
    public Optional<TrainResult> finishedBefore() {
        if (folder == null
                || !folder.checkpointSteps().contains((long) recipe.train().steps())) {
            return Optional.empty();
        }
        if (!follows() && (!folder.inOrder() || !RunOrigin.isRecordedAsFinished(folder))) {
            TrainRun.settle(folder, recipe);
        }
        return Optional.of(new TrainResult(folder, recipe.train().steps(), true));
    }

    /**
     * Opens and checks all that the recipe names, without loading the model's weights or writing anything but a file for a moment.
     * {@link #run()} does this by itself.
     *
     * @throws UserError with all that is wrong
     */
    public TrainSetup prepare() {
        OptionalLibrary.LIBTORCH.require("Training");
        LibTorchUse.require(recipe, rendezvous.map(Rendezvous::world).orElse(1));
        OptionalLibrary.SQLITE.require("Recording a run");
        RunFolder run = !follows() && folder != null && RunOrigin.isThere(folder) ? folder : null;
        ResumeCheck check = run == null ? null : resumeCheck(run);
        TrainSetup setup = TrainSetup.of(recipe, rendezvous, this::warn).withReward(reward);
        try {
            if (!follows()) { // the first process looks after the run's folder
                checkPlace(setup, run, check);
            }
            MemoryEstimate.check(setup, this::warn);
            setup.prompts().requireOne(recipe.seed());
            setup.reward().requireReady();
            return setup;
        } catch (RuntimeException | Error e) {
            setup.close();
            throw e;
        }
    }

    /** Whether the run can be written, and goes on with what it began with. */
    private void checkPlace(TrainSetup setup, @Nullable RunFolder run, @Nullable ResumeCheck check) {
        if (run == null || check == null) {
            Path place = folder == null ? Path.of(recipe.runs()) : folder.path();
            AtomicFile.requireWritable(place.resolve("run"));
            DiskEstimate.check(setup, place, this::warn);
            try (ModelFolder model = ModelFolder.open(setup.base())) {
                model.requireFinite(); // before there is a folder of a run that can never begin
            }
        } else {
            hashing(setup);
            check.files(setup);
            DiskEstimate.check(setup, run, this::warn);
        }
    }

    /** What can be told before anything large is opened. */
    private ResumeCheck resumeCheck(RunFolder run) {
        run.requireFree();
        ResumeCheck check = new ResumeCheck(run, this::warn);
        check.settings(recipe);
        check.checkpoint(recipe);
        return check;
    }

    private void warn(String text) {
        warnings.add(text); // to be written down once there is a run
        listener.warning(text);
    }

    private void hashing(TrainSetup setup) {
        listener.hashing(setup.base(), ModelHash.bytes(setup.base()));
    }

    /**
     * Trains to the end, or until asked to stop.
     *
     * @throws UserError if something is wrong with what the recipe names, memory or disk run out, or training diverges
     */
    public TrainResult run() {
        Optional<TrainResult> before = finishedBefore();
        if (before.isPresent()) {
            return before.get();
        }
        try (TrainSetup setup = prepare()) {
            return run(setup);
        }
    }

    /** Trains by what {@link #prepare} opened, which stays the caller's to close. */
    public TrainResult run(TrainSetup setup) {
        try (Trackers trackers = Trackers.open(recipe.metrics(), listener)) {
            return run(setup, trackers);
        }
    }

    private TrainResult run(TrainSetup setup, Trackers trackers) {
        Consumer<Communicator> alike = Ranks.alike(rendezvous, setup);
        try (Communicator ranks = Communicator.join(rendezvous, recipe.dist().patience(), setup.placement(), alike)) {
            try {
                TrainResult result = ranks.rank() == 0 ? lead(setup, ranks, trackers) : follow(setup, ranks);
                Ranks.part(ranks, listener::warning);
                return result;
            } catch (RuntimeException | Error e) {
                throw Ranks.ended(ranks, e, folder);
            }
        }
    }

    private TrainResult follow(TrainSetup setup, Communicator ranks) {
        RunFolder run = new RunFolder(Path.of(Ranks.told(ranks, Optional.empty())));
        folder = run;
        TrainState end = new TrainRun(setup, run, ranks, stop).follow();
        return new TrainResult(run, end.step(), end.step() == recipe.train().steps());
    }

    private TrainResult lead(TrainSetup setup, Communicator ranks, Trackers trackers) {
        RunFolder run = begin(setup);
        var _ = Ranks.told(ranks, Optional.of(run.path().toString()));
        setup.reward().keepLogIn(run.path());
        try {
            TrainState end = new TrainRun(setup, run, ranks, stop).run(trackers, warnings);
            report(run);
            return new TrainResult(run, end.step(), end.step() == recipe.train().steps());
        } catch (UserError e) {
            if (RunSummary.of(run).state() == RunState.FAILED) { // and nobody else trains it
                report(run);
            }
            throw e;
        }
    }

    private void report(RunFolder run) {
        if (recipe.report()) {
            FinalReport.write(run, listener);
        }
    }

    private RunFolder begin(TrainSetup setup) {
        if (folder != null && RunOrigin.isThere(folder)) {
            FinalReport.forget(folder, listener);
            listener.resumed(folder, folder.latestCheckpoint());
            return folder;
        }
        hashing(setup);
        RunFolder run = folder == null
                ? RunFolder.create(Path.of(recipe.runs()), recipe.name(), LocalDateTime.now(ZoneId.systemDefault()))
                : made(folder);
        RunOrigin.write(setup, run);
        folder = run;
        listener.started(run);
        return run;
    }

    private static RunFolder made(RunFolder run) {
        try {
            Files.createDirectories(run.checkpoints());
            return run;
        } catch (IOException e) {
            throw AtomicFile.failure(run.path(), e);
        }
    }
}
