package zero4j.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;
import jdk.incubator.vector.FloatVector;

/**
 * All numbers of a kind behind each other, parameters or their gradient, as pieces for several threads. Sums are taken in double
 * precision, piece by piece and then over the pieces in their order, so their bits do not depend on the threads.
 *
 * @param data float32 [size], outside the heap
 */
public record FlatBuffer(MemorySegment data) {
    /** Elements of a piece: few enough for small models to have several. */
    private static final int PIECE = 1 << 14;
    /** Elements whose squares are summed at a time. */
    private static final int PART = 1024;

    /** Number of elements. */
    public long size() {
        return data.byteSize() / Float.BYTES;
    }

    /** Number of pieces. */
    public int pieces() {
        return Math.toIntExact(Math.ceilDiv(size(), (long) PIECE));
    }

    /** Index of a piece's first element. */
    public long from(int piece) {
        return (long) piece * PIECE;
    }

    /** Elements of a piece. */
    public int length(int piece) {
        return (int) Math.min(PIECE, size() - from(piece));
    }

    /** The Euclidean norm; not finite if and only if one of the elements is not. */
    public double norm(Pieces pieces) {
        return Math.sqrt(sum(pieces, this::squares));
    }

    /** Whether no element is NaN or infinite. */
    public boolean isFinite(Pieces pieces) {
        return Double.isFinite(norm(pieces));
    }

    /** The place of the first element that is NaN or infinite; there must be one. */
    public long firstNotFinite() {
        long at = 0;
        while (Float.isFinite(data.get(ValueLayout.JAVA_FLOAT, at * Float.BYTES))) {
            at++;
        }
        return at;
    }

    /** What {@code ofPiece} gives for the pieces, summed. */
    public double sum(Pieces pieces, IntToDoubleFunction ofPiece) {
        double[] parts = new double[pieces()];
        pieces.each(parts.length, (piece, _) -> parts[piece] = ofPiece.applyAsDouble(piece));
        return Arrays.stream(parts).reduce(0, Double::sum);
    }

    private double squares(int piece) {
        float[] part = new float[PART];
        long at = from(piece);
        int count = length(piece);
        double squares = 0;
        for (int i = 0; i < count; i += PART) {
            int length = Math.min(PART, count - i);
            MemorySegment.copy(data, ValueLayout.JAVA_FLOAT, (at + i) * Float.BYTES, part, 0, length);
            squares += squares(part, length);
        }
        return squares;
    }

    /** The sum of the first squares; no square of a float32 is too large or too small for double precision. */
    public static double squares(float[] values, int count) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i <= count - 4; i += 4) {
            a += (double) values[i] * values[i];
            b += (double) values[i + 1] * values[i + 1];
            c += (double) values[i + 2] * values[i + 2];
            d += (double) values[i + 3] * values[i + 3];
        }
        for (; i < count; i++) {
            a += (double) values[i] * values[i];
        }
        return a + b + (c + d);
    }

    /** Multiplies all elements. */
    public void scale(float factor, Pieces pieces) {
        pieces.each(pieces(), (piece, _) -> scale(piece, factor));
    }

    private void scale(int piece, float factor) {
        long at = from(piece) * Float.BYTES;
        int count = length(piece);
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector.fromMemorySegment(FLOATS, data, at + (long) i * Float.BYTES, ORDER)
                    .mul(factor)
                    .intoMemorySegment(data, at + (long) i * Float.BYTES, ORDER);
        }
        for (; i < count; i++) {
            long element = at + (long) i * Float.BYTES;
            data.set(ValueLayout.JAVA_FLOAT, element, data.get(ValueLayout.JAVA_FLOAT, element) * factor);
        }
    }

    /** Adds those of another as large. */
    public void add(FlatBuffer other, Pieces pieces) {
        pieces.each(pieces(), (piece, _) -> add(piece, other.data));
    }

    private void add(int piece, MemorySegment other) {
        long at = from(piece) * Float.BYTES;
        int count = length(piece);
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            long element = at + (long) i * Float.BYTES;
            FloatVector.fromMemorySegment(FLOATS, data, element, ORDER)
                    .add(FloatVector.fromMemorySegment(FLOATS, other, element, ORDER))
                    .intoMemorySegment(data, element, ORDER);
        }
        for (; i < count; i++) {
            long element = at + (long) i * Float.BYTES;
            data.set(
                    ValueLayout.JAVA_FLOAT,
                    element,
                    data.get(ValueLayout.JAVA_FLOAT, element) + other.get(ValueLayout.JAVA_FLOAT, element));
        }
    }

    /** Makes all elements zero. */
    public void clear(Pieces pieces) {
        pieces.each(
                pieces(),
                (piece, _) -> data.asSlice(from(piece) * Float.BYTES, (long) length(piece) * Float.BYTES)
                        .fill((byte) 0));
    }
}
