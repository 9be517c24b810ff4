package zero4j.vector;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.rollout.PolicyWeights;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelWeights;
import zero4j.weights.ModelWeights.BlockWeights;
import zero4j.weights.ModelWeights.LinearWeights;
import zero4j.weights.ModelWeights.Weight;

/** The weights of a model, packed for the products; overwritten in place by those of newer policies, or somebody else's. */
public final class VectorModel implements AutoCloseable {
    private final ModelConfig config;
    private final boolean half;
    private final Arena arena = Arena.ofShared();
    private final List<Layer> layers;
    private final SharedWeights.Embedding embedding;
    private final PackedMatrix head;
    private final float[] finalNorm;
    private final String headName;
    private final Map<String, Target> targets = new LinkedHashMap<>();
    private final @Nullable SharedWeights shared;

    /** Where a tensor's values go. */
    private record Target(long[] shape, Sink sink) {}

    private interface Sink {
        /** Returns whether all values are finite. */
        boolean fill(Values values);
    }

    /**
     * A model without weights yet.
     *
     * @param half weights are kept in bfloat16
     */
    public VectorModel(ModelConfig config, boolean half) {
        this.config = config;
        this.half = half;
        this.layers = IntStream.range(0, config.layers())
                .mapToObj(_ -> Layer.of(config, half, arena))
                .toList();
        PackedMatrix table = new PackedMatrix(config.vocabSize(), config.hiddenSize(), half, arena);
        this.embedding = table::copyOutput;
        this.shared = null;
        this.head = config.tieWordEmbeddings()
                ? table
                : new PackedMatrix(config.vocabSize(), config.hiddenSize(), half, arena);
        this.finalNorm = new float[config.hiddenSize()];
        head.padWithMinusInfinity(config.tokens());
        ModelWeights weights = config.weights();
        this.headName = weights.head().name();
        nameTargets(weights, table);
    }

    private VectorModel(SharedWeights shared) {
        this.config = shared.config();
        this.half = false;
        this.layers = shared.layers();
        this.embedding = shared.embedding();
        this.head = shared.head();
        this.finalNorm = shared.finalNorm();
        this.headName = config.weights().head().name();
        this.shared = shared;
    }

    /** A model that computes with somebody else's weights. */
    public static VectorModel of(SharedWeights shared) {
        return new VectorModel(shared);
    }

    /** Bytes that the weights of such a model take. */
    public static long bytes(ModelConfig config, boolean half) {
        long vocabulary = PackedMatrix.bytes(config.vocabSize(), config.hiddenSize(), half);
        return config.layers() * Layer.bytes(config, half) + vocabulary * (config.tieWordEmbeddings() ? 1 : 2);
    }

    private void nameTargets(ModelWeights weights, PackedMatrix table) {
        addMatrix(weights.embedding(), table);
        for (int i = 0; i < layers.size(); i++) {
            nameTargets(weights.blocks().get(i), layers.get(i));
        }
        addVector(weights.finalNorm(), finalNorm);
        if (!weights.tied()) {
            addMatrix(weights.head(), head);
        }
        if (!targets.keySet().equals(weights.shapes().keySet())) {
            throw new IllegalStateException("targets " + targets.keySet() + " are not all parameters");
        }
    }

    private void nameTargets(BlockWeights block, Layer layer) {
        addVector(block.attentionNorm(), layer.attentionNorm());
        addLinear(block.qkv(), List.of(layer.qkv()));
        block.queryNorm().ifPresent(norm -> addVector(norm, layer.queryNorm()));
        block.keyNorm().ifPresent(norm -> addVector(norm, layer.keyNorm()));
        addLinear(List.of(block.output()), List.of(layer.output()));
        addVector(block.mlpNorm(), layer.mlpNorm());
        addLinear(block.gateUp(), List.of(layer.gate(), layer.up()));
        addLinear(List.of(block.down()), List.of(layer.down()));
    }

