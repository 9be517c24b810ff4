package zero4j.model;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.AdapterLayout;
import zero4j.weights.LoraSettings;
import zero4j.weights.ParameterLayout.Leaf;
import zero4j.weights.ParameterLayout.Part;

/**
 * The trained matrices of low-rank adaptation ({@link LoraSettings}), one pair A, B for each tensor of the checkpoint that is
 * adapted. Always float32, also beside a model in bfloat16, whose 8 bits are too coarse to be trained in; PEFT does the same.
 *
 * <p>The parameters carry the names of PEFT's files. The A matrices of tensors that share their input lie under each other.
 */
public final class Adapter implements AutoCloseable {
    private final AdapterLayout layout;
    private final Parameters parameters;
    private final Set<String> adapted;

    /** A random A and a zero B, so that it changes nothing yet. */
    Adapter(AdapterLayout layout, DeviceAndDtype placement, long seed) {
        this.layout = layout;
        this.adapted = layout.settings().adapted(layout.config());
        this.parameters = new Parameters(
                layout.layout(), new DeviceAndDtype(placement.where(), ScalarType.Float), Gradients.KEPT);
        layout.drawDown(seed, (name, values) -> {
            try (var _ = new PointerScope();
                    var _ = new NoGrad()) {
                Tensor down = Objects.requireNonNull(parameters.named().get(name)); // [rank, in]
                var _ = down.copy_(
                        DeviceAndDtype.cpu(ScalarType.Float).floats(values).view(down.sizes()));
            }
        });
    }

    private Adapter(Adapter shared) {
        this.layout = shared.layout;
        this.adapted = shared.adapted;
        this.parameters = new Parameters(shared.parameters, true);
    }

    /** The same matrices with gradients of their own, for another thread. */
    Adapter withOwnGradients() {
        return new Adapter(this);
    }

    private List<Part> adaptedOf(Leaf leaf) {
        return leaf.parts().stream().filter(part -> adapts(part.name())).toList();
    }

    /** What is adapted, and how it is called. */
    public AdapterLayout layout() {
        return layout;
    }

    /** Its matrices and their gradients, float32, by the names of PEFT's files. */
    public Parameters parameters() {
        return parameters;
    }

    /** Whether a tensor of the model's checkpoint is adapted. */
    boolean adapts(String tensor) {
        return adapted.contains(tensor);
    }

    /** Where what is added to some of the model's leaves begins among its parameters: at their end if nothing is. */
    long at(List<Leaf> leaves) {
        return leaves.stream()
                .flatMap(leaf -> adaptedOf(leaf).stream().limit(1))
                .mapToLong(first -> parameters.at(AdapterLayout.downName(first.name())))
                .min()
                .orElse(parameters.count());
    }

    /** What the adapter adds to a linear layer, if it adapts any of the layer's parts. */
    @Nullable
    LowRank lowRank(Leaf leaf) {
        List<Part> chosen = adaptedOf(leaf);
        if (chosen.isEmpty()) {
            return null;
        }
        List<LowRank.Output> parts = leaf.parts().stream()
                .map(part -> new LowRank.Output(
                        part.rows(), adapts(part.name()) ? parameters.leaf(AdapterLayout.upName(part.name())) : null))
                .toList();
        Tensor down = parameters.leaf(AdapterLayout.downName(chosen.getFirst().name())); // [adapted * rank, in]
        return new LowRank(layout.settings(), down, parts);
    }

    /**
     * An adapted tensor of the checkpoint with its low-rank product added, in the tensor's own type.
     *
     * @param weight [out, in]
     */
    Tensor merged(String name, Tensor weight) {
        Tensor down = parameters.named().get(AdapterLayout.downName(name)); // [rank, in]
        Tensor up = parameters.named().get(AdapterLayout.upName(name)); // [out, rank]
        return down == null || up == null
                ? weight
                : merge(weight, down, up, layout.settings().scale());
    }

    /**
     * {@code weight + scale * up down}, computed in float32 and rounded once to the weight's type.
     *
     * @param weight [out, in]
     * @param down [rank, in]
     * @param up [out, rank]
     */
    static Tensor merge(Tensor weight, Tensor down, Tensor up, double scale) {
        Tensor product = torch.mm(up.to(ScalarType.Float), down.to(ScalarType.Float)); // [out, in]
        return weight.to(ScalarType.Float).add(product, new Scalar(scale)).to(weight.scalar_type());
    }

    @Override
    public void close() {
        parameters.close();
    }
}
