package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import zero4j.learn.LearnBatch;
import zero4j.learn.TokenGradients;
import zero4j.learn.TokenScores;
import zero4j.vector.Lanes;
import zero4j.vector.PanelRows;
import zero4j.vector.RowMath;
import zero4j.weights.ModelConfig;

/** From the residual stream of the last block to log-probs, entropies and values of the scored tokens, and back. */
final class OutputLayer implements AutoCloseable {
    private static final int ROWS = 64;

    private final ModelConfig config;
    private final LearnWeights weights;
    private final LearnTeam team;
    private final VectorLogprobs logprobs;
    private final int width;
    private final List<Member> members;
    private Arena arena = Arena.ofShared();
    private int capacity;
    private FlatRows residual; // [scored, width]
    private PanelRows states; // [scored, width], normed
    private FlatRows back; // [scored, width], gradients of the states, then of the residual stream
    private VectorLogprobs.Scores scores = VectorLogprobs.Scores.of(0);
    private float[] values = {};
    private final List<float[]> normSums = new ArrayList<>();
    private final List<float[]> headSums = new ArrayList<>();

    OutputLayer(ModelConfig config, LearnWeights weights, LearnTeam team, double temperature) {
        this.config = config;
        this.weights = weights;
        this.team = team;
        this.logprobs = new VectorLogprobs(weights.head(), weights.headBack(), config.tokens(), temperature, team);
        this.width = Lanes.padded(config.hiddenSize());
        this.members =
                IntStream.range(0, team.most()).mapToObj(_ -> new Member()).toList();
        this.residual = new FlatRows(MemorySegment.NULL, width);
        this.states = new PanelRows(MemorySegment.NULL, 0);
        this.back = residual;
    }

    private void prepare(int scored) {
        if (scored > capacity) {
            capacity = scored;
            arena.close();
            arena = Arena.ofShared();
            residual = rows(scored);
            states = PanelRows.of(arena, scored, width);
            back = rows(scored);
        }
        values = new float[scored];
        while (normSums.size() < pieces(scored)) {
            normSums.add(new float[config.hiddenSize()]);
            headSums.add(new float[config.hiddenSize() + 1]);
        }
    }

    private FlatRows rows(int rows) {
        return new FlatRows(arena.allocate((long) rows * width * Float.BYTES, Long.BYTES * 8L), width);
    }

    /** Bytes that it keeps outside the heap for so many scored tokens. */
    static long bytes(ModelConfig config, int scored) {
        int width = Lanes.padded(config.hiddenSize());
        return 2L * scored * width * Float.BYTES + PanelRows.bytes(scored, width);
    }

    private static int pieces(int scored) {
        return Math.ceilDiv(scored, ROWS);
    }

    /**
     * Scores all scored tokens; to be called within a pass of the team.
     *
     * @param last the residual stream behind the last block
     * @param head weights and bias of the value head, [width + 1]; empty for none
     */
    TokenScores score(LearnBatch batch, PanelRows last, float[] head) {
        prepare(batch.scored());
        team.each(pieces(batch.scored()), (piece, member) -> members.get(member).norm(batch, last, head, piece));
        scores = logprobs.score(states, batch.targets());
        return new TokenScores(scores.logprobs(), scores.entropies(), head.length == 0 ? head : values);
    }

