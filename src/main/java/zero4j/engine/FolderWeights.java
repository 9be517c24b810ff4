package zero4j.engine;

import java.util.Set;
import java.util.function.Consumer;
import zero4j.UserError;
import zero4j.rollout.PolicyWeights;
import zero4j.weights.ModelFolder;
import zero4j.weights.TensorInfo;

/**
 * The weights of a model folder, those with one of {@code names}: checkpoints may hold buffers that are no parameters.
 */
public record FolderWeights(ModelFolder folder, Set<String> names) implements PolicyWeights {
    @Override
    public void forEach(Consumer<Tensor> consumer) {
        for (String name : names) {
            TensorInfo info = folder.tensors().get(name);
            if (info != null) {
                if (!info.dtype().isParameterType()) {
                    throw new UserError(
                            "tensor " + name + " is stored as " + info.dtype() + "; expected F32, BF16 or F16");
                }
                consumer.accept(new Tensor(name, info.dtype().name(), info.shape(), folder.data(name)));
            }
        }
    }
}
