package zero4j.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import zero4j.weights.ModelWeights.BlockWeights;
import zero4j.weights.ModelWeights.LinearWeights;
import zero4j.weights.ModelWeights.Weight;

/**
 * Random parameters for a model that is trained from nothing: norms one, biases zero, embeddings normal with std 0.02, other matrices
 * with std 0.06, those that write into the residual stream divided by {@code sqrt(2 layers)}. Meant for models of about a million
 * parameters.
 *
 * <p>A seed gives the numbers of {@code torch.manual_seed} and {@code normal_} on a CPU, up to rounding, for whoever computes with them.
 */
public final class RandomWeights {
    private static final double EMBEDDING_STD = 0.02;
    private static final double WEIGHT_STD = 0.06;

    private final NormalNumbers numbers;
    private final double outputStd;
    private final BiConsumer<Weight, MemorySegment> consumer;

    private RandomWeights(NormalNumbers numbers, int layers, BiConsumer<Weight, MemorySegment> consumer) {
        this.numbers = numbers;
        this.outputStd = WEIGHT_STD / Math.sqrt(2.0 * layers);
        this.consumer = consumer;
    }

    /**
     * Draws them, one tensor after the other.
     *
     * @param consumer gets each tensor of the model and its values, float32, which are gone afterwards
     */
    public static void forEach(ModelConfig config, long seed, BiConsumer<Weight, MemorySegment> consumer) {
        RandomWeights random = new RandomWeights(new NormalNumbers((int) seed), config.layers(), consumer);
        ModelWeights weights = config.weights();
        random.normal(weights.embedding(), EMBEDDING_STD);
        weights.blocks().forEach(random::block);
        random.constant(weights.finalNorm(), 1);
        if (!weights.tied()) {
            random.normal(weights.head(), EMBEDDING_STD);
        }
    }

    private void block(BlockWeights block) {
        constant(block.attentionNorm(), 1);
        block.qkv().forEach(layer -> linear(layer, WEIGHT_STD));
        block.queryNorm().ifPresent(norm -> constant(norm, 1));
        block.keyNorm().ifPresent(norm -> constant(norm, 1));
        linear(block.output(), outputStd);
        constant(block.mlpNorm(), 1);
        block.gateUp().forEach(layer -> linear(layer, WEIGHT_STD));
        linear(block.down(), outputStd);
    }

    private void linear(LinearWeights layer, double std) {
        normal(layer.weight(), std);
        if (layer.biased()) {
            constant(layer.bias(), 0);
        }
    }

    private void normal(Weight weight, double std) {
        give(weight, values -> numbers.fill(values, (float) std));
    }

    private void constant(Weight weight, float value) {
        give(weight, values -> {
            for (long i = 0; i < values.byteSize() / Float.BYTES; i++) {
                values.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
            }
        });
    }

    private void give(Weight weight, Consumer<MemorySegment> fill) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values =
                    arena.allocate(ValueLayout.JAVA_FLOAT, (long) weight.rows() * Math.max(weight.columns(), 1));
            fill.accept(values);
            consumer.accept(weight, values);
        }
    }
}
