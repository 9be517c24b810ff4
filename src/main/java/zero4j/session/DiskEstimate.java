package zero4j.session;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import zero4j.UserError;
import zero4j.learn.TrainSettings;
import zero4j.pretrain.PretrainSettings;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.Engines;
import zero4j.run.RunFolder;
import zero4j.torch.DeviceSettings;
import zero4j.weights.ModelConfig;
import zero4j.weights.SafetensorsWriter;

/**
 * Whether the checkpoints of a run have room on its disk, so that it does not fail hours later.
 *
 * @param checkpoint bytes of one, about
 * @param existing checkpoints that are there
 * @param toWrite checkpoints still to be written
 * @param most checkpoints that are there at the same time, with the one being written
 * @param served bytes of weights that servers read: those that they have and those that come next; 0 where none sample
 */
public record DiskEstimate(long checkpoint, long existing, long toWrite, long most, long served) {
    private static final long MEGABYTE = 1_000_000;

    /**
     * Checks the disk of a run that goes on.
     *
     * @throws UserError if not even the next checkpoints have room
     */
    static void check(TrainSetup setup, RunFolder run, Consumer<String> warnings) {
        List<Long> steps = run.checkpointSteps();
        of(setup.recipe(), setup.config(), steps.size(), steps.isEmpty() ? 0 : steps.getLast())
                .check(setup.recipe(), run.path(), warnings);
    }

    /** The same for a run that will be made in a folder, which need not exist. */
    static void check(TrainSetup setup, Path runs, Consumer<String> warnings) {
        of(setup.recipe(), setup.config()).check(setup.recipe(), runs, warnings);
    }

    /** Weights for servers may be on another disk than the run. */
    private void check(TrainRecipe recipe, Path folder, Consumer<String> warnings) {
        String elsewhere = recipe.rollout().remote().weights();
        if (served == 0 || elsewhere.isEmpty()) {
            check(folder, free(folder), warnings);
            return;
        }
        requireServed(Path.of(elsewhere), free(Path.of(elsewhere)));
        new DiskEstimate(checkpoint, existing, toWrite, most, 0).check(folder, free(folder), warnings);
    }

    private void requireServed(Path folder, long free) {
        if (free < served) {
            throw new UserError("the disk is too full: weights for servers take about " + megabytes(served) + ", and "
                    + freeOn(folder, free) + "; free space, or choose another rollout.weights");
        }
    }

    /** Of a run that is not begun. */
    public static DiskEstimate of(TrainRecipe recipe, ModelConfig config) {
        return of(recipe, config, 0, 0);
    }

    private static DiskEstimate of(TrainRecipe recipe, ModelConfig config, long existing, long done) {
        TrainSettings train = recipe.train();
        long learnt = recipe.lora().trainableCount(config);
        // An adapter is there besides the weights.
        long checkpoint = bytes(config, recipe.device(), learnt, recipe.lora().enabled());
        int every = train.checkpointEvery() == 0 ? train.steps() : train.checkpointEvery();
        long toWrite = Math.ceilDiv(train.steps(), every) - done / every;
        long atOnce = train.keepCheckpoints() == 0
                ? Long.MAX_VALUE
                : train.keepCheckpoints() + (train.keepBest().isEmpty() ? 1L : 2L);
        long served = Engines.onServers(recipe.rollout().backend()) ? 2 * weights(config, recipe.device()) : 0;
        return new DiskEstimate(checkpoint, existing, toWrite, Math.min(existing + toWrite, atOnce), served);
    }

    /**
     * Of a pretraining.
     *
     * @param existing steps of the checkpoints that are there
     */
    public static DiskEstimate of(PretrainRecipe recipe, ModelConfig config, List<Long> existing) {
        PretrainSettings train = recipe.train();
        int there = existing.size();
        long every = train.checkpointEvery() == 0 ? train.steps() : train.checkpointEvery();
        long due = (train.steps() - 1) / every - (existing.isEmpty() ? 0 : existing.getLast() / every);
        long toWrite = Math.max(due, there == 0 ? 1 : 0); // a stop writes one
        long atOnce = train.keepCheckpoints() == 0 ? Long.MAX_VALUE : train.keepCheckpoints() + 1L;
        long checkpoint = bytes(config, recipe.device(), config.parameterCount(), false);
        return new DiskEstimate(checkpoint, there, toWrite, Math.min(there + toWrite, atOnce), 0);
    }

    /** Of weights and the optimizer's state: moments in float32, and the weights too if the model's own are not. */
    private static long bytes(ModelConfig config, DeviceSettings device, long learnt, boolean besides) {
        return weights(config, device) + learnt * (isHalf(device) || besides ? 12 : 8);
    }

    private static long weights(ModelConfig config, DeviceSettings device) {
        return config.parameterCount() * (isHalf(device) ? 2 : 4);
    }

    private static boolean isHalf(DeviceSettings device) {
        return device.dtype() == DeviceSettings.Precision.BFLOAT16;
    }

    /** Bytes that this process may use on the disk of a folder, which need not exist. */
    static long free(Path folder) {
        Path there = folder.toAbsolutePath();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        try {
            return Files.getFileStore(there).getUsableSpace();
        } catch (IOException e) {
            throw new UserError("cannot ask for the free space of " + there + ": " + e.getMessage(), e);
        }
    }

    /**
     * Refuses a disk on which not even the next checkpoints have room, and warns of one that will be full before the end.
     *
     * @param free bytes of the disk that this process may use
     */
    public void check(Path folder, long free, Consumer<String> warnings) {
        requireRoom(folder, free, "another folder with runs");
        long needed = Math.max(0, most - existing);
        if (free < needed * checkpoint + served) {
            warnings.accept(each() + ", up to " + needed + " more will be there at the same time" + besides() + ", and "
                    + freeOn(folder, free) + ": lower train.keep_checkpoints or free space");
        }
    }

    /**
     * Refuses a disk on which a model has no room, before anything is written.
     *
     * @param target folder that will have it
     * @param free bytes of the disk that this process may use
     */
    static void requireRoom(Path target, List<SafetensorsWriter.Entry> tensors, long free) {
        long needed = tensors.stream().mapToLong(SafetensorsWriter.Entry::bytes).sum();
        if (free < needed) {
            throw new UserError("the disk is too full: the model takes " + megabytes(needed) + ", and "
                    + freeOn(target, free) + "; free space, or choose a folder on another disk");
        }
    }

    /**
     * Refuses a disk on which not even the next checkpoints have room.
     *
     * @param instead what else the user may choose
     */
    void requireRoom(Path folder, long free, String instead) {
        // A checkpoint is complete before an older one goes.
        long least = Math.min(existing == 0 ? 2 : 1, toWrite);
        if (free < least * checkpoint + served) {
            throw new UserError("the disk is too full: " + each() + ", " + least + " must have room" + besides()
                    + ", and " + freeOn(folder, free) + "; free space, or choose " + instead);
        }
    }

    private String each() {
        return "a checkpoint of this run takes about " + megabytes(checkpoint);
    }

    private String besides() {
        return served == 0 ? "" : " beside " + megabytes(served) + " of weights for servers";
    }

    private static String freeOn(Path folder, long free) {
        return megabytes(free) + " are free on the disk of " + folder;
    }

    private static String megabytes(long bytes) {
        return String.format(Locale.ROOT, "%.1f MB", bytes / (double) MEGABYTE);
    }
}
