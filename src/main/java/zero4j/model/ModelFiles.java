package zero4j.model;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import zero4j.UserError;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;
import zero4j.torch.SegmentPointer;
import zero4j.weights.AdapterLayout;
import zero4j.weights.Dtype;
import zero4j.weights.LoraSettings;
import zero4j.weights.ModelFolder;
import zero4j.weights.SafetensorsWriter;
import zero4j.weights.TensorInfo;

/** Models from and to Hugging Face folders. */
public final class ModelFiles {
    private ModelFiles() {}

    /**
     * Reads a model. Weights stored in another precision are converted to the placement's.
     *
     * @param trainable whether gradients are kept
     * @throws UserError if a tensor is missing, has another shape than the configuration says, or is not finite
     */
    public static CausalLm load(Path path, DeviceAndDtype placement, boolean trainable) {
        return load(path, path, placement, trainable);
    }

    /** As {@link #load(Path, DeviceAndDtype, boolean)}, to be used with the tokenizer of another folder. */
    public static CausalLm load(Path path, Path tokenizer, DeviceAndDtype placement, boolean trainable) {
        return load(path, tokenizer, placement, trainable ? Gradients.KEPT : Gradients.NONE);
    }

    /** The same, where gradients may be handed over instead. */
    public static CausalLm load(Path path, Path tokenizer, DeviceAndDtype placement, Gradients gradients) {
        try (ModelFolder folder = ModelFolder.open(path, tokenizer)) {
            CausalLm lm = new CausalLm(folder.config(), placement, gradients);
            try {
                fill(lm, folder);
                return lm;
            } catch (RuntimeException e) {
                lm.close();
                throw e;
            }
        }
    }

    /**
     * Reads a model that stays as it is, and gives it a new adapter that is trained.
     *
     * @param lora with a rank above 0
     * @param seed of the adapter's matrices
     * @throws UserError as {@link #load}
     */
    public static CausalLm loadAdapted(Path path, DeviceAndDtype placement, LoraSettings lora, long seed) {
        try (ModelFolder folder = ModelFolder.open(path)) {
            AdapterLayout layout = AdapterLayout.of(folder.config(), lora, AdapterLayout.Base.of(folder));
            Adapter adapter = new Adapter(layout, placement, seed);
            CausalLm lm = new CausalLm(folder.config(), placement, adapter);
            try {
                fill(lm, folder);
                return lm;
            } catch (RuntimeException e) {
                lm.close();
                throw e;
            }
        }
    }

    private static void fill(CausalLm lm, ModelFolder folder) {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, Tensor> parameter : lm.parameters().named().entrySet()) {
            String name = parameter.getKey();
            TensorInfo info = folder.tensors().get(name);
            if (info == null) {
                problems.add("tensor " + name + " is missing");
                continue;
            }
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                long[] shape = parameter.getValue().sizes().vec().get();
                if (!Arrays.equals(shape, info.shape())) {
                    problems.add("tensor " + name + " has shape " + Arrays.toString(info.shape())
                            + ", but config.json implies " + Arrays.toString(shape));
                    continue;
                }
                Tensor stored = SegmentPointer.borrow(folder.data(name), scalarType(name, info.dtype()), shape);
                var _ = parameter.getValue().copy_(stored);
                if (!parameter.getValue().isfinite().all().item_bool()) {
                    problems.add("tensor " + name + " holds NaN or infinite values");
                }
            }
        }
        if (!problems.isEmpty()) {
            throw new UserError("the weights in " + folder.path() + " do not fit: " + summary(problems));
        }
    }

    private static String summary(List<String> problems) {
        int shown = Math.min(3, problems.size());
        String first = String.join("; ", problems.subList(0, shown));
        return problems.size() > shown ? first + "; and " + (problems.size() - shown) + " more" : first;
    }

    static ScalarType scalarType(String name, Dtype dtype) {
        return switch (dtype) {
            case F32 -> ScalarType.Float;
            case BF16 -> ScalarType.BFloat16;
            case F16 -> ScalarType.Half;
            default -> throw new UserError("tensor " + name + " is stored as " + dtype + "; expected F32, BF16 or F16");
        };
    }

    /** The element type that a model of this placement is stored in. */
    public static Dtype storedType(CausalLm lm) {
        return storedType(lm.placement().dtype());
    }

    private static Dtype storedType(ScalarType type) {
        return type.intern() == ScalarType.BFloat16 ? Dtype.BF16 : Dtype.F32;
    }

    /**
     * The weights as entries of a safetensors file, in the model's own precision, with its adapter merged into them. They
     * borrow the model's memory where it is on the CPU, so it must not change before they are written; merged ones are
     * computed one at a time.
     */
    public static List<SafetensorsWriter.Entry> entries(CausalLm lm) {
        ComputedBytes bytes = new ComputedBytes();
        return lm.parameters().named().entrySet().stream()
                .map(parameter -> entry(lm, parameter.getKey(), parameter.getValue(), bytes))
                .toList();
    }

    private static SafetensorsWriter.Entry entry(CausalLm lm, String name, Tensor weight, ComputedBytes bytes) {
        boolean adapted = lm.adapter().filter(a -> a.adapts(name)).isPresent();
        SafetensorsWriter.Entry plain = entry(name, weight);
        return adapted
                ? new SafetensorsWriter.Entry(
                        name, plain.dtype(), plain.shape(), () -> bytes.compute(() -> lm.merged(name)))
                : plain;
    }

    /** One contiguous tensor as an entry of a safetensors file; the same holds for its memory. */
    public static SafetensorsWriter.Entry entry(String name, Tensor tensor) {
        return new SafetensorsWriter.Entry(
                name, storedType(tensor.scalar_type()), tensor.sizes().vec().get(), () -> onHost(tensor));
    }

    /** A contiguous tensor's bytes on the CPU; a copy, freed with the segment, if it lives on a card. */
    private static MemorySegment onHost(Tensor tensor) {
        if (!tensor.is_cuda()) {
            return SegmentPointer.memory(tensor);
        }
        try (var _ = new PointerScope()) {
            // Not an array of the heap: that would end at 2 GB.
            Tensor host = Lifetime.beyondScope(tensor.cpu());
            MemorySegment bytes = SegmentPointer.memory(host);
            return bytes.reinterpret(bytes.byteSize(), Arena.ofAuto(), _ -> host.close());
        }
    }
}
