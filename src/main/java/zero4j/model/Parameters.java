package zero4j.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Lifetime;
import zero4j.torch.NoGrad;
import zero4j.weights.ModelWeights.LinearWeights;
import zero4j.weights.ModelWeights.Weight;

/**
 * All parameters of a model in one flat buffer, and their gradients in another of the same layout.
 *
 * <p>Behind both lie some zeros, so that they can be cut into equal pieces ({@link #values(long)}).
 *
 * <p>Optimizer, gradient norm and collectives work on the two buffers in one call each. Every parameter is a leaf of autograd
 * whose gradient is a window of the gradient buffer, so {@code backward} adds into it. In bfloat16 it cannot: there a backward
 * pass fills a third buffer, and {@link #gather} adds that to the gradients, which are always float32. With the 8 bits of
 * bfloat16 the sum of many passes would lose what each of them adds.
 */
public final class Parameters implements AutoCloseable {
    /** Zeros behind the parameters. */
    public static final int SLACK = 1 << 14;

    private final List<Leaf> layout;
    private final Tensor storage; // [parameters + SLACK]
    private final Tensor values; // [parameters]
    private final boolean exact; // whether the values are float32
    private final Tensor gradientStorage; // float32 [parameters + SLACK]
    private final Tensor gradients; // float32 [parameters]
    private final Tensor
            ofPass; // [parameters], what a backward pass adds to; the gradients themselves if all is float32
    private final Map<String, Tensor> leaves = new LinkedHashMap<>();
    private final Map<String, Tensor> named = new LinkedHashMap<>();
    private final Map<String, Tensor> namedGradients = new LinkedHashMap<>();

    /**
     * One leaf: tensors of the checkpoint that are multiplied together lie under each other, joined along the first dimension.
     *
     * @param parts checkpoint names with their rows
     * @param columns width of a row; 0 for vectors
     */
    record Leaf(List<Part> parts, long columns) {
        /** The name of the first of its parts. */
        String name() {
            return parts.getFirst().name();
        }

        long rows() {
            return parts.stream().mapToLong(Part::rows).sum();
        }

        long size() {
            return rows() * Math.max(columns, 1);
        }

        long[] shape(long rows) {
            return columns == 0 ? new long[] {rows} : new long[] {rows, columns};
        }
    }

    /** A checkpoint tensor inside a leaf. */
    record Part(String name, long rows) {}

    Parameters(List<Leaf> layout, DeviceAndDtype placement, boolean trainable) {
        this(layout, trainable, () -> torch.zeros(new long[] {size(layout) + SLACK}, placement.options()));
    }

    /** The same values, with gradients of its own or none. */
    Parameters(Parameters shared, boolean trainable) {
        this(shared.layout, trainable, () -> shared.storage.detach());
    }

    private Parameters(List<Leaf> layout, boolean trainable, Supplier<Tensor> withSlack) {
        this.layout = layout;
        // The scope frees the views' intermediate handles; what the object keeps is taken out of it.
        try (var _ = new PointerScope()) {
            storage = withSlack.get();
            values = storage.narrow(0, 0, size(layout));
            long[] size = {trainable ? size(layout) : 0};
            gradientStorage = torch.zeros(
                    new long[] {trainable ? size[0] + SLACK : 0},
                    values.options().dtype(new ScalarTypeOptional(ScalarType.Float)));
            gradients = gradientStorage.narrow(0, 0, size[0]);
            exact = values.scalar_type().intern() == ScalarType.Float;
            ofPass = exact ? gradients : torch.zeros(size, values.options());
            long at = 0;
            for (Leaf leaf : layout) {
                Tensor value = values.narrow(0, at, leaf.size()).view(leaf.shape(leaf.rows()));
                leaves.put(leaf.name(), trainable ? trainableLeaf(value, leaf, at) : value);
                addParts(leaf, at, trainable);
                at += leaf.size();
            }
            List.of(storage, values, gradientStorage, gradients).forEach(Lifetime::beyondScope);
            if (!exact) {
                Lifetime.beyondScope(ofPass);
            }
            List.of(leaves, named, namedGradients).forEach(map -> map.values().forEach(Lifetime::beyondScope));
        }
    }

