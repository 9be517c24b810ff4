package zero4j.engine.vector;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import zero4j.UserError;
import zero4j.rollout.PolicyWeights;
import zero4j.weights.ModelConfig;

/** The weights of a model, packed for the products; overwritten in place by those of newer policies. */
final class VectorModel implements AutoCloseable {
    private static final String HEAD = "lm_head.weight";

    private final ModelConfig config;
    private final boolean half;
    private final Arena arena = Arena.ofShared();
    private final List<Layer> layers;
    private final PackedMatrix embedding;
    private final PackedMatrix head;
    private final float[] finalNorm;
    private final Map<String, Target> targets = new LinkedHashMap<>();

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
    VectorModel(ModelConfig config, boolean half) {
        this.config = config;
        this.half = half;
        this.layers = IntStream.range(0, config.layers())
                .mapToObj(_ -> Layer.of(config, half, arena))
                .toList();
        this.embedding = new PackedMatrix(config.vocabSize(), config.hiddenSize(), half, arena);
        this.head = config.tieWordEmbeddings()
                ? embedding
                : new PackedMatrix(config.vocabSize(), config.hiddenSize(), half, arena);
        this.finalNorm = new float[config.hiddenSize()];
        head.padWithMinusInfinity();
        nameTargets();
    }

    /** Bytes that the weights of such a model take. */
    static long bytes(ModelConfig config, boolean half) {
        long vocabulary = PackedMatrix.bytes(config.vocabSize(), config.hiddenSize(), half);
        return config.layers() * Layer.bytes(config, half) + vocabulary * (config.tieWordEmbeddings() ? 1 : 2);
    }

    private void nameTargets() {
        addMatrix("model.embed_tokens.weight", embedding, 0);
        for (int i = 0; i < layers.size(); i++) {
            nameTargets("model.layers." + i + ".", layers.get(i));
        }
        addVector("model.norm.weight", finalNorm);
        if (!config.tieWordEmbeddings()) {
            addMatrix(HEAD, head, 0);
        }
        if (!targets.keySet().equals(config.parameterShapes().keySet())) {
            throw new IllegalStateException("targets " + targets.keySet() + " are not all parameters");
        }
    }

    private void nameTargets(String prefix, Layer layer) {
        int queries = config.heads() * config.headDim();
        int keys = config.kvHeads() * config.headDim();
        addVector(prefix + "input_layernorm.weight", layer.attentionNorm());
        addLinear(prefix + "self_attn.q_proj", layer.qkv(), 0);
        addLinear(prefix + "self_attn.k_proj", layer.qkv(), queries);
        addLinear(prefix + "self_attn.v_proj", layer.qkv(), queries + keys);
        addVector(prefix + "self_attn.q_norm.weight", layer.queryNorm());
        addVector(prefix + "self_attn.k_norm.weight", layer.keyNorm());
        addLinear(prefix + "self_attn.o_proj", layer.output(), 0);
        addVector(prefix + "post_attention_layernorm.weight", layer.mlpNorm());
        addLinear(prefix + "mlp.gate_proj", layer.gate(), 0);
        addLinear(prefix + "mlp.up_proj", layer.up(), 0);
        addLinear(prefix + "mlp.down_proj", layer.down(), 0);
    }

    private void addLinear(String name, PackedMatrix matrix, int first) {
        addMatrix(name + ".weight", matrix, first);
        add(name + ".bias", shape -> values -> matrix.fillBias(first, (int) shape[0], values));
    }

    private void addMatrix(String name, PackedMatrix matrix, int first) {
        add(name, shape -> values -> matrix.fill(first, (int) shape[0], values));
    }

    private void addVector(String name, float[] vector) {
        add(name, shape -> values -> values.readFinite(0, vector, (int) shape[0]));
    }

    private interface SinkOfShape {
        Sink of(long[] shape);
    }

    /** Only what the configuration has. */
    private void add(String name, SinkOfShape sink) {
        long[] shape = config.parameterShapes().get(name);
        if (shape != null) {
            targets.put(name, new Target(shape, sink.of(shape)));
        }
    }

    /**
     * Overwrites every weight.
     *
     * @throws UserError if one is missing, unknown, of another shape or not finite; the model is then of no use
     */
    void load(PolicyWeights weights) {
        Set<String> missing = new TreeSet<>(targets.keySet());
        List<String> problems = new ArrayList<>();
        weights.forEach(tensor -> {
            // Learners with tied embeddings may send the shared matrix under both names.
            if (!(tensor.name().equals(HEAD) && config.tieWordEmbeddings())) {
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
    Set<String> names() {
        return targets.keySet();
    }

    ModelConfig config() {
        return config;
    }

    /** Whether its weights are kept in bfloat16; the cache then is, too. */
    boolean isHalf() {
        return half;
    }

    List<Layer> layers() {
        return layers;
    }

    PackedMatrix embedding() {
        return embedding;
    }

    /** The output layer; its padding scores minus infinity. */
    PackedMatrix head() {
        return head;
    }

    float[] finalNorm() {
        return finalNorm;
    }

    /** Bytes of the weights. */
    long bytes() {
        return bytes(config, half);
    }

    @Override
    public void close() {
        arena.close();
    }
}
