package zero4j.rollout;

import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/** A policy's parameters on their way from the learner to a sampler. */
@FunctionalInterface
public interface PolicyWeights {
    /** Hands every tensor to the consumer; the memory is valid during the call only. */
    void forEach(Consumer<Tensor> consumer);

    /**
     * One parameter in row-major order.
     *
     * @param name Hugging Face name, for example {@code model.layers.0.mlp.up_proj.weight}
     * @param dtype safetensors name of the element type: {@code F32}, {@code BF16}, {@code F16}
     * @param data the elements in native byte order, in the CPU's memory
     */
    record Tensor(String name, String dtype, long[] shape, MemorySegment data) {}
}
