package zero4j.engine.torch;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.engine.EngineFactory;
import zero4j.engine.EngineModel;
import zero4j.engine.EngineSettings;
import zero4j.model.CausalLm;
import zero4j.model.ModelFiles;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutBackend;
import zero4j.torch.DeviceAndDtype;
import zero4j.weights.Dtype;

/**
 * {@code torch}: {@link TorchBackend}.
 *
 * @param learner a model of somebody else's to sample from, instead of one from the folder; null for none
 */
public record TorchEngine(@Nullable CausalLm learner) implements EngineFactory {
    /** With models of their own. */
    public TorchEngine() {
        this(null);
    }

    @Override
    public Engines.Engine kind() {
        return Engines.TORCH;
    }

    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public boolean isUsualOn(String device) {
        return !device.equals("cpu");
    }

    @Override
    public boolean sharesPrompts() {
        return false;
    }

    @Override
    public RolloutBackend open(EngineModel model, EngineSettings settings) {
        if (learner != null) {
            return TorchBackend.sharing(
                    learner, Objects.requireNonNull(model.tokenizer(), "training needs a tokenizer"), settings);
        }
        String dtype = model.dtype() == Dtype.BF16 ? "bfloat16" : "float32";
        CausalLm lm = ModelFiles.load(model.folder(), DeviceAndDtype.of(model.device(), dtype), false);
        return TorchBackend.owning(lm, model.tokenizer(), settings);
    }
}
