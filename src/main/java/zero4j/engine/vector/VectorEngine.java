package zero4j.engine.vector;

import java.util.Optional;
import zero4j.engine.EngineFactory;
import zero4j.engine.EngineModel;
import zero4j.engine.EngineSettings;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutBackend;

/** {@code vector}: {@link VectorBackend}. */
public record VectorEngine() implements EngineFactory {
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
    public boolean keepsOwnWeights() {
        return true;
    }

    @Override
    public boolean sharesPrompts() {
        return true;
    }

    @Override
    public RolloutBackend open(EngineModel model, EngineSettings settings) {
        return VectorBackend.open(model.folder(), model.tokenizer(), settings, model.dtype());
    }
}
