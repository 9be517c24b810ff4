package zero4j.session;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import zero4j.AtomicFile;
import zero4j.FolderLock;
import zero4j.OptionalLibrary;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.pretrain.PretrainFolder;
import zero4j.pretrain.PretrainListener;
import zero4j.pretrain.PretrainState;
import zero4j.pretrain.Pretrainer;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.DeviceSettings;
import zero4j.torch.Threads;

/**
 * Pretraining as a recipe says, from its beginning or from where it stopped.
 *
 * <p>The model is complete or absent at the recipe's output. Until then the checkpoints are in a folder beside it,
 * {@code <output>.pretraining}, which goes when the model is there.
 */
public final class PretrainSession {
    private final PretrainRecipe recipe;
    private final PretrainFolder folder;
    private final boolean resumed;
    private PretrainListener listener = PretrainListener.NONE;
    private BooleanSupplier stop = () -> false;
    private ToLongFunction<Path> freeSpace = DiskEstimate::free;

    private PretrainSession(PretrainRecipe recipe, PretrainFolder folder, boolean resumed) {
        this.recipe = recipe;
        this.folder = folder;
        this.resumed = resumed;
    }

    /** A pretraining that begins anew. */
    public static PretrainSession of(PretrainRecipe recipe) {
        return new PretrainSession(recipe, PretrainFolder.of(Path.of(recipe.output())), false);
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

    /** What tells the free bytes of a folder's disk, instead of the disk. */
    PretrainSession freeSpace(ToLongFunction<Path> told) {
        freeSpace = told;
        return this;
    }

    public PretrainRecipe recipe() {
        return recipe;
    }

    /** Where the checkpoints are until the model is there. */
    public Path folder() {
        return folder.path();
    }

    /**
     * Trains to the end, or until asked to stop.
     *
     * @throws UserError if the output is there already, if another process has the folder, if the recipe or its files have
     *     changed since the beginning, if the disk is too full, or if training diverges
     */
    public PretrainResult run() {
        OptionalLibrary.LIBTORCH.require("Pretraining");
        if (resumed) {
            return folder.isTrained() || folder.isPublished() ? finish() : opened();
        }
        requireNothingThere();
        AtomicFile.requireWritable(folder.output());
        return opened();
    }

    private void requireNothingThere() {
        if (Files.exists(folder.output())) {
            throw new UserError("output: " + folder.output() + " exists already; choose another folder or remove it");
        }
        if (folder.holdsWork()) {
            throw new UserError("output: an unfinished pretraining of it is in " + folder.path()
                    + "; go on with it (resume), or remove that folder");
        }
    }

    private PretrainResult opened() {
        DeviceSettings device = recipe.device();
        DeviceAndDtype placement =
                DeviceAndDtype.of(SettingChecks.word(device.device()), SettingChecks.word(device.dtype()));
        try (PretrainingText text = PretrainingText.open(recipe)) {
            return locked(() -> train(text, placement));
        } catch (RuntimeException | OutOfMemoryError e) {
            throw OutOfMemory.explained(e, "train.tokens_per_micro_batch or train.logprob_chunk");
        }
    }

    /** What a kill has left undone of a pretraining whose steps are all done. */
    private PretrainResult finish() {
        return locked(() -> {
            if (folder.isTrained()) {
                folder.publish();
            }
            return recipe.train().steps();
        });
    }

    /** @param work returns the steps done */
    private PretrainResult locked(LongSupplier work) {
        FolderLock lock = folder.lock();
        boolean ended = false;
        try {
            long step = work.getAsLong();
            ended = true;
            return new PretrainResult(
                    folder.output(), step, step == recipe.train().steps());
        } finally {
            // One that was stopped before its first step holds no work yet, but can be resumed.
            if (folder.isPublished() || (!ended && !resumed && !folder.holdsWork())) {
                folder.delete(lock);
            } else {
                lock.close();
            }
        }
    }

    private long train(PretrainingText text, DeviceAndDtype placement) {
        folder.mend();
        folder.latestCheckpoint()
                .ifPresent(checkpoint -> whole(checkpoint, () -> {
                    folder.requireWhole(checkpoint);
                    return checkpoint;
                }));
        PretrainOrigin origin = PretrainOrigin.of(
                recipe, text.tokenizerFolder(), folder.latestCheckpoint().isEmpty());
        if (resumed) {
            PretrainOrigin.read(folder.origin()).requireSame(origin, folder);
        } else {
            requireNothingThere(); // again: another process may have been here before the lock
            origin.write(folder.origin());
            AtomicFile.write(folder.recipe(), Recipes.render(recipe));
        }
        try (var _ = Threads.oneComputes(Threads.resolve(recipe.device().threads()));
                CausalLm lm = model(text, placement);
                Pretrainer pretrainer = whole(
                        folder.latestCheckpoint().orElse(folder.path()),
                        () -> new Pretrainer(lm, recipe.train(), text.documents(), folder, text.tokenizerFolder()))) {
            DiskEstimate.of(recipe, lm.config(), folder.checkpointSteps())
                    .requireRoom(folder.path(), freeSpace.applyAsLong(folder.path()), "another output");
            listener.begins(lm.config(), placement.toString(), pretrainer.start());
            PretrainState end = pretrainer.run(listener, stop);
            if (end.step() == recipe.train().steps()) {
                folder.writeTrained(lm, text.tokenizerFolder());
                folder.publish();
            }
            return end.step();
        }
    }

    /** What is read from a checkpoint. */
    private <T> T whole(Path checkpoint, Supplier<T> read) {
        try {
            return read.get();
        } catch (UserError e) {
            throw folder.checkpointSteps().isEmpty()
                    ? e
                    : ResumeCheck.damaged(new RunFolder(folder.path()), checkpoint, e);
        }
    }

    private CausalLm model(PretrainingText text, DeviceAndDtype placement) {
        return folder.latestCheckpoint()
                .map(checkpoint -> ModelFiles.load(checkpoint, placement, true))
                .orElseGet(() -> text.model(recipe, placement));
    }
}
