package zero4j.session;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.engine.EngineSettings;
import zero4j.engine.torch.TorchBackend;
import zero4j.engine.vector.VectorBackend;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.rollout.RolloutBackend;
import zero4j.rollout.RolloutSettings;
import zero4j.rollout.RolloutSettings.Backend;
import zero4j.tokenizer.Tokenizer;
import zero4j.torch.DeviceSettings;
import zero4j.torch.Placement;
import zero4j.weights.Dtype;

/** Which engine samples, and how it is opened. */
public final class RolloutEngine {
    private RolloutEngine() {}

    /** {@code VECTOR} or {@code TORCH}: what {@code AUTO} means on a device. */
    static Backend resolve(Backend setting, boolean cuda) {
        boolean vector = setting == Backend.VECTOR || (setting == Backend.AUTO && !cuda);
        if (vector && VectorBackend.problem().isPresent()) {
            if (setting == Backend.VECTOR) {
                throw new UserError("the vector engine does not work here: "
                        + VectorBackend.problem().get() + "; use torch");
            }
            return Backend.TORCH;
        }
        return vector ? Backend.VECTOR : Backend.TORCH;
    }

    /** What samples, for people. */
    public static String inWords(Backend setting, Placement placement) {
        return switch (resolve(setting, placement.isCuda())) {
            case VECTOR -> "the vector engine";
            case TORCH, AUTO -> "LibTorch";
        };
    }

    /**
     * The engine of a training run.
     *
     * @param folder of the weights that {@code lm} has been loaded from
     * @param lm the learner's
     */
    static RolloutBackend ofTraining(TrainSetup setup, Path folder, CausalLm lm) {
        RolloutSettings rollout = setup.rollout();
        EngineSettings settings = new EngineSettings(rollout.slots(), rollout.workers());
        return switch (resolve(rollout.backend(), setup.placement().isCuda())) {
            case VECTOR ->
                VectorBackend.open(
                        folder,
                        setup.tokenizer(),
                        settings,
                        dtype(setup.recipe().device().dtype() == DeviceSettings.Precision.BFLOAT16));
            case TORCH, AUTO -> TorchBackend.sharing(lm, setup.tokenizer(), settings);
        };
    }

    /** An engine with a model of its own. */
    static RolloutBackend of(Path folder, @Nullable Tokenizer tokenizer, Compute compute) {
        Placement placement = compute.placement();
        boolean cuda = placement.isCuda();
        EngineSettings settings = new EngineSettings(compute.slots(), cuda ? 1 : compute.cores());
        return switch (resolve(compute.engine(), cuda)) {
            case VECTOR -> VectorBackend.open(folder, tokenizer, settings, dtype(compute.isBFloat16()));
            case TORCH, AUTO -> TorchBackend.owning(ModelFiles.load(folder, placement, false), tokenizer, settings);
        };
    }

    private static Dtype dtype(boolean bfloat16) {
        return bfloat16 ? Dtype.BF16 : Dtype.F32;
    }
}