    /**
     * Adds the gradients of output layer and final norm, and overwrites those of the residual stream.
     *
     * @param headGradient gets that of the value head added, [width + 1]; empty without one
     */
    void back(
            LearnBatch batch,
            TokenGradients found,
            float[] head,
            float[] headGradient,
            PanelRows ofLast,
            MemorySegment gradients) {
        int scored = batch.scored();
        logprobs.backward(
                scores,
                states,
                batch.targets(),
                found.logprobs(),
                found.entropies().length == 0 ? null : found.entropies(),
                back.data(),
                gradients.asSlice(weights.headAt() * Float.BYTES));
        team.each(pieces(scored), (piece, member) -> members.get(member).back(scored, found, head, piece));
        FlatRows norm = new FlatRows(gradients.asSlice(weights.finalNormAt() * Float.BYTES), 0);
        for (int piece = 0; piece < pieces(scored); piece++) {
            norm.add(0, 0, config.hiddenSize(), normSums.get(piece), 0);
            if (head.length > 0) {
                RowMath.add(headGradient, 0, headSums.get(piece), 0, head.length);
            }
        }
        team.each(
                BlockForward.pieces(batch.rows()),
                (piece, member) -> members.get(member).spread(batch, ofLast, piece));
    }

    /** What a thread needs for itself. */
    private final class Member {
        private final RowMath math = new RowMath();
        private final RowGradients rowGradients = new RowGradients();
        private final float[] x = new float[ROWS * width];
        private final float[] normed = new float[ROWS * width];
        private final float[] gradient = new float[ROWS * width];
        private final float[] added = new float[ROWS * width];
        private final float[] sum = new float[BlockForward.ROWS * width];

        void norm(LearnBatch batch, PanelRows last, float[] head, int piece) {
            int first = piece * ROWS;
            int count = Math.min(ROWS, batch.scored() - first);
            for (int i = 0; i < count; i++) {
                last.load(batch.scoredRow(first + i), 0, width, x, i * width);
                math.norm(x, i * width, weights.finalNorm(), (float) config.rmsNormEps(), normed, i * width);
                states.store(first + i, 0, width, 1, normed, i * width);
                if (head.length > 0) {
                    values[first + i] = head[config.hiddenSize()]
                            + rowGradients.dot(normed, i * width, head, 0, config.hiddenSize());
                }
            }
            residual.store(first, count, x);
        }

        void back(int scored, TokenGradients found, float[] head, int piece) {
            int first = piece * ROWS;
            int count = Math.min(ROWS, scored - first);
            back.load(first, count, gradient);
            float[] ofHead = headSums.get(piece);
            Arrays.fill(ofHead, 0);
            if (head.length > 0) {
                for (int i = 0; i < count; i++) {
                    states.load(first + i, 0, width, normed, i * width);
                }
                throughHead(found.values(), first, count, head, ofHead);
            }
            residual.load(first, count, x);
            Arrays.fill(added, 0);
            float[] ofNorm = normSums.get(piece);
            Arrays.fill(ofNorm, 0);
            for (int i = 0; i < count; i++) {
                int at = i * width;
                rowGradients.norm(
                        x, at, weights.finalNorm(), (float) config.rmsNormEps(), gradient, at, added, at, ofNorm, 0);
            }
            back.store(first, count, added);
        }

        private void throughHead(float[] ofValues, int first, int count, float[] head, float[] ofHead) {
            int inputs = config.hiddenSize();
            for (int i = 0; i < count; i++) {
                float of = ofValues[first + i];
                for (int c = 0; c < inputs; c++) {
                    gradient[i * width + c] += of * head[c];
                    ofHead[c] += of * normed[i * width + c];
                }
                ofHead[inputs] += of;
            }
        }

        /** Sums the gradients of scored tokens that are predicted from the same row. */
        void spread(LearnBatch batch, PanelRows ofLast, int piece) {
            int first = piece * BlockForward.ROWS;
            int count = BlockForward.rows(batch.rows(), piece);
            Arrays.fill(sum, 0, count * width, 0);
            for (int row = 0; row < count; row++) {
                for (int i = batch.firstOfRow(first + row); i < batch.firstOfRow(first + row + 1); i++) {
                    back.load(batch.byRow(i), 0, width, x, 0);
                    RowMath.add(sum, row * width, x, 0, width);
                }
                ofLast.store(first + row, 0, width, 1, sum, row * width);
            }
        }
    }

    @Override
    public void close() {
        logprobs.close();
        arena.close();
    }
}
