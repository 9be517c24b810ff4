package zero4j.rollout;

import java.util.List;
import zero4j.Registry;

/**
 * The engines that recipes and commands can name. What opens each is its {@code EngineFactory}, which
 * {@code session.RolloutEngine} lists.
 */
public final class Engines {
    /** Stands for the engine that suits the device. */
    public static final String AUTO = "auto";

    /** {@code zero4j.engine.vector}. */
    public static final Engine VECTOR = new Engine(
            "vector",
            "pure Java on the CPU, whose completions depend on nothing beside them",
            "the vector engine",
            true);

    /** {@code zero4j.engine.torch}. */
    public static final Engine TORCH = new Engine("torch", "LibTorch, on the device of the learner", "LibTorch", false);

    /** {@code zero4j.engine.http}, in vLLM's dialect. */
    public static final Engine VLLM = new Engine(
            "vllm",
            "servers that speak vLLM's protocol, named by rollout.servers",
            "servers of vLLM's protocol",
            false);

    /** {@code zero4j.engine.http}, in SGLang's dialect. */
    public static final Engine SGLANG = new Engine(
            "sglang",
            "servers that speak SGLang's protocol, named by rollout.servers",
            "servers of SGLang's protocol",
            false);

    /** All of them. */
    public static final Registry<Engine> REGISTRY = new Registry<>("engine", List.of(VECTOR, TORCH, VLLM, SGLANG));

    /**
     * An engine as it is named.
     *
     * @param inWords what samples, in a sentence
     * @param onCpuAlone whether it computes on no other device
     */
    public record Engine(String name, String help, String inWords, boolean onCpuAlone) implements Registry.Entry {}

    private Engines() {}

    /** Whether it is an engine's name, or {@value #AUTO}. */
    public static boolean knows(String name) {
        return name.equals(AUTO) || REGISTRY.find(name).isPresent();
    }

    /** Whether the engine of that name is servers. */
    public static boolean onServers(String name) {
        return name.equals(VLLM.name()) || name.equals(SGLANG.name());
    }

    /** Whether the engine of that name computes on the CPU alone. */
    public static boolean onCpuAlone(String name) {
        return REGISTRY.find(name).filter(Engine::onCpuAlone).isPresent();
    }
}
