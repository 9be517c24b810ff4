package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import org.jspecify.annotations.Nullable;
import zero4j.vector.Exponential;
import zero4j.vector.Lanes;
import zero4j.vector.PackedMatrix;
import zero4j.vector.PanelRows;
import zero4j.vector.Pieces;
import zero4j.vector.WeightGradient;

/**
 * Log-probabilities of given tokens from final hidden states, and their gradients in closed form. Logits are computed for a block of
 * tokens and a chunk of the vocabulary at a time, and once more for the gradients: what is kept of a distribution is its largest
 * logit and its sum.
 *
 * <p>With probabilities p, target t and entropy H, the gradient of log p_t for logit j is {@code [j = t] - p_j}, and that of H is
 * {@code -p_j (log p_j + H)}; both are divided by the temperature.
 */
final class VectorLogprobs implements AutoCloseable {
    /** Tokens whose logits a thread has at a time. */
    private static final int ROWS = 64;
    /** Tokens of the vocabulary whose logits a thread has at a time. */
    private static final int CHUNK = Math.ceilDiv(2048, Lanes.PANEL) * Lanes.PANEL;
    /** Rows of the head whose gradient a thread adds to at a time. */
    private static final int HEAD_ROWS = 2 * Lanes.PANEL;
    /** Gradients of logits that are kept: 16 MB. */
    private static final int KEPT = 1 << 22;
    /** Below, a probability relative to the largest is 0, but minus infinity times 0 is no number. */
    private static final float LOWEST = -1000f;

    private final PackedMatrix head;
    private final PackedMatrix transposed;
    private final int vocabulary;
    private final int width;
    private final float factor;
    private final int kept;
    private final int chunk;
    private final Pieces pieces;
    private final Scratch[] scratch;
    private Arena arena = Arena.ofShared();
    private MemorySegment room = MemorySegment.NULL; // for gradients of logits

    /** What a thread computes with. */
    private static final class Scratch {
        private final float[] hidden; // [ROWS, stride of hidden]
        private final float[] logits; // [ROWS, chunk]
        private final float[] exponentials; // [chunk]
        private final float[] lanes = new float[COUNT];
        private final float[] others = new float[COUNT];
        private final WeightGradient weights = new WeightGradient();

        private Scratch(int stride, int chunk) {
            hidden = new float[ROWS * stride];
            logits = new float[ROWS * chunk];
            exponentials = new float[chunk];
        }
    }

    /**
     * Scored tokens, with what the way back needs. Distributions are those of logits divided by the temperature.
     *
     * @param logprobs [scored], log-probability (nats) of each target
     * @param entropies [scored], entropy (nats) of each distribution
     * @param largest [scored], the largest logit
     * @param logSums [scored], logarithm of the sum over the vocabulary of e to the power of what a logit is above the largest
     */
    record Scores(float[] logprobs, float[] entropies, float[] largest, double[] logSums) {
        /** Of so many tokens that are not scored yet. */
        static Scores of(int count) {
            return new Scores(new float[count], new float[count], new float[count], new double[count]);
        }
    }

    /**
     * @param head [vocabulary or more, width]; what is no token scores minus infinity
     * @param transposed [width, vocabulary or more], the same weights
     * @param vocabulary number of tokens
     * @param temperature of the sampling distribution, above 0
     */
    VectorLogprobs(PackedMatrix head, PackedMatrix transposed, int vocabulary, double temperature, Pieces pieces) {
        this(head, transposed, vocabulary, temperature, pieces, KEPT);
    }

    /** @param kept gradients of logits that are in memory at a time, if they are at least a panel of each token */
    VectorLogprobs(
            PackedMatrix head, PackedMatrix transposed, int vocabulary, double temperature, Pieces pieces, int kept) {
        this.head = head;
        this.transposed = transposed;
        this.vocabulary = vocabulary;
        this.width = transposed.outputs();
        this.factor = (float) (1 / temperature);
        this.kept = kept;
        this.chunk = chunk(vocabulary);
        this.pieces = pieces;
        scratch = new Scratch[pieces.members()];
        for (int i = 0; i < scratch.length; i++) {
            scratch[i] = new Scratch(transposed.stride(), chunk);
        }
    }

    /** Bytes outside the heap that the way back of so many scored tokens takes. */
    static long bytes(int vocabulary, int scored) {
        return PanelRows.bytes(scored, span(vocabulary, scored, KEPT));
    }

    /** Tokens of the vocabulary whose logits have their gradients in memory, all scored tokens' at a time. */
    private static int span(int vocabulary, int scored, int kept) {
        int affordable = Math.max(1, kept / Math.max(1, scored) / Lanes.PANEL) * Lanes.PANEL;
        return Math.min(chunk(vocabulary), affordable);
    }

    private static int chunk(int vocabulary) {
        return Math.min(CHUNK, Lanes.padded(vocabulary));
    }

    /** Floats of a row of hidden states: the width, padded to whole panels. */
    int stride() {
        return transposed.stride();
    }