    /** Stored layers under each other fill packed ones under each other, wherever the borders of either are. */
    private void addLinear(List<LinearWeights> stored, List<PackedMatrix> packed) {
        int from = 0;
        for (LinearWeights layer : stored) {
            int first = from;
            Weight matrix = layer.weight();
            add(
                    matrix,
                    values -> fill(
                            packed,
                            first,
                            matrix.rows(),
                            (to, row, count, at) -> to.fill(row, count, values.from((long) at * matrix.columns()))));
            if (layer.biased()) {
                add(
                        layer.bias(),
                        values -> fill(
                                packed,
                                first,
                                matrix.rows(),
                                (to, row, count, at) -> to.fillBias(row, count, values.from(at))));
            }
            from += layer.outputs();
        }
    }

    private interface RowSink {
        /** Fills {@code count} rows from {@code row} on with those of a tensor from {@code at} on; whether all are finite. */
        boolean fill(PackedMatrix to, int row, int count, int at);
    }

    /** Rows {@code first … first + rows} of matrices under each other. */
    private static boolean fill(List<PackedMatrix> packed, int first, int rows, RowSink sink) {
        boolean finite = true;
        int top = 0;
        for (PackedMatrix matrix : packed) {
            int from = Math.max(first, top);
            int to = Math.min(first + rows, top + matrix.outputs());
            if (from < to) {
                finite &= sink.fill(matrix, from - top, to - from, from - first);
            }
            top += matrix.outputs();
        }
        return finite;
    }

    private void addMatrix(Weight weight, PackedMatrix matrix) {
        add(weight, values -> matrix.fill(0, weight.rows(), values));
    }

    private void addVector(Weight weight, float[] vector) {
        add(weight, values -> values.readFinite(0, vector, weight.rows()));
    }

    private void add(Weight weight, Sink sink) {
        targets.put(weight.name(), new Target(weight.shape(), sink));
    }

    /**
     * Overwrites every weight; shared ones are as they were handed over already.
     *
     * @throws UserError if one is missing, unknown, of another shape or not finite; the model is then of no use
     */
    public void load(PolicyWeights weights) {
        if (shared != null) {
            shared.check().accept(weights);
            return;
        }
        Set<String> missing = new TreeSet<>(targets.keySet());
        List<String> problems = new ArrayList<>();
        weights.forEach(tensor -> {
            // Learners with tied embeddings may send the shared matrix under both names.
            if (!(tensor.name().equals(headName) && config.tieWordEmbeddings())) {
                load(tensor, problems);
                missing.remove(tensor.name());
            }
        });
        missing.forEach(name -> problems.add("tensor " + name + " is missing"));
        if (!problems.isEmpty()) {
            int shown = Math.min(3, problems.size());
            String more = problems.size() > shown ? "; and " + (problems.size() - shown) + " more" : "";
            throw new UserError(
                    "the weights do not fit the model: " + String.join("; ", problems.subList(0, shown)) + more);
        }
    }

    private void load(PolicyWeights.Tensor tensor, List<String> problems) {
        Target target = targets.get(tensor.name());
        if (target == null) {
            problems.add("the model has no tensor " + tensor.name());
        } else if (!Arrays.equals(target.shape(), tensor.shape())) {
            problems.add("tensor " + tensor.name() + " has shape " + Arrays.toString(tensor.shape())
                    + ", but config.json implies " + Arrays.toString(target.shape()));
        } else {
            if (!target.sink().fill(Values.of(tensor.data(), tensor.dtype()))) {
                problems.add("tensor " + tensor.name() + " holds NaN or infinite values");
            }
        }
    }

    /** Names of all tensors. */
    public Set<String> names() {
        return config.weights().shapes().keySet();
    }

    public ModelConfig config() {
        return config;
    }

    /** Whether its weights are kept in bfloat16; the cache then is, too. */
    public boolean isHalf() {
        return half;
    }

    /** Whether its weights are somebody else's. */
    public boolean isShared() {
        return shared != null;
    }

    public List<Layer> layers() {
        return layers;
    }

    /** Copies the vector that a token begins as, [width]. */
    public void embed(int token, float[] target, int targetAt) {
        embedding.copy(token, target, targetAt);
    }

    /** The output layer; what is no token scores minus infinity. */
    public PackedMatrix head() {
        return head;
    }

    public float[] finalNorm() {
        return finalNorm;
    }

    /** Bytes of the weights. */
    public long bytes() {
        return bytes(config, half);
    }

    @Override
    public void close() {
        arena.close();
    }
}
