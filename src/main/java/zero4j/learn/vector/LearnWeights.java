package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import zero4j.vector.Lanes;
import zero4j.vector.Layer;
import zero4j.vector.PackedMatrix;
import zero4j.vector.Values;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelWeights;
import zero4j.weights.ModelWeights.BlockWeights;
import zero4j.weights.ModelWeights.LinearWeights;
import zero4j.weights.ModelWeights.Weight;
import zero4j.weights.ParameterLayout;

/**
 * A model's weights packed for both directions, from the flat buffer that they are trained in; the embedding is read from there
 * directly.
 */
final class LearnWeights implements AutoCloseable {
    private final ModelConfig config;
    private final MemorySegment values;
    private final Arena arena;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Places> places = new ArrayList<>();
    private final long finalNormAt;
    private final long headAt;
    private final float[] finalNorm;
    private final PackedMatrix head;
    private final PackedMatrix headBack;
    private final List<Runnable> fills = new ArrayList<>();

    /**
     * One block. The matrices of the way back are transposed: from gradients of outputs to those of inputs.
     *
     * @param gateUpBack its inputs are the gradients of gate and up, each padded to whole panels
     */
    record Block(
            Layer layer,
            PackedMatrix qkvBack,
            PackedMatrix outputBack,
            PackedMatrix gateUpBack,
            PackedMatrix downBack) {}

    /** Where a block's parameters begin in the flat buffer; biases that there are not, nowhere. */
    record Places(
            long attentionNorm,
            long qkv,
            long queryNorm,
            long keyNorm,
            long output,
            long mlpNorm,
            long gateUp,
            long down,
            Optional<Long> qkvBias,
            Optional<Long> outputBias,
            Optional<Long> gateUpBias,
            Optional<Long> downBias) {}

    /** @param values float32, laid out as {@link ParameterLayout} says; to be packed by {@link #fills} */
    LearnWeights(ModelConfig config, MemorySegment values) {
        this(config, values, Arena.ofShared());
    }

    /** @param arena of the packed weights, closed with this */
    LearnWeights(ModelConfig config, MemorySegment values, Arena arena) {
        this.config = config;
        this.values = values;
        this.arena = arena;
        ModelWeights weights = config.weights();
        ParameterLayout layout = ParameterLayout.of(weights);
        int width = config.hiddenSize();
        for (BlockWeights block : weights.blocks()) {
            places.add(places(layout, block));
            blocks.add(block(config));
            addFills(blocks.getLast(), places.getLast());
        }
        finalNormAt = layout.at(weights.finalNorm().name());
        headAt = weights.tied() ? 0 : layout.at(weights.head().name());
        finalNorm = new float[width];
        fills.add(() -> read(finalNormAt, finalNorm));
        int tokens = config.tokens();
        head = new PackedMatrix(tokens, width, false, arena);
        head.padWithMinusInfinity(tokens);
        headBack = new PackedMatrix(width, tokens, false, arena);
        for (int first = 0; first < tokens; first += 1 << 13) {
            int from = first;
            int count = Math.min(1 << 13, tokens - first);
            fills.add(() -> head.fill(from, count, at(headAt + (long) from * width)));
            fills.add(() -> headBack.fillTransposed(from, count, at(headAt + (long) from * width)));
        }
    }

    private static Places places(ParameterLayout layout, BlockWeights block) {
        return new Places(
                layout.at(block.attentionNorm().name()),
                matrix(layout, block.qkv().getFirst()),
                block.queryNorm().map(Weight::name).map(layout::at).orElse(0L),
                block.keyNorm().map(Weight::name).map(layout::at).orElse(0L),
                matrix(layout, block.output()),
                layout.at(block.mlpNorm().name()),
                matrix(layout, block.gateUp().getFirst()),
                matrix(layout, block.down()),
                bias(layout, block.qkv().getFirst()),
                bias(layout, block.output()),
                bias(layout, block.gateUp().getFirst()),
                bias(layout, block.down()));
    }

