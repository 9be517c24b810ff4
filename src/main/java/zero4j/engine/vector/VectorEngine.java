package zero4j.engine.vector;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.engine.EngineFactory;
import zero4j.engine.EngineModel;
import zero4j.engine.EngineSettings;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutBackend;
import zero4j.vector.SharedWeights;

/**
 * {@code vector}: {@link VectorBackend}.
 *
 * @param learner weights of somebody else's to sample from, instead of those of the folder; null for none
 */
public record VectorEngine(@Nullable SharedWeights learner) implements EngineFactory {
    @Override
    public Engines.Engine kind() {
        return Engines.VECTOR;
    }

    @Override
    public Optional<String> problem() {
        return VectorBackend.problem();
    }

    @Override
    public boolean isUsualOn(String device) {
        return device.equals("cpu");
    }

    @Override
    public boolean sharesPrompts() {
        return true;
    }

    @Override
    public RolloutBackend open(EngineModel model, EngineSettings settings) {
        if (learner != null) {
            return VectorBackend.sharing(learner, model.tokenizer(), settings);
        }
        return VectorBackend.open(model.folder(), model.tokenizer(), settings, model.dtype());
    }
}