    private static long size(List<Leaf> layout) {
        return layout.stream().mapToLong(Leaf::size).sum();
    }

    private Tensor trainableLeaf(Tensor value, Leaf leaf, long at) {
        Tensor parameter = value.detach();
        parameter.set_requires_grad(true);
        Tensor gradient = ofPass.narrow(0, at, leaf.size()).view(leaf.shape(leaf.rows()));
        parameter.mutable_grad().put(gradient);
        return parameter;
    }

    private void addParts(Leaf leaf, long at, boolean trainable) {
        long offset = at;
        for (Part part : leaf.parts()) {
            long size = part.rows() * Math.max(leaf.columns(), 1);
            named.put(part.name(), values.narrow(0, offset, size).view(leaf.shape(part.rows())));
            if (trainable) {
                namedGradients.put(
                        part.name(), gradients.narrow(0, offset, size).view(leaf.shape(part.rows())));
            }
            offset += size;
        }
    }

    /** The flat buffer of all values, [parameters]. */
    public Tensor values() {
        return values;
    }

    /** The flat buffer of all gradients, float32 [parameters]; empty if the model is frozen. */
    public Tensor gradients() {
        return gradients;
    }

    /**
     * The flat buffer of all values and some of the zeros behind it.
     *
     * @param length at most {@link #SLACK} more than there are parameters
     */
    public Tensor values(long length) {
        return storage.narrow(0, 0, length);
    }

    /** The flat buffer of all gradients and some of the zeros behind it, as {@link #values(long)}. */
    public Tensor gradients(long length) {
        return gradientStorage.narrow(0, 0, length);
    }

    /** Whether gradients are kept. */
    boolean hasGradients() {
        return gradients.numel() > 0;
    }

    /** Number of parameters, tied tensors counted once. */
    public long count() {
        return values.numel();
    }

    /** Checkpoint tensors by Hugging Face name: windows of {@link #values()}, in checkpoint order. */
    public Map<String, Tensor> named() {
        return Collections.unmodifiableMap(named);
    }

    /** Gradients by Hugging Face name: windows of {@link #gradients()}. */
    public Map<String, Tensor> namedGradients() {
        return Collections.unmodifiableMap(namedGradients);
    }

    /** Sets all gradients to zero. */
    public void zeroGradients() {
        try (var _ = new PointerScope()) {
            var _ = gradients.zero_();
            var _ = ofPass.zero_();
        }
    }

    /** Adds what autograd found to the gradients: to be called after a backward pass that is no {@link RecordedForward}'s. */
    public void gather() {
        if (!exact) {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                var _ = gradients.add_(ofPass);
                var _ = ofPass.zero_();
            }
        }
    }

    /** The gradient of a tensor of the checkpoint, float32 and of its shape; null if it is frozen. */
    @Nullable
    Tensor gradient(Weight weight) {
        return namedGradients.get(weight.name());
    }

    /** The product of layers that share their input and lie under each other. */
    Projection projection(List<LinearWeights> joined, @Nullable Adapter adapter) {
        LinearWeights first = joined.getFirst();
        return new Projection(
                leaf(first.weight()),
                first.biased() ? leaf(first.bias()) : null,
                adapter == null ? null : adapter.lowRank(layout(first.weight().name())));
    }

    private Leaf layout(String name) {
        return layout.stream()
                .filter(leaf -> leaf.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the model has no parameter " + name));
    }

    /** The leaf that begins with a tensor of the checkpoint. */
    Tensor leaf(Weight first) {
        return leaf(first.name());
    }

    Tensor leaf(String name) {
        Tensor leaf = leaves.get(name);
        if (leaf == null) {
            throw new IllegalStateException("the model has no parameter " + name);
        }
        return leaf;
    }

    @Override
    public void close() {
        for (Map<String, Tensor> map : List.of(leaves, named, namedGradients)) {
            new ArrayList<>(map.values()).forEach(Tensor::close);
            map.clear();
        }
        List.of(values, storage, gradients, gradientStorage).forEach(Tensor::close);
        if (!exact) {
            ofPass.close();
        }
    }
}
