package zero4j.session;

import java.util.Optional;
import zero4j.learn.LearnerSettings;
import zero4j.recipe.PretrainRecipe;
import zero4j.recipe.TrainRecipe;
import zero4j.rollout.Engines;
import zero4j.torch.DeviceSettings;
import zero4j.torch.LibTorch;
import zero4j.vector.Machine;

/**
 * What LibTorch's native libraries are needed for, by the backends that are chosen. All else is computed in Java and leaves them alone:
 * they may be missing, and are not loaded.
 */
final class LibTorchUse {
    private LibTorchUse() {}

    /**
     * What of a training needs them, as the beginning of a sentence; empty if nothing does. Several processes exchange through them whoever
     * computes.
     */
    static Optional<String> of(TrainRecipe recipe, int processes) {
        return processes == 1 && LearnerEngine.isVector(recipe, processes)
                ? sampling(recipe.rollout().backend())
                : Optional.of(learning(recipe.learner(), recipe.device(), processes, "Training"));
    }

    /** What of a pretraining does. */
    private static Optional<String> of(PretrainRecipe recipe, int processes) {
        return processes == 1 && LearnerEngine.isVector(recipe, processes)
                ? Optional.empty()
                : Optional.of(learning(recipe.learner(), recipe.device(), processes, "Pretraining"));
    }

    /** The setting that is most likely meant. */
    private static String learning(LearnerSettings learner, DeviceSettings device, int processes, String work) {
        if (learner.backend() == LearnerSettings.Backend.TORCH) {
            return "learner.backend: torch";
        } else if (device.dtype() == DeviceSettings.Precision.BFLOAT16) {
            return "dtype: bfloat16";
        }
        return processes > 1 ? "Training in several processes" : work + machine();
    }

    private static Optional<String> sampling(String engine) {
        return RolloutEngine.resolve(engine, false).kind().equals(Engines.TORCH)
                ? Optional.of(engine.equals(Engines.AUTO) ? "Sampling" + machine() : "The engine " + engine)
                : Optional.empty();
    }

    /** Why Java cannot compute it, if it is the machine that keeps it from that. */
    private static String machine() {
        return Machine.problem().map(problem -> " (" + problem + ")").orElse("");
    }

    /**
     * Looks for them before a training begins. A card needs others than all else, and says so itself.
     *
     * @throws zero4j.LibraryMissing if they are needed and not there
     */
    static void require(TrainRecipe recipe, int processes) {
        if (recipe.device().device() == DeviceSettings.Device.CPU) {
            of(recipe, processes).ifPresent(LibTorch::require);
        }
    }

    /** The same before a pretraining. */
    static void require(PretrainRecipe recipe, int processes) {
        if (recipe.device().device() == DeviceSettings.Device.CPU) {
            of(recipe, processes).ifPresent(LibTorch::require);
        }
    }

    /** The same before a model is opened. */
    static void require(Compute compute) {
        if (compute.device().equals("cpu")) {
            sampling(compute.engine()).ifPresent(LibTorch::require);
        }
    }
}
