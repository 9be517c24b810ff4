package zero4j.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.jspecify.annotations.Nullable;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.NoGrad;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFamily;
import zero4j.weights.ParameterLayout;
import zero4j.weights.ParameterLayout.Leaf;
import zero4j.weights.ParameterLayout.Part;

/**
 * The trained matrices of low-rank adaptation ({@link LoraSettings}), one pair A, B for each tensor of the checkpoint that is
 * adapted. Always float32, also beside a model in bfloat16, whose 8 bits are too coarse to be trained in; PEFT does the same.
 *
 * <p>The parameters carry the names of PEFT's files. The A matrices of tensors that share their input lie under each other.
 */
public final class Adapter implements AutoCloseable {
    private static final String PREFIX = "base_model.model.";
    private static final String DOWN = ".lora_A.weight";
    private static final String UP = ".lora_B.weight";

    private final LoraSettings settings;
    private final Base base;
    private final Parameters parameters;
    private final ModelFamily family;
    private final Set<String> adapted;

    /**
     * The frozen model that an adapter belongs to.
     *
     * @param name folder it was read from
     * @param fingerprint of its weights, see {@link zero4j.weights.ModelFolder#fingerprint}
     */
    public record Base(String name, String fingerprint) {}

    /** A random A and a zero B, so that it changes nothing yet. */
    Adapter(ModelConfig config, LoraSettings settings, Base base, DeviceAndDtype placement, long seed) {
        this.settings = settings;
        this.base = base;
        this.family = config.family();
        this.adapted = settings.adapted(config);
        List<Leaf> layout = new ArrayList<>();
        ParameterLayout.of(config.weights()).leaves().forEach(leaf -> addLeaves(layout, leaf));
        this.parameters = new Parameters(
                new ParameterLayout(layout), new DeviceAndDtype(placement.where(), ScalarType.Float), Gradients.KEPT);
        initialise(seed);
    }

    private Adapter(Adapter shared) {
        this.settings = shared.settings;
        this.base = shared.base;
        this.family = shared.family;
        this.adapted = shared.adapted;
        this.parameters = new Parameters(shared.parameters, true);
    }

    /** The same matrices with gradients of their own, for another thread. */
    Adapter withOwnGradients() {
        return new Adapter(this);
    }

    private void addLeaves(List<Leaf> layout, Leaf leaf) {
        List<Part> chosen = adaptedOf(leaf);
        if (chosen.isEmpty()) {
            return;
        }
        List<Part> down = chosen.stream()
                .map(part -> new Part(downName(part.name()), settings.rank()))
                .toList();
        layout.add(new Leaf(down, leaf.columns()));
        chosen.forEach(part ->
                layout.add(new Leaf(List.of(new Part(upName(part.name()), part.rows())), settings.rank())));
    }

    private List<Part> adaptedOf(Leaf leaf) {
        return leaf.parts().stream().filter(part -> adapts(part.name())).toList();
    }

    /**
     * Kaiming-uniform with a = sqrt 5 for A, which for a matrix [rank, in] is uniform within 1 / sqrt(in); B stays zero. Drawn
     * on the heap, so that a seed means the same on every device.
     */
    private void initialise(long seed) {
        Random random = new Random(seed);
        try (var _ = new PointerScope();
                var _ = new NoGrad()) {
            parameters.named().forEach((name, tensor) -> {
                if (name.endsWith(DOWN)) {
                    var _ = tensor.copy_(uniform(random, tensor));
                }
            });
        }
    }

    private static Tensor uniform(Random random, Tensor like) {
        double bound = 1 / Math.sqrt((double) like.size(1));
        float[] values = new float[Math.toIntExact(like.numel())];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (bound * (2 * random.nextDouble() - 1));
        }
        return DeviceAndDtype.cpu(ScalarType.Float).floats(values).view(like.sizes());
    }

    /** Name of A in PEFT's files, for the name of the adapted tensor. */
    static String downName(String weight) {
        return PREFIX + module(weight) + DOWN;
    }

    /** Name of B in PEFT's files, for the name of the adapted tensor. */
    static String upName(String weight) {
        return PREFIX + module(weight) + UP;
    }

    private static String module(String weight) {
        return weight.substring(0, weight.length() - ".weight".length());
    }

    /** Rank, scale and adapted layers. */
    public LoraSettings settings() {
        return settings;
    }

    /** The model it belongs to. */
    public Base base() {
        return base;
    }

    /** Its matrices and their gradients, float32, by the names of PEFT's files. */
    public Parameters parameters() {
        return parameters;
    }

    /** Adapted layers by the last word of their names, in the order of the forward pass. */
    List<String> layers() {
        return settings.layers(family);
    }

    /** {@code rank 8, alpha 16, all-linear}. */
    public String inWords() {
        return settings.inWords(family);
    }

    /** Whether a tensor of the model's checkpoint is adapted. */
    boolean adapts(String tensor) {
        return adapted.contains(tensor);
    }

    /** Where what is added to some of the model's leaves begins among its parameters: at their end if nothing is. */
    long at(List<Leaf> leaves) {
        return leaves.stream()
                .flatMap(leaf -> adaptedOf(leaf).stream().limit(1))
                .mapToLong(first -> parameters.at(downName(first.name())))
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
                        part.rows(), adapts(part.name()) ? parameters.leaf(upName(part.name())) : null))
                .toList();
        Tensor down = parameters.leaf(downName(chosen.getFirst().name())); // [adapted * rank, in]
        return new LowRank(settings, down, parts);
    }

    /**
     * An adapted tensor of the checkpoint with its low-rank product added, in the tensor's own type.
     *
     * @param weight [out, in]
     */
    Tensor merged(String name, Tensor weight) {
        Tensor down = parameters.named().get(downName(name)); // [rank, in]
        Tensor up = parameters.named().get(upName(name)); // [out, rank]
        return down == null || up == null ? weight : merge(weight, down, up, settings.scale());
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
