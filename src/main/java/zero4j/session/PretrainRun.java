package zero4j.session;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.dist.Communicator;
import zero4j.learn.LearnerBackend;
import zero4j.pretrain.PretrainFolder;
import zero4j.pretrain.PretrainListener;
import zero4j.pretrain.PretrainState;
import zero4j.pretrain.Pretrainer;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.Recipes;
import zero4j.run.RunFolder;

/**
 * One start of a pretraining: loads the model, puts the parts together, trains. Of several processes the first one has the folder and reads from
 * it; the others get what they need from that one.
 */
final class PretrainRun {
    private final PretrainSetup setup;
    private final PretrainRecipe recipe;
    private final PretrainFolder folder;
    private final boolean resumed;
    private final Communicator ranks;
    private final BooleanSupplier stop;

    /**
     * A start of a pretraining.
     *
     * @param folder of its checkpoints
     * @param resumed whether there is something in it to go on with
     * @param ranks the processes that train together
     * @param stop whether this process was asked to stop: then all do
     */
    PretrainRun(PretrainSetup setup, PretrainFolder folder, boolean resumed, Communicator ranks, BooleanSupplier stop) {
        this.setup = setup;
        this.recipe = setup.recipe();
        this.folder = folder;
        this.resumed = resumed;
        this.ranks = ranks;
        this.stop = stop;
    }

    /**
     * Trains to the end, or until asked to stop, in the process that has the folder and its lock.
     *
     * @return where it stopped
     * @throws UserError if a checkpoint is damaged, the recipe or its files have changed since the beginning, or training diverges
     */
    PretrainState lead(PretrainListener listener) {
        begin();
        Path read = folder.latestCheckpoint().orElse(folder.path());
        try (PretrainEngine engine = PretrainEngine.open(setup, folder.latestCheckpoint(), false, ranks)) {
            LearnerBackend model = engine.backend();
            Pretrainer pretrainer = whole(read, () -> pretrainer(model));
            listener.begins(model.config(), setup.placement().toString(), pretrainer.start());
            PretrainState end = pretrainer.run(listener, stop);
            if (end.step() == recipe.train().steps()) {
                folder.writeTrained(model);
                folder.publish();
            }
            return end;
        }
    }

    /** The same in a process that reads and writes nothing. */
    PretrainState follow() {
        try (PretrainEngine engine = PretrainEngine.open(setup, Optional.empty(), true, ranks)) {
            return pretrainer(engine.backend()).run(PretrainListener.NONE, stop);
        }
    }

    private void begin() {
        folder.mend();
        folder.latestCheckpoint()
                .ifPresent(checkpoint -> whole(checkpoint, () -> {
                    folder.requireWhole(checkpoint);
                    return checkpoint;
                }));
        PretrainOrigin origin = PretrainOrigin.of(
                recipe, setup.text(), folder.latestCheckpoint().isEmpty());
        if (resumed) {
            PretrainOrigin.read(folder.origin()).requireSame(origin, folder);
        } else {
            folder.requireNew(); // again: another process may have been here before the lock
            origin.write(folder.origin());
            AtomicFile.write(folder.recipe(), Recipes.render(recipe));
        }
    }

    private Pretrainer pretrainer(LearnerBackend model) {
        return new Pretrainer(model, recipe.train(), setup.text().documents(), folder, ranks);
    }

    /** What is read from a checkpoint. */
    private <T> T whole(Path checkpoint, Supplier<T> read) {
        return whole(folder, checkpoint, read);
    }

    /** What is read from a checkpoint of a folder. */
    static <T> T whole(PretrainFolder folder, Path checkpoint, Supplier<T> read) {
        try {
            return read.get();
        } catch (UserError e) {
            throw folder.checkpointSteps().isEmpty()
                    ? e
                    : ResumeCheck.damaged(new RunFolder(folder.path()), checkpoint, e);
        }
    }
}
