package zero4j.weights;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The weights of a model by their roles, with names and shapes as its family stores them.
 *
 * @param embedding [vocab, width]
 * @param blocks those of each block
 * @param finalNorm [width]
 * @param head [vocab, width]; not stored if it is tied
 * @param tied whether the embedding serves as head, too
 */
public record ModelWeights(Weight embedding, List<BlockWeights> blocks, Weight finalNorm, Weight head, boolean tied) {

    /**
     * One tensor.
     *
     * @param name in the checkpoint
     * @param rows its first dimension
     * @param columns its second dimension; 0 for a vector
     */
    public record Weight(String name, int rows, int columns) {
        /** Its shape as safetensors files give it. */
        public long[] shape() {
            return columns == 0 ? new long[] {rows} : new long[] {rows, columns};
        }
    }

    /**
     * A linear layer.
     *
     * @param module its name without {@code .weight}
     * @param outputs rows of its matrix
     * @param inputs columns of its matrix
     * @param biased whether it has a bias
     */
    public record LinearWeights(String module, int outputs, int inputs, boolean biased) {
        /** Its matrix, [outputs, inputs]. */
        public Weight weight() {
            return new Weight(module + ".weight", outputs, inputs);
        }

        /** Its bias, [outputs]. */
        public Weight bias() {
            return new Weight(module + ".bias", outputs, 0);
        }

        /** The last word of its name. */
        public String layer() {
            return module.substring(module.lastIndexOf('.') + 1);
        }
    }

    /**
     * The weights of one block.
     *
     * @param attentionNorm [width]
     * @param qkv one layer or three, whose rows are queries, keys and values under each other
     * @param queryNorm [dim], if heads are normed
     * @param keyNorm [dim], if heads are normed
     * @param output from attention to the residual stream
     * @param mlpNorm [width]
     * @param gateUp one layer or two, whose rows are those of gate and up under each other
     * @param down from the MLP to the residual stream
     */
    public record BlockWeights(
            Weight attentionNorm,
            List<LinearWeights> qkv,
            Optional<Weight> queryNorm,
            Optional<Weight> keyNorm,
            LinearWeights output,
            Weight mlpNorm,
            List<LinearWeights> gateUp,
            LinearWeights down) {
        public BlockWeights {
            qkv = List.copyOf(qkv);
            gateUp = List.copyOf(gateUp);
        }

        /** All linear layers in the order of the forward pass. */
        public List<LinearWeights> linear() {
            List<LinearWeights> all = new ArrayList<>(qkv);
            all.add(output);
            all.addAll(gateUp);
            all.add(down);
            return all;
        }
    }

    public ModelWeights {
        blocks = List.copyOf(blocks);
    }

    static ModelWeights of(ModelConfig c) {
        WeightNames names = c.family().names();
        return new ModelWeights(
                new Weight(names.embedding() + ".weight", c.vocabSize(), c.hiddenSize()),
                IntStream.range(0, c.layers())
                        .mapToObj(layer -> block(names, names.block().formatted(layer), c))
                        .toList(),
                new Weight(names.finalNorm() + ".weight", c.hiddenSize(), 0),
                new Weight(names.head() + ".weight", c.vocabSize(), c.hiddenSize()),
                c.tieWordEmbeddings());
    }

    private static BlockWeights block(WeightNames names, String prefix, ModelConfig c) {
        int width = c.hiddenSize();
        int queries = c.heads() * c.headDim();
        int keys = c.kvHeads() * c.headDim();
        int inner = c.intermediateSize();
        return new BlockWeights(
                new Weight(prefix + names.attentionNorm() + ".weight", width, 0),
                linear(prefix, names.qkv(), List.of(queries, keys, keys), width, c.attentionBias()),
                headNorm(prefix + names.queryNorm(), c),
                headNorm(prefix + names.keyNorm(), c),
                new LinearWeights(prefix + names.output(), width, queries, c.attentionOutputBias()),
                new Weight(prefix + names.mlpNorm() + ".weight", width, 0),
                linear(prefix, names.gateUp(), List.of(inner, inner), width, c.mlpBias()),
                new LinearWeights(prefix + names.down(), width, inner, c.mlpBias()));
    }

    private static Optional<Weight> headNorm(String name, ModelConfig c) {
        return c.qkNorm() ? Optional.of(new Weight(name + ".weight", c.headDim(), 0)) : Optional.empty();
    }

    /** A layer for each of the parts, or one that holds all their rows. */
    private static List<LinearWeights> linear(
            String prefix, List<String> names, List<Integer> rows, int inputs, boolean biased) {
        if (names.size() == 1) {
            int all = rows.stream().mapToInt(Integer::intValue).sum();
            return List.of(new LinearWeights(prefix + names.getFirst(), all, inputs, biased));
        }
        return IntStream.range(0, names.size())
                .mapToObj(i -> new LinearWeights(prefix + names.get(i), rows.get(i), inputs, biased))
                .toList();
    }

    /** Shapes of all stored tensors by name, in the order of the forward pass. */
    public Map<String, long[]> shapes() {
        Map<String, long[]> shapes = new LinkedHashMap<>();
        add(shapes, embedding);
        for (BlockWeights block : blocks) {
            add(shapes, block.attentionNorm());
            block.qkv().forEach(layer -> add(shapes, layer));
            block.queryNorm().ifPresent(norm -> add(shapes, norm));
            block.keyNorm().ifPresent(norm -> add(shapes, norm));
            add(shapes, block.output());
            add(shapes, block.mlpNorm());
            block.gateUp().forEach(layer -> add(shapes, layer));
            add(shapes, block.down());
        }
        add(shapes, finalNorm);
        if (!tied) {
            add(shapes, head);
        }
        return Collections.unmodifiableMap(shapes);
    }

    private static void add(Map<String, long[]> shapes, LinearWeights layer) {
        add(shapes, layer.weight());
        if (layer.biased()) {
            add(shapes, layer.bias());
        }
    }

    private static void add(Map<String, long[]> shapes, Weight weight) {
        shapes.put(weight.name(), weight.shape());
    }
}
