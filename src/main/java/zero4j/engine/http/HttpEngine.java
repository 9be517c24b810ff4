package zero4j.engine.http;

import java.util.Optional;
import zero4j.engine.EngineFactory;
import zero4j.engine.EngineModel;
import zero4j.engine.EngineSettings;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutBackend;

/** {@code vllm} and {@code sglang}: {@link HttpBackend}, which needs to know the servers, too. */
public record HttpEngine(Engines.Engine kind) implements EngineFactory {
    @Override
    public Optional<String> problem() {
        return Optional.empty();
    }

    @Override
    public boolean isUsualOn(String device) {
        return false;
    }

    @Override
    public boolean keepsOwnWeights() {
        return false;
    }

    @Override
    public boolean sharesPrompts() {
        return true;
    }

    @Override
    public RolloutBackend open(EngineModel model, EngineSettings settings) {
        throw new IllegalStateException("servers are opened by HttpBackend.open");
    }
}
