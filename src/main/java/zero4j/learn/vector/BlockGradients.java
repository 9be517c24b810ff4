package zero4j.learn.vector;

import static zero4j.vector.Lanes.PANEL;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import zero4j.learn.LearnBatch;
import zero4j.vector.Lanes;
import zero4j.vector.PanelRows;
import zero4j.vector.WeightGradient;
import zero4j.weights.ModelConfig;

/** Gradients of the weights of blocks and of the embedding, from what all rows have left behind: each thread has some of the outputs. */
final class BlockGradients {
    /** Columns of the embedding that a thread adds to at once. */
    private static final int COLUMNS = 64;

    private final ModelConfig config;
    private final LearnWeights weights;
    private final NormSums norms;
    private final LearnTeam team;
    private final List<WeightGradient> sums;
    private final List<float[]> columns;

    BlockGradients(ModelConfig config, LearnWeights weights, NormSums norms, LearnTeam team) {
        this.config = config;
        this.weights = weights;
        this.norms = norms;
        this.team = team;
        this.sums = IntStream.range(0, team.most())
                .mapToObj(_ -> new WeightGradient())
                .toList();
        this.columns = IntStream.range(0, team.most())
                .mapToObj(_ -> new float[COLUMNS])
                .toList();
    }

    /**
     * A linear layer.
     *
     * @param dy gradients of its outputs, of the first one in column {@code dyColumn}
     * @param at where its weights begin in the flat buffer
     */
    private record Linear(
            PanelRows dy, int dyColumn, PanelRows x, int outputs, int inputs, long at, Optional<Long> bias) {
        long cost() {
            return (long) outputs * inputs;
        }
    }

    /** Outputs {@code from … to} of a layer. */
    private record Piece(Linear linear, int from, int to) {
        long cost() {
            return (long) (to - from) * linear.inputs();
        }
    }

    /** Adds those of a block; to be called within a pass of the team. */
    void add(int index, int rows, Activations kept, MemorySegment gradients) {
        List<Piece> pieces = pieces(index, kept);
        LearnWeights.Places at = weights.places().get(index);
        team.each(pieces.size() + 1, (piece, member) -> {
            if (piece == pieces.size()) {
                norms.addTo(gradients, at, BlockForward.pieces(rows));
            } else {
                add(pieces.get(piece), rows, gradients, sums.get(member));
            }
        });
    }

    private static void add(Piece piece, int rows, MemorySegment gradients, WeightGradient sum) {
        Linear l = piece.linear();
        MemorySegment target = gradients.asSlice(l.at() * Float.BYTES);
        sum.add(l.dy(), l.dyColumn(), l.x(), rows, piece.from(), piece.to(), target, l.inputs());
        l.bias()
                .ifPresent(at -> sum.addBias(
                        l.dy(), l.dyColumn(), rows, piece.from(), piece.to(), gradients.asSlice(at * Float.BYTES)));
    }

    /** Of each layer as many for every thread, and of equal size, as far as whole panels go. */
    private List<Piece> pieces(int index, Activations kept) {
        List<Linear> layers = layers(index, kept);
        int threads = team.members();
        long all = layers.stream().mapToLong(Linear::cost).sum();
        long most = Math.ceilDiv(all, 4L * threads);
        List<Piece> pieces = new ArrayList<>();
        for (Linear layer : layers) {
            int panels = Lanes.padded(layer.outputs()) / PANEL;
            long wanted = Math.ceilDiv(Math.ceilDiv(layer.cost(), most), threads) * threads;
            int count = (int) Math.min(wanted, panels);
            for (int i = 0; i < count; i++) {
                int from = panels * i / count * PANEL;
                int to = panels * (i + 1) / count * PANEL;
                pieces.add(new Piece(layer, from, Math.min(layer.outputs(), to)));
            }
        }
        pieces.sort(Comparator.comparingLong(Piece::cost).reversed());
        return pieces;
    }

    private List<Linear> layers(int index, Activations kept) {
        LearnWeights.Places at = weights.places().get(index);
        int width = config.hiddenSize();
        int between = config.intermediateSize();
        int queries = config.heads() * config.headDim();
        int qkv = queries + 2 * config.kvHeads() * config.headDim();
        Activations.Inner inner = kept.inner(index);
        Activations.Back back = kept.back();
        return List.of(
                linear(inner.gateUp(), back.mlpInput(), between, width, at.gateUp(), at.gateUpBias()),
                new Linear(
                        inner.gateUp(),
                        Lanes.padded(between),
                        back.mlpInput(),
                        between,
                        width,
                        at.gateUp() + (long) between * width,
                        at.gateUpBias().map(bias -> bias + between)),
                linear(kept.input(index + 1), back.gated(), width, between, at.down(), at.downBias()),
                linear(inner.middle(), inner.attended(), width, queries, at.output(), at.outputBias()),
                linear(kept.ofQkv(index), back.attentionInput(), qkv, width, at.qkv(), at.qkvBias()));
    }

    private static Linear linear(PanelRows dy, PanelRows x, int outputs, int inputs, long at, Optional<Long> bias) {
        return new Linear(dy, 0, x, outputs, inputs, at, bias);
    }

    /** Adds the rows' gradients to those of their tokens; to be called within a pass of the team. */
    void addToEmbedding(LearnBatch batch, PanelRows ofInput, MemorySegment gradients) {
        int width = config.hiddenSize();
        FlatRows target = new FlatRows(gradients, width);
        team.each(Math.ceilDiv(width, COLUMNS), (piece, member) -> {
            int from = piece * COLUMNS;
            int count = Math.min(COLUMNS, width - from);
            float[] added = columns.get(member);
            for (int row = 0; row < batch.rows(); row++) {
                ofInput.load(row, from, count, added, 0);
                target.add(batch.token(row), from, count, added, 0);
            }
        });
    }
}
