package zero4j.weights;

import java.util.ArrayList;
import java.util.List;
import zero4j.weights.ModelWeights.BlockWeights;
import zero4j.weights.ModelWeights.LinearWeights;
import zero4j.weights.ModelWeights.Weight;

/**
 * How a model's parameters lie in one flat buffer, one leaf behind the other: embedding, blocks, final norm, and the output layer
 * if it is not tied. Gradients and the optimizer states of checkpoints have the same order.
 *
 * @param leaves in that order
 */
public record ParameterLayout(List<Leaf> leaves) {
    /**
     * One leaf: tensors of the checkpoint that are multiplied together lie under each other, joined along the first dimension.
     *
     * @param parts checkpoint names with their rows
     * @param columns width of a row; 0 for vectors
     */
    public record Leaf(List<Part> parts, long columns) {
        public Leaf {
            parts = List.copyOf(parts);
        }

        /** The name of the first of its parts. */
        public String name() {
            return parts.getFirst().name();
        }

        /** Rows of all its parts. */
        public long rows() {
            return parts.stream().mapToLong(Part::rows).sum();
        }

        /** Number of its elements. */
        public long size() {
            return rows() * Math.max(columns, 1);
        }

        /** Shape of so many of its rows. */
        public long[] shape(long rows) {
            return columns == 0 ? new long[] {rows} : new long[] {rows, columns};
        }
    }

    /** A checkpoint tensor inside a leaf. */
    public record Part(String name, long rows) {}

    public ParameterLayout {
        leaves = List.copyOf(leaves);
    }

    /** That of a model. */
    public static ParameterLayout of(ModelWeights weights) {
        Builder builder = new Builder();
        builder.add(weights.embedding());
        weights.blocks().forEach(builder::add);
        builder.add(weights.finalNorm());
        if (!weights.tied()) {
            builder.add(weights.head());
        }
        return new ParameterLayout(builder.leaves);
    }

    /** That of one block. */
    public static ParameterLayout of(BlockWeights block) {
        Builder builder = new Builder();
        builder.add(block);
        return new ParameterLayout(builder.leaves);
    }

    /** Number of all elements. */
    public long size() {
        return leaves.stream().mapToLong(Leaf::size).sum();
    }

    /** Where a leaf begins, by the name of its first tensor. */
    public long at(String leaf) {
        long at = 0;
        for (Leaf each : leaves) {
            if (each.name().equals(leaf)) {
                return at;
            }
            at += each.size();
        }
        throw new IllegalStateException("the model has no parameter " + leaf);
    }

    private static final class Builder {
        private final List<Leaf> leaves = new ArrayList<>();

        private void add(BlockWeights block) {
            add(block.attentionNorm());
            addMatrix(block.qkv());
            addBias(block.qkv());
            block.queryNorm().ifPresent(this::add);
            block.keyNorm().ifPresent(this::add);
            addMatrix(List.of(block.output()));
            addBias(List.of(block.output()));
            add(block.mlpNorm());
            addMatrix(block.gateUp());
            addMatrix(List.of(block.down()));
            addBias(block.gateUp());
            addBias(List.of(block.down()));
        }

        private void add(Weight weight) {
            addJoined(List.of(weight));
        }

        private void addMatrix(List<LinearWeights> joined) {
            addJoined(joined.stream().map(LinearWeights::weight).toList());
        }

        private void addBias(List<LinearWeights> joined) {
            if (joined.getFirst().biased()) {
                addJoined(joined.stream().map(LinearWeights::bias).toList());
            }
        }

        private void addJoined(List<Weight> parts) {
            leaves.add(new Leaf(
                    parts.stream()
                            .map(part -> new Part(part.name(), part.rows()))
                            .toList(),
                    parts.getFirst().columns()));
        }
    }
}
