package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.MachineMemory;
import zero4j.OptionalLibrary;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.dist.Rendezvous;
import zero4j.pretrain.PretrainFolder;
import zero4j.pretrain.PretrainListener;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.DeviceSettings;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;

/**
 * Pretraining as a recipe says, from its beginning or from where it stopped.
 *
 * <p>The model is complete or absent at the recipe's output. Until then the checkpoints are in a folder beside it,
 * {@code <output>.pretraining}, which goes when the model is there.
 */
public final class PretrainSession {
    private PretrainRecipe recipe;
    private final PretrainFolder folder;
    private final boolean resumed;
    private PretrainListener listener = PretrainListener.NONE;
    private BooleanSupplier stop = () -> false;
    private Optional<Rendezvous> rendezvous = Optional.empty();
    private ToLongFunction<Path> freeSpace = DiskEstimate::free;

    private PretrainSession(PretrainRecipe recipe, PretrainFolder folder, boolean resumed) {
        this.recipe = recipe;
        this.folder = folder;
        this.resumed = resumed;
    }

    /** A pretraining that begins anew. */
    public static PretrainSession of(PretrainRecipe recipe) {
        return new PretrainSession(recipe, folderOf(recipe), false);
    }

    /** The same, but where an unfinished pretraining by this recipe has the output, it goes on from its newest checkpoint. */
    public static PretrainSession ofOrResume(PretrainRecipe recipe) {
        PretrainFolder folder = folderOf(recipe);
        boolean there = Files.isRegularFile(folder.recipe());
        if (there) {
            PretrainOrigin.read(folder.origin()).requireSame(recipe, folder);
        }
        return new PretrainSession(recipe, folder, there);
    }

    private static PretrainFolder folderOf(PretrainRecipe recipe) {
        if (Path.of(recipe.output()).toAbsolutePath().normalize().getFileName() == null) {
            throw new UserError(
                    "output: " + recipe.output() + " is no folder that can be made; name one that is not there");
        }
        return PretrainFolder.of(Path.of(recipe.output()));
    }

    /** Whether {@link #resume} has something to go on with. */
    public static boolean isUnfinished(Path given) {
        return PretrainFolder.find(given).isPresent();
    }

    /**
     * The whole model at the end of a pretraining that has nothing left to go on with.
     *
     * @param given as {@link #resume} takes it
     * @return empty if there is no model, or the folder is that of a training run
     */
    public static Optional<Path> finishedModel(Path given) {
        return Optional.of(PretrainFolder.outputOf(given))
                .filter(model -> Files.isRegularFile(model.resolve("config.json"))
                        && !isUnfinished(given)
                        && RunFolder.stepOf(model).isEmpty());
    }

    /**
     * Goes on from the newest checkpoint, with the same bits as if it had not stopped.
     *
     * @param given the folder {@code <output>.pretraining}, or the output
     * @throws UserError if there is no unfinished pretraining
     */
    public static PretrainSession resume(Path given) {
        PretrainFolder folder = PretrainFolder.find(given)
                .orElseThrow(() -> new UserError("there is no unfinished pretraining of " + given));
        return new PretrainSession(Recipes.pretrain(folder.recipe(), List.of()), folder, true);
    }

    /** What is told of every step. */
    public PretrainSession listener(PretrainListener told) {
        listener = told;
        return this;
    }

    /** What is asked before the first step and after each whether to save and stop. */
    public PretrainSession stopWhen(BooleanSupplier asked) {
        stop = asked;
        return this;
    }

    /**
     * Learns together with other processes that are given the same recipe, from the same batches in the same order as one process. The first one
     * writes the model and its checkpoints; the others hear nothing and write nothing.
     *
     * @param meeting where they meet; empty to be alone
     */
    public PretrainSession joining(Optional<Rendezvous> meeting) {
        rendezvous = meeting;
        return this;
    }

    /** Whether another process writes. */
    private boolean follows() {
        return rendezvous.map(Rendezvous::rank).orElse(0) > 0;
    }

    /** What tells the free bytes of a folder's disk, instead of the disk. */
    PretrainSession freeSpace(ToLongFunction<Path> told) {
        freeSpace = told;
        return this;
    }

    /** The settings; how many tokens some passes over a text are is known when it is {@linkplain #prepare() opened}. */
    public PretrainRecipe recipe() {
        return recipe;
    }

    /** Where the checkpoints are until the model is there. */
    public Path folder() {
        return folder.path();
    }

    /** If all its steps are done already: where they ended. What a kill left undone after the last one is done now. */
    public Optional<PretrainResult> finishedBefore() {
        if (!resumed || !(folder.isTrained() || folder.isPublished())) {
            return Optional.empty();
        }
        long steps = Recipes.pretrain(folder.recipe(), List.of()).train().steps();
        return Optional.of(follows() ? new PretrainResult(folder.output(), steps, true) : finish(steps));
    }

