package zero4j.engine.torch;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Set;
import java.util.TreeSet;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.model.CausalLm;
import zero4j.rollout.PolicyWeights;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;

/** Copies a policy's weights into a model, converting to its precision. */
final class WeightLoader {
    private WeightLoader() {}

    /** Overwrites every parameter; complains if one is missing, unknown or of another shape. */
    static void copy(PolicyWeights weights, CausalLm lm) {
        Set<String> missing = new TreeSet<>(lm.parameters().named().keySet());
        String head = lm.config().weights().head().name();
        weights.forEach(tensor -> {
            // Learners with tied embeddings may send the shared matrix under both names.
            if (!(tensor.name().equals(head) && lm.config().tieWordEmbeddings())) {
                copy(tensor, lm);
                missing.remove(tensor.name());
            }
        });
        if (!missing.isEmpty()) {
            throw new IllegalArgumentException("the new weights lack " + missing);
        }
    }

    private static void copy(PolicyWeights.Tensor tensor, CausalLm lm) {
        Tensor target = lm.parameters().named().get(tensor.name());
        if (target == null) {
            throw new IllegalArgumentException("the model has no parameter " + tensor.name());
        }
        try (Arena arena = Arena.ofConfined();
                var _ = new PointerScope();
                var _ = new NoGrad()) {
            long[] shape = target.sizes().vec().get();
            if (!Arrays.equals(shape, tensor.shape())) {
                throw new IllegalArgumentException("%s has shape %s; the model's is %s"
                        .formatted(tensor.name(), Arrays.toString(tensor.shape()), Arrays.toString(shape)));
            }
            MemorySegment data = tensor.data();
            if (!data.isNative()) {
                data = arena.allocate(data.byteSize(), Double.BYTES).copyFrom(data);
            }
            var _ = target.copy_(SegmentPointer.borrow(data, type(tensor.dtype()), shape));
        }
    }

    private static ScalarType type(String dtype) {
        return switch (dtype) {
            case "F32" -> ScalarType.Float;
            case "BF16" -> ScalarType.BFloat16;
            case "F16" -> ScalarType.Half;
            default -> throw new IllegalArgumentException("weights are " + dtype + "; expected F32, BF16 or F16");
        };
    }
}
