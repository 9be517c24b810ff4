package zero4j.model;

import java.util.ArrayList;
import java.util.List;
import zero4j.model.Parameters.Leaf;
import zero4j.model.Parameters.Part;
import zero4j.weights.ModelWeights;
import zero4j.weights.ModelWeights.BlockWeights;
import zero4j.weights.ModelWeights.LinearWeights;
import zero4j.weights.ModelWeights.Weight;

/** A model's weights as leaves of its parameters: joined where one product serves several. */
final class ParameterLayout {
    private final List<Leaf> leaves = new ArrayList<>();

    private ParameterLayout() {}

    /** The order is that of the flat buffer, which optimizer states in checkpoints have, too. */
    static List<Leaf> of(ModelWeights weights) {
        ParameterLayout layout = new ParameterLayout();
        layout.add(weights.embedding());
        weights.blocks().forEach(layout::add);
        layout.add(weights.finalNorm());
        if (!weights.tied()) {
            layout.add(weights.head());
        }
        return List.copyOf(layout.leaves);
    }

    /** Those of one block. */
    static List<Leaf> of(BlockWeights block) {
        ParameterLayout layout = new ParameterLayout();
        layout.add(block);
        return List.copyOf(layout.leaves);
    }

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
                parts.stream().map(part -> new Part(part.name(), part.rows())).toList(),
                parts.getFirst().columns()));
    }
}