    /**
     * Scores targets.
     *
     * @param hidden [scored, width]
     * @param targets [scored]
     */
    Scores score(PanelRows hidden, int[] targets) {
        Scores scores = Scores.of(targets.length);
        pieces.each(
                Math.ceilDiv(targets.length, ROWS),
                (block, member) -> score(hidden, targets, block * ROWS, scores, scratch[member]));
        return scores;
    }

    private void score(PanelRows hidden, int[] targets, int first, Scores scores, Scratch own) {
        int rows = Math.min(ROWS, targets.length - first);
        load(hidden, first, rows, own.hidden);
        Distribution[] distributions = new Distribution[rows];
        Arrays.setAll(distributions, _ -> new Distribution());
        for (int from = 0; from < vocabulary; from += chunk) {
            int columns = Math.min(chunk, vocabulary - from);
            int padded = logits(own, rows, from, columns);
            for (int row = 0; row < rows; row++) {
                int target = targets[first + row] - from;
                if (target >= 0 && target < columns) {
                    distributions[row].target = own.logits[row * padded + target];
                }
                extend(distributions[row], own, row * padded, Lanes.wholeRegisters(columns));
            }
        }
        for (int row = 0; row < rows; row++) {
            Distribution d = distributions[row];
            double logSum = Math.log(d.sum);
            scores.largest[first + row] = d.largest;
            scores.logSums[first + row] = logSum;
            scores.logprobs[first + row] = (float) (((double) d.target - d.largest) * factor - logSum);
            scores.entropies[first + row] = (float) (logSum - d.weighted / d.sum);
        }
    }

    /** What is known of a distribution from a part of the vocabulary. */
    private static final class Distribution {
        private float largest = Float.NEGATIVE_INFINITY;
        /** Of e^z, where z is what a logit is above the largest, divided by the temperature. */
        private double sum;
        /** Of z e^z. */
        private double weighted;

        private float target;

        /** Makes sums relative to another largest logit. */
        private void raise(float most, float factor) {
            if (sum > 0) {
                double z = ((double) largest - most) * factor;
                double scale = Math.exp(z);
                weighted = (weighted + z * sum) * scale;
                sum *= scale;
            }
            largest = most;
        }
    }

    /** Takes in the logits of a row, a multiple of the lanes. */
    private void extend(Distribution d, Scratch own, int at, int count) {
        float most = Math.max(d.largest, largest(own, at, count));
        if (most != d.largest) {
            d.raise(most, factor);
        }
        Exponential.relative(own.logits, at, count, most, factor, own.exponentials, 0);
        FloatVector sum = FloatVector.zero(FLOATS);
        FloatVector weighted = FloatVector.zero(FLOATS);
        for (int i = 0; i < count; i += COUNT) {
            FloatVector e = FloatVector.fromArray(FLOATS, own.exponentials, i);
            FloatVector z = FloatVector.fromArray(FLOATS, own.logits, at + i)
                    .sub(most)
                    .mul(factor)
                    .max(LOWEST);
            sum = sum.add(e);
            weighted = z.fma(e, weighted);
        }
        sum.intoArray(own.lanes, 0);
        weighted.intoArray(own.others, 0);
        d.sum += Lanes.sum(own.lanes);
        d.weighted += Lanes.sum(own.others);
    }

    private static float largest(Scratch own, int at, int count) {
        FloatVector most = FloatVector.fromArray(FLOATS, own.logits, at);
        for (int i = COUNT; i < count; i += COUNT) {
            most = most.max(FloatVector.fromArray(FLOATS, own.logits, at + i));
        }
        most.intoArray(own.lanes, 0);
        float largest = own.lanes[0];
        for (int i = 1; i < COUNT; i++) {
            largest = Math.max(largest, own.lanes[i]);
        }
        return largest;
    }

    /**
     * Gradients from those of log-probs and entropies.
     *
     * @param hidden as it was scored
     * @param targets as they were scored
     * @param gradient of the loss for the log-probs, [scored]
     * @param entropyGradient of the loss for the entropies, [scored]; null if the loss has no such term
     * @param hiddenGradient float32 [scored, stride], overwritten
     * @param headGradient float32 [vocabulary or more, width], grows; null if the layer is frozen
     */
    void backward(
            Scores scores,
            PanelRows hidden,
            int[] targets,
            float[] gradient,
            float @Nullable [] entropyGradient,
            MemorySegment hiddenGradient,
            @Nullable MemorySegment headGradient) {
        if (targets.length > 0) {
            new Backward(scores, hidden, targets, gradient, entropyGradient, hiddenGradient, headGradient).run();
        }
    }

    /** One way back, chunk by chunk of the vocabulary. */
    private final class Backward {
        private final Scores scores;
        private final PanelRows hidden;
        private final int[] targets;
        private final float[] gradient;
        private final float @Nullable [] entropyGradient;
        private final MemorySegment hiddenGradient;
        private final @Nullable MemorySegment headGradient;
        private final int count;
        private final int span;