    private static long matrix(ParameterLayout layout, LinearWeights linear) {
        return layout.at(linear.weight().name());
    }

    private static Optional<Long> bias(ParameterLayout layout, LinearWeights linear) {
        return linear.biased() ? Optional.of(layout.at(linear.bias().name())) : Optional.empty();
    }

    private Block block(ModelConfig c) {
        Layer layer = Layer.of(c, false, arena);
        return new Block(
                layer,
                new PackedMatrix(c.hiddenSize(), layer.qkv().outputs(), false, arena),
                new PackedMatrix(layer.output().inputs(), c.hiddenSize(), false, arena),
                new PackedMatrix(c.hiddenSize(), 2 * Lanes.padded(c.intermediateSize()), false, arena),
                new PackedMatrix(c.intermediateSize(), c.hiddenSize(), false, arena));
    }

    private void addFills(Block block, Places at) {
        Layer layer = block.layer();
        int inner = config.intermediateSize();
        long up = at.gateUp() + (long) inner * config.hiddenSize();
        fills.add(() -> fill(layer.qkv(), at.qkv(), at.qkvBias(), 0));
        fills.add(() -> fill(layer.output(), at.output(), at.outputBias(), 0));
        fills.add(() -> fill(layer.gate(), at.gateUp(), at.gateUpBias(), 0));
        fills.add(() -> fill(layer.up(), up, at.gateUpBias(), inner));
        fills.add(() -> fill(layer.down(), at.down(), at.downBias(), 0));
        fills.add(() -> block.qkvBack().fillTransposed(0, layer.qkv().outputs(), at(at.qkv())));
        fills.add(() -> block.outputBack().fillTransposed(0, layer.output().outputs(), at(at.output())));
        fills.add(() -> {
            block.gateUpBack().fillTransposed(0, inner, at(at.gateUp()));
            block.gateUpBack().fillTransposed(Lanes.padded(inner), inner, at(up));
        });
        fills.add(() -> block.downBack().fillTransposed(0, layer.down().outputs(), at(at.down())));
        fills.add(() -> {
            read(at.attentionNorm(), layer.attentionNorm());
            read(at.mlpNorm(), layer.mlpNorm());
            read(at.queryNorm(), layer.queryNorm());
            read(at.keyNorm(), layer.keyNorm());
        });
    }

    private void fill(PackedMatrix matrix, long weights, Optional<Long> bias, int firstBias) {
        matrix.fill(0, matrix.outputs(), at(weights));
        bias.ifPresent(start -> matrix.fillBias(0, matrix.outputs(), at(start + firstBias)));
    }

    private Values at(long first) {
        return Values.of(values.asSlice(first * Float.BYTES), "F32");
    }

    private void read(long from, float[] target) {
        MemorySegment.copy(values, ValueLayout.JAVA_FLOAT, from * Float.BYTES, target, 0, target.length);
    }

    /** What packs the values as they are now, in pieces that can be done at the same time. */
    List<Runnable> fills() {
        return fills;
    }

    List<Block> blocks() {
        return blocks;
    }

    /** Where each block's parameters are. */
    List<Places> places() {
        return places;
    }

    /** Copies a row of the embedding. */
    void embed(int token, float[] target, int targetAt) {
        int width = config.hiddenSize();
        MemorySegment.copy(values, ValueLayout.JAVA_FLOAT, (long) token * width * Float.BYTES, target, targetAt, width);
    }

    float[] finalNorm() {
        return finalNorm;
    }

    long finalNormAt() {
        return finalNormAt;
    }

    /** The output layer for the tokens, without the rows that are padding; its own padding scores minus infinity. */
    PackedMatrix head() {
        return head;
    }

    /** The same transposed. */
    PackedMatrix headBack() {
        return headBack;
    }

    /** Where the output layer's parameters begin: those of the embedding if it is tied. */
    long headAt() {
        return headAt;
    }

    @Override
    public void close() {
        arena.close();
    }
}
