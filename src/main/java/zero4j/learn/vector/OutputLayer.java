package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;
import zero4j.learn.TokenGradients;
import zero4j.learn.TokenScores;
import zero4j.vector.Exponential;
import zero4j.vector.Lanes;
import zero4j.vector.PackedMatrix;
import zero4j.vector.RowMath;
import zero4j.vector.WeightGradient;
import zero4j.weights.ModelConfig;

/**
 * From the residual stream of the last block to log-probs, entropies and values of the scored tokens, and back. With probabilities
 * p, target t and entropy H, the gradient of log p_t for logit j is {@code [j = t] - p_j}, and that of H is
 * {@code -p_j (log p_j + H)}. Logits are in memory for some tokens only; the way back computes them again.
 */
final class OutputLayer implements AutoCloseable {
    private static final int MOST_ROWS = 64;
    private static final int FEWEST_ROWS = 8;
    /** Logits of a piece: 4 MB. */
    private static final int PIECE_LOGITS = 1 << 20;
    /** Logits whose gradients are in memory at the same time: 64 MB. */
    private static final int LOGITS = 1 << 24;

    private final ModelConfig config;
    private final LearnWeights weights;
    private final LearnTeam team;
    private final double temperature;
    private final int width;
    private final int stride;
    private final int pieceRows;
    private final int chunkRows;
    private final List<Member> members;
    private Arena arena = Arena.ofShared();
    private int capacity;
    private Rows residual; // [scored, width]
    private Rows states; // [scored, width], normed
    private Rows ofResidual; // [scored, width]
    private Rows ofLogits; // [chunk, vocab]
    private float[] logprobs = {};
    private float[] entropies = {};
    private float[] values = {};
    private final List<float[]> normSums = new ArrayList<>();
    private final List<float[]> headSums = new ArrayList<>();

    OutputLayer(ModelConfig config, LearnWeights weights, LearnTeam team, double temperature) {
        this.config = config;
        this.weights = weights;
        this.team = team;
        this.temperature = temperature;
        this.width = Lanes.padded(config.hiddenSize());
        this.stride = weights.head().stride();
        this.pieceRows = Math.clamp(PIECE_LOGITS / stride, FEWEST_ROWS, MOST_ROWS);
        this.chunkRows = Math.max(1, LOGITS / stride / pieceRows) * pieceRows;
        this.members =
                IntStream.range(0, team.members()).mapToObj(_ -> new Member()).toList();
        this.residual = new Rows(MemorySegment.NULL, width);
        this.states = residual;
        this.ofResidual = residual;
        this.ofLogits = residual;
    }

    private void prepare(int scored) {
        if (scored > capacity) {
            capacity = scored;
            arena.close();
            arena = Arena.ofShared();
            residual = rows(scored, width);
            states = rows(scored, width);
            ofResidual = rows(scored, width);
            ofLogits = rows(Math.min(chunkRows, scored), stride);
        }
        logprobs = new float[scored];
        entropies = new float[scored];
        values = new float[scored];
        while (normSums.size() < pieces(scored)) {
            normSums.add(new float[config.hiddenSize()]);
            headSums.add(new float[config.hiddenSize() + 1]);
        }
    }

    private Rows rows(int rows, int floats) {
        return new Rows(arena.allocate((long) rows * floats * Float.BYTES, Long.BYTES * 8L), floats);
    }

    private int pieces(int scored) {
        return Math.ceilDiv(scored, pieceRows);
    }

