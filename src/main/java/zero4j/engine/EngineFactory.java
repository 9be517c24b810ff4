package zero4j.engine;

import java.util.Optional;
import zero4j.rollout.Engines;
import zero4j.rollout.RolloutBackend;

/** Opens engines of one kind, which a setting chooses by its name. */
public interface EngineFactory {
    /** What it is called. */
    Engines.Engine kind();

    /** Why it cannot be used on this machine, with what to do; empty if it can. */
    Optional<String> problem();

    /** Whether it is the choice of {@code auto} where the learner or the command computes on this kind of device. */
    boolean isUsualOn(String device);

    /** Whether the samples of a prompt read its keys and values where they are, instead of having copies. */
    boolean sharesPrompts();

    /**
     * An engine with the weights of the model's folder.
     *
     * @throws zero4j.UserError if they cannot be read or do not fit into the memory
     */
    RolloutBackend open(EngineModel model, EngineSettings settings);
}
