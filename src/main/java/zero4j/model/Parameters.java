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
import zero4j.weights.ParameterLayout;
import zero4j.weights.ParameterLayout.Leaf;
import zero4j.weights.ParameterLayout.Part;

/**
 * All parameters of a model in one flat buffer, and their gradients in another of the same layout.
 *
 * <p>Behind both lie some zeros, so that they can be cut into equal pieces ({@link #values(long)}).
 *
 * <p>Optimizer, gradient norm and collectives work on the two buffers in one call each. Every parameter is a leaf of autograd
 * whose gradient is a window of the gradient buffer, so {@code backward} adds into it. In bfloat16 it cannot: there a backward
 * pass fills a third buffer, and {@link #gather} adds that to the gradients, which are always float32. With the 8 bits of
 * bfloat16 the sum of many passes would lose what each of them adds.
 *
 * <p>Where gradients are handed over ({@link Gradients#HANDED_OVER}), there are no such buffers: autograd makes the gradients of one stage of
 * the model at a time, and they are freed when they were told of.
 */
public final class Parameters implements AutoCloseable {
    /** Zeros behind the parameters. */
    public static final int SLACK = 1 << 14;

    private final ParameterLayout layout;
    private final Gradients use;
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
    private @Nullable GradientSink sink;
    private @Nullable OutputGradient output;

    /**
     * What is added directly to the gradient of the output layer, where gradients are handed over.
     *
     * @param leaf its name
     * @param shared whether autograd finds a part of it, too, because it is the embedding
     */
    private record OutputGradient(String leaf, Tensor sum, boolean shared) {}

    Parameters(ParameterLayout layout, DeviceAndDtype placement, Gradients use) {
        this(layout, use, () -> torch.zeros(new long[] {layout.size() + SLACK}, placement.options()));
    }

    /** The same values, with gradients of its own or none. */
    Parameters(Parameters shared, boolean trainable) {
        this(shared.layout, trainable ? Gradients.KEPT : Gradients.NONE, () -> shared.storage.detach());
    }

    private Parameters(ParameterLayout layout, Gradients use, Supplier<Tensor> withSlack) {
        this.layout = layout;
        this.use = use;
        boolean kept = use == Gradients.KEPT;
        // The scope frees the views' intermediate handles; what the object keeps is taken out of it.
        try (var _ = new PointerScope()) {
            storage = withSlack.get();
            values = storage.narrow(0, 0, layout.size());
            long[] size = {kept ? layout.size() : 0};
            gradientStorage = torch.zeros(
                    new long[] {kept ? size[0] + SLACK : 0},
                    values.options().dtype(new ScalarTypeOptional(ScalarType.Float)));
            gradients = gradientStorage.narrow(0, 0, size[0]);
            exact = values.scalar_type().intern() == ScalarType.Float;
            ofPass = exact ? gradients : torch.zeros(size, values.options());
            long at = 0;
            for (Leaf leaf : layout.leaves()) {
                Tensor value = values.narrow(0, at, leaf.size()).view(leaf.shape(leaf.rows()));
                leaves.put(leaf.name(), use == Gradients.NONE ? value : trainableLeaf(value, leaf, at));
                addParts(leaf, at, kept);
                at += leaf.size();
            }
            List.of(storage, values, gradientStorage, gradients).forEach(Lifetime::beyondScope);
            if (!exact) {
                Lifetime.beyondScope(ofPass);
            }
            List.of(leaves, named, namedGradients).forEach(map -> map.values().forEach(Lifetime::beyondScope));
        }
    }

    private Tensor trainableLeaf(Tensor value, Leaf leaf, long at) {
        Tensor parameter = value.detach();
        parameter.set_requires_grad(true);
        if (use == Gradients.HANDED_OVER) {
            return parameter;
        }
        Tensor gradient = ofPass.narrow(0, at, leaf.size()).view(leaf.shape(leaf.rows()));
        parameter.mutable_grad().put(gradient);
        return parameter;
    }

    private void addParts(Leaf leaf, long at, boolean withGradients) {
        long offset = at;
        for (Part part : leaf.parts()) {
            long size = part.rows() * Math.max(leaf.columns(), 1);
            named.put(part.name(), values.narrow(0, offset, size).view(leaf.shape(part.rows())));
            if (withGradients) {
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

    /** The flat buffer of all gradients, float32 [parameters]; empty unless they are kept. */
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

    /** Whether gradients are handed over, see {@link #handTo}. */
    public boolean handsOver() {
        return use == Gradients.HANDED_OVER;
    }

    /** From now on tells somebody of gradients as soon as they are found. */
    public void handTo(GradientSink told) {
        sink = told;
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
        if (handsOver()) {
            handOver();
            told().end();
        } else {
            gather(0, count());
        }
    }

    /** Adds what autograd found of some parameters to their gradients. */
    void gather(long from, long until) {
        if (exact) {
            return;
        }
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            Tensor found = ofPass.narrow(0, from, until - from);
            var _ = gradients.narrow(0, from, until - from).add_(found);
            var _ = found.zero_();
        }
    }

    private GradientSink told() {
        if (sink == null) {
            throw new IllegalStateException("nobody asked for the gradients, which are not kept");
        }
        return sink;
    }

    /** Tells of all gradients that a backward pass has found so far, and frees them. */
    void handOver() {
        long at = 0;
        for (Leaf leaf : layout.leaves()) {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                handOver(leaf, at);
            }
            at += leaf.size();
        }
    }

    private void handOver(Leaf leaf, long at) {
        Tensor parameter = leaf(leaf.name());
        Tensor found = parameter.grad();
        OutputGradient direct = output != null && output.leaf().equals(leaf.name()) ? output : null;
        if (direct != null && (found.defined() || !direct.shared())) {
            if (found.defined()) {
                var _ = direct.sum().add_(found);
                free(parameter, found); // before the sum is taken, which is as large
            }
            told().take(at, direct.sum().view(-1));
            direct.sum().close();
            output = null;
        } else if (found.defined()) {
            told().take(at, found.reshape(-1));
            free(parameter, found);
        }
    }

    private static void free(Tensor parameter, Tensor found) {
        parameter.mutable_grad().put(new Tensor());
        found.close();
    }

    /**
     * The gradient of the output layer, to be added to: float32 and of its shape; null if it is frozen.
     *
     * @param shared whether it is the embedding, too
     */
    @Nullable
    Tensor outputGradient(Weight weight, boolean shared) {
        if (!handsOver()) {
            return namedGradients.get(weight.name());
        }
        if (output == null) {
            try (var _ = new PointerScope()) {
                Tensor leaf = leaf(weight);
                Tensor sum = torch.zeros_like(leaf.detach()).to(ScalarType.Float);
                output = new OutputGradient(weight.name(), Lifetime.beyondScope(sum), shared);
            }
        }
        return output.sum();
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
        return layout.leaves().stream()
                .filter(leaf -> leaf.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the model has no parameter " + name));
    }

    /** Where a leaf begins in the flat buffers, by the name of its first tensor. */
    long at(String leaf) {
        return layout.at(leaf);
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
        if (output != null) {
            output.sum().close();
        }
    }
}