        private Backward(
                Scores scores,
                PanelRows hidden,
                int[] targets,
                float[] gradient,
                float @Nullable [] entropyGradient,
                MemorySegment hiddenGradient,
                @Nullable MemorySegment headGradient) {
            this.scores = scores;
            this.hidden = hidden;
            this.targets = targets;
            this.gradient = gradient;
            this.entropyGradient = entropyGradient;
            this.hiddenGradient = hiddenGradient;
            this.headGradient = headGradient;
            count = targets.length;
            span = span(vocabulary, count, kept);
        }

        private void run() {
            // [scored, span]: for its rows of the head, a thread needs those of all tokens.
            PanelRows logits = PanelRows.in(room(PanelRows.bytes(count, span)), count);
            for (int start = 0; start < vocabulary; start += span) {
                int from = start;
                int columns = Math.min(span, vocabulary - from);
                pieces.each(
                        Math.ceilDiv(count, ROWS),
                        (block, member) -> passTokens(logits, block * ROWS, from, columns, scratch[member]));
                if (headGradient != null) {
                    MemorySegment rows = headGradient.asSlice((long) from * width * Float.BYTES);
                    pieces.each(
                            Math.ceilDiv(columns, HEAD_ROWS),
                            (piece, member) ->
                                    passHead(logits, piece * HEAD_ROWS, columns, rows, scratch[member].weights));
                }
            }
        }

        /** What a block of tokens has to do with some of the vocabulary. */
        private void passTokens(PanelRows gradients, int first, int from, int columns, Scratch own) {
            int rows = Math.min(ROWS, count - first);
            load(hidden, first, rows, own.hidden);
            int stride = logits(own, rows, from, columns);
            for (int row = 0; row < rows; row++) {
                int scored = first + row;
                passLogits(scored, own, row * stride, Lanes.wholeRegisters(columns));
                int target = targets[scored] - from;
                if (target >= 0 && target < columns) {
                    own.logits[row * stride + target] += gradient[scored] * factor;
                }
                gradients.store(scored, 0, columns, 1, own.logits, row * stride);
            }
            if (from == 0) {
                Arrays.fill(own.hidden, 0, rows * stride(), 0);
            } else {
                MemorySegment.copy(
                        hiddenGradient, ValueLayout.JAVA_FLOAT, rowAt(first), own.hidden, 0, rows * stride());
            }
            transposed.multiplyAdd(
                    own.logits, 0, stride, rows, from, columns, 0, transposed.panels(), own.hidden, 0, stride());
            MemorySegment.copy(own.hidden, 0, hiddenGradient, ValueLayout.JAVA_FLOAT, rowAt(first), rows * stride());
        }

        /** Makes the logits of a row their gradient, but for that of the target itself. */
        private void passLogits(int scored, Scratch own, int at, int count) {
            float largest = scores.largest[scored];
            double logSum = scores.logSums[scored];
            float slope = entropyGradient == null ? 0 : entropyGradient[scored] * factor;
            float level = (float) (gradient[scored] * factor + slope * (scores.entropies[scored] - logSum));
            float inverse = (float) -Math.exp(-logSum);
            Exponential.relative(own.logits, at, count, largest, factor, own.exponentials, 0);
            FloatVector levels = FloatVector.broadcast(FLOATS, level);
            FloatVector slopes = FloatVector.broadcast(FLOATS, slope);
            for (int i = 0; i < count; i += COUNT) {
                FloatVector e = FloatVector.fromArray(FLOATS, own.exponentials, i);
                FloatVector z = FloatVector.fromArray(FLOATS, own.logits, at + i)
                        .sub(largest)
                        .mul(factor)
                        .max(LOWEST);
                e.mul(inverse).mul(z.fma(slopes, levels)).intoArray(own.logits, at + i);
            }
        }

        private void passHead(PanelRows gradients, int first, int columns, MemorySegment rows, WeightGradient weights) {
            int end = Math.min(columns, first + HEAD_ROWS);
            weights.add(gradients, 0, hidden, count, first, end, rows, width);
        }
    }

    /** Memory of arbitrary content, the same again unless more is needed. */
    private MemorySegment room(long bytes) {
        if (room.byteSize() < bytes) {
            room = MemorySegment.NULL;
            arena.close();
            arena = Arena.ofShared();
            room = arena.allocate(bytes, Lanes.BYTES);
        }
        return room;
    }

    private void load(PanelRows rows, int first, int count, float[] target) {
        for (int row = 0; row < count; row++) {
            rows.load(first + row, 0, stride(), target, row * stride());
        }
    }

    private long rowAt(int row) {
        return (long) row * stride() * Float.BYTES;
    }

    /** Computes the logits of the loaded rows, a span of the vocabulary wide; returns the stride. */
    private int logits(Scratch own, int rows, int from, int columns) {
        int stride = Lanes.padded(columns);
        int panel = from / Lanes.PANEL;
        // The product puts its columns where they are in the whole matrix.
        int at = -from;
        head.multiply(own.hidden, 0, stride(), rows, panel, panel + stride / Lanes.PANEL, own.logits, at, stride);
        return stride;
    }

    @Override
    public void close() {
        arena.close();
    }
}