    /**
     * Scores all scored tokens; to be called within a pass of the team.
     *
     * @param last the residual stream behind the last block
     * @param head weights and bias of the value head, [width + 1]; empty for none
     */
    TokenScores score(LearnBatch batch, Rows last, float[] head) {
        prepare(batch.scored());
        team.each(pieces(batch.scored()), (piece, member) -> members.get(member).score(batch, last, head, piece));
        return new TokenScores(logprobs, entropies, head.length == 0 ? head : values);
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
            Rows ofLast,
            MemorySegment gradients) {
        int scored = batch.scored();
        for (int from = 0; from < scored; from += chunkRows) {
            int first = from;
            int count = Math.min(chunkRows, scored - first);
            team.each(
                    pieces(count),
                    (piece, member) -> members.get(member).back(batch, found, head, first / pieceRows + piece, first));
            addToHead(first, count, gradients);
        }
        Rows norm = new Rows(gradients.asSlice(weights.finalNormAt() * Float.BYTES), 0);
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

    private void addToHead(int first, int count, MemorySegment gradients) {
        int tokens = config.tokens();
        int range = Lanes.padded(Math.clamp(Math.ceilDiv(tokens, 4 * team.members()), 1, 512));
        MemorySegment x = states.data().asSlice(states.at(first, 0));
        MemorySegment target = gradients.asSlice(weights.headAt() * Float.BYTES);
        team.each(
                Math.ceilDiv(tokens, range),
                (piece, member) -> members.get(member)
                        .sums
                        .add(
                                ofLogits.data(),
                                stride,
                                x,
                                width,
                                count,
                                piece * range,
                                Math.min(tokens, (piece + 1) * range),
                                target,
                                config.hiddenSize()));
    }

    /** What a thread needs for itself. */
    private final class Member {
        private final RowMath math = new RowMath();
        private final RowGradients back = new RowGradients();
        private final WeightGradient sums = new WeightGradient();
        private final float[] lanes = new float[COUNT];
        private final float[] x = new float[pieceRows * width];
        private final float[] normed = new float[pieceRows * width];
        private final float[] gradient = new float[pieceRows * width];
        private final float[] added = new float[pieceRows * width];
        private final float[] logits = new float[pieceRows * stride];
        private final float[] probs = new float[stride];
        private final float[] sum = new float[BlockForward.ROWS * width];

        void score(LearnBatch batch, Rows last, float[] head, int piece) {
            int first = piece * pieceRows;
            int count = Math.min(pieceRows, batch.scored() - first);
            for (int i = 0; i < count; i++) {
                last.load(batch.scoredRow(first + i), 0, width, x, i * width);
                math.norm(x, i * width, weights.finalNorm(), (float) config.rmsNormEps(), normed, i * width);
            }
            residual.store(first, count, x);
            states.store(first, count, normed);
            logits(count);
            for (int i = 0; i < count; i++) {
                int at = i * stride;
                float most = most(at);
                Exponential.relative(logits, at, stride, most, 1, probs, 0);
                float total = sum(probs);
                float log = (float) Math.log(total);
                logprobs[first + i] = logits[at + batch.target(first + i)] - most - log;
                entropies[first + i] = log - relativeMean(at, most) / total;
                if (head.length > 0) {
                    values[first + i] =
                            head[config.hiddenSize()] + back.dot(normed, i * width, head, 0, config.hiddenSize());
                }
            }
        }

        private void logits(int count) {
            PackedMatrix matrix = weights.head();
            matrix.multiply(normed, 0, width, count, 0, matrix.panels(), logits, 0, stride);
            if (temperature != 1) {
                float scale = (float) (1 / temperature);
                for (int i = 0; i < count * stride; i += COUNT) {
                    FloatVector.fromArray(FLOATS, logits, i).mul(scale).intoArray(logits, i);
                }
            }
        }

        private float most(int at) {
            FloatVector highest = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
            for (int i = at; i < at + stride; i += COUNT) {
                FloatVector score = FloatVector.fromArray(FLOATS, logits, i);
                highest = highest.blend(score, score.compare(VectorOperators.GT, highest));
            }
            return highest.reduceLanes(VectorOperators.MAX);
        }

        private float sum(float[] numbers) {
            FloatVector total = FloatVector.zero(FLOATS);
            for (int i = 0; i < stride; i += COUNT) {
                total = total.add(FloatVector.fromArray(FLOATS, numbers, i));
            }
            total.intoArray(lanes, 0);
            return Lanes.sum(lanes);
        }

        /** The sum of logits relative to the highest, weighted with their exponentials; padding has none. */
        private float relativeMean(int at, float most) {
            FloatVector total = FloatVector.zero(FLOATS);
            for (int i = 0; i < stride; i += COUNT) {
                FloatVector weight = FloatVector.fromArray(FLOATS, probs, i);
                FloatVector relative =
                        FloatVector.fromArray(FLOATS, logits, at + i).sub(most);
                total = weight.fma(relative.blend(0f, weight.compare(VectorOperators.EQ, 0f)), total);
            }
            total.intoArray(lanes, 0);
            return Lanes.sum(lanes);
        }

        void back(LearnBatch batch, TokenGradients found, float[] head, int piece, int chunk) {
            int first = piece * pieceRows;
            int count = Math.min(pieceRows, batch.scored() - first);
            states.load(first, count, normed);
            logits(count);
            for (int i = 0; i < count; i++) {
                float ofEntropy = found.entropies().length == 0 ? 0 : found.entropies()[first + i];
                ofLogits(
                        i * stride,
                        batch.target(first + i),
                        found.logprobs()[first + i],
                        ofEntropy,
                        entropies[first + i]);
            }
            ofLogits.store(first - chunk, count, logits);
            PackedMatrix matrix = weights.headBack();
            matrix.multiply(logits, 0, stride, count, 0, matrix.panels(), gradient, 0, width);
            float[] ofHead = headSums.get(piece);
            Arrays.fill(ofHead, 0);
            if (head.length > 0) {
                throughHead(found.values(), first, count, head, ofHead);
            }
            residual.load(first, count, x);
            Arrays.fill(added, 0);
            float[] ofNorm = normSums.get(piece);
            Arrays.fill(ofNorm, 0);
            for (int i = 0; i < count; i++) {
                int at = i * width;
                back.norm(x, at, weights.finalNorm(), (float) config.rmsNormEps(), gradient, at, added, at, ofNorm, 0);
            }
            ofResidual.store(first, count, added);
        }

        /** Overwrites logits with their gradients. */
        private void ofLogits(int at, int target, float ofLogprob, float ofEntropy, float entropy) {
            float most = most(at);
            Exponential.relative(logits, at, stride, most, 1, probs, 0);
            float total = sum(probs);
            float shift = entropy - most - (float) Math.log(total); // log p + H = logit + shift
            float scale = (float) (1 / temperature);
            for (int i = 0; i < stride; i += COUNT) {
                FloatVector weight = FloatVector.fromArray(FLOATS, probs, i);
                FloatVector logit =
                        FloatVector.fromArray(FLOATS, logits, at + i).blend(0f, weight.compare(VectorOperators.EQ, 0f));
                logit.add(shift)
                        .mul(-ofEntropy)
                        .sub(ofLogprob)
                        .mul(weight)
                        .mul(scale / total)
                        .intoArray(logits, at + i);
            }
            logits[at + target] += ofLogprob * scale;
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
        void spread(LearnBatch batch, Rows ofLast, int piece) {
            int first = piece * BlockForward.ROWS;
            int count = BlockForward.rows(batch.rows(), piece);
            Arrays.fill(sum, 0, count * width, 0);
            for (int row = 0; row < count; row++) {
                for (int i = batch.firstOfRow(first + row); i < batch.firstOfRow(first + row + 1); i++) {
                    ofResidual.load(batch.byRow(i), 0, width, x, 0);
                    RowMath.add(sum, row * width, x, 0, width);
                }
            }
            ofLast.store(first, count, sum);
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}