    /**
     * Opens and checks all that the recipe names, without loading the model's weights or writing anything but, for a moment, a file
     * beside the output. {@link #run()} does this by itself.
     *
     * @throws UserError if something is missing or does not fit, the output is there already, another process has the folder, or the
     *     disk is too full
     */
    public PretrainSetup prepare() {
        OptionalLibrary.LIBTORCH.require("Pretraining");
        LibTorchUse.require(recipe, rendezvous.map(Rendezvous::world).orElse(1));
        if (!follows()) { // the first process looks after the folder
            if (!resumed) {
                folder.requireNew();
                AtomicFile.requireWritable(folder.output());
            }
            folder.requireFree();
        }
        DeviceSettings device = recipe.device();
        DeviceAndDtype placement = Rendezvous.placement(
                rendezvous, SettingChecks.word(device.device()), SettingChecks.word(device.dtype()));
        PretrainingText text = PretrainingText.open(recipe, listener::warning);
        try {
            recipe = recipe.counted(text.use().tokens());
            return checked(text, placement);
        } catch (RuntimeException | Error e) {
            text.close();
            throw e;
        }
    }

    private PretrainSetup checked(PretrainingText text, DeviceAndDtype placement) {
        Optional<Path> checkpoint = resumed ? folder.latestCheckpoint() : Optional.empty();
        ModelConfig config = checkpoint
                .map(saved -> PretrainRun.whole(folder, saved, () -> ModelFolder.config(saved)))
                .orElseGet(() -> text.config(recipe, listener::warning));
        int row = recipe.train().sequenceLength();
        if (row > config.longestSequence()) {
            throw new UserError(
                    "train.sequence_length is " + row + "; it must be at most the model's " + config.limitInWords());
        }
        DiskEstimate disk = DiskEstimate.of(recipe, config, folder.checkpointSteps());
        if (!follows()) {
            disk.requireRoom(folder.path(), freeSpace.applyAsLong(folder.path()), "another output");
        }
        if (!placement.isCuda()) {
            MemoryEstimate.of(recipe, config)
                    .excess(recipe, MachineMemory.bytes())
                    .ifPresent(listener::warning);
        }
        Path start = checkpoint.orElseGet(
                () -> recipe.fromScratch() ? folder.output() : ModelArgument.folder(recipe.init()));
        return new PretrainSetup(recipe, text, config, start, placement, disk);
    }

    /**
     * Trains to the end, or until asked to stop.
     *
     * @throws UserError as {@link #prepare}, if the recipe or its files have changed since the beginning, or if training diverges
     */
    public PretrainResult run() {
        Optional<PretrainResult> before = finishedBefore();
        if (before.isPresent()) {
            return before.get();
        }
        try (PretrainSetup setup = prepare()) {
            return run(setup);
        }
    }

    /** Trains on what {@link #prepare} opened, which stays the caller's to close. */
    public PretrainResult run(PretrainSetup setup) {
        Consumer<Communicator> alike = Ranks.alike(rendezvous, setup);
        try (Communicator ranks = Communicator.join(rendezvous, recipe.dist().patience(), setup.placement(), alike)) {
            try {
                PretrainRun run = new PretrainRun(setup, folder, resumed, ranks, stop);
                long steps = recipe.train().steps();
                PretrainResult result = ranks.rank() == 0
                        ? locked(steps, () -> run.lead(listener).step())
                        : result(run.follow().step(), steps);
                Ranks.part(ranks, listener::warning);
                return result;
            } catch (RuntimeException | OutOfMemoryError e) {
                RuntimeException told = OutOfMemory.explained(e, "train.tokens_per_micro_batch or train.logprob_chunk");
                throw Ranks.ended(ranks, told, new RunFolder(folder.path()));
            }
        }
    }

    /** What a kill has left undone of a pretraining whose steps are all done. */
    private PretrainResult finish(long steps) {
        return locked(steps, () -> {
            if (folder.isTrained()) {
                folder.publish();
            }
            return steps;
        });
    }

    private PretrainResult result(long step, long steps) {
        return new PretrainResult(folder.output(), step, step == steps);
    }

    /**
     * Does work in the folder.
     *
     * @param steps that there are in all
     * @param work returns the steps done
     */
    private PretrainResult locked(long steps, LongSupplier work) {
        FolderLock lock = folder.lock();
        boolean ended = false;
        try {
            long step = work.getAsLong();
            ended = true;
            return result(step, steps);
        } finally {
            // One that was stopped before its first step holds no work yet, but can be resumed.
            if (folder.isPublished() || (!ended && !resumed && !folder.holdsWork())) {
                folder.delete(lock);
            } else {
                lock.close();
            }
        }
    }
}
