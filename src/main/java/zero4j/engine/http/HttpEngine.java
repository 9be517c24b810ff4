package zero4j.engine.http;

import java.util.Optional;
import zero4j.UserError;
import zero4j.engine.EngineFactory;
import zero4j.engine.EngineModel;
import zero4j.engine.EngineSettings;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutBackend;

/**
 * {@code vllm} and {@code sglang}: it says what they are. {@link HttpBackend} opens them, since it needs to know the servers, too; to open them
 * with a model's folder is the user's mistake.
 */
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
    public boolean sharesPrompts() {
        return true;
    }

    @Override
    public RolloutBackend open(EngineModel model, EngineSettings settings) {
        throw new UserError("the engine " + kind.name()
                + " stands for servers, not for this machine: name the address of one in the"
                + " place of the model, such as http://127.0.0.1:8000, or choose another engine");
    }
}
