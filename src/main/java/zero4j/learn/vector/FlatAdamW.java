package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import jdk.incubator.vector.FloatVector;
import zero4j.UserError;
import zero4j.learn.AdamWSettings;
import zero4j.vector.FlatBuffer;
import zero4j.vector.Pieces;
import zero4j.weights.Dtype;
import zero4j.weights.SafetensorsFile;
import zero4j.weights.SafetensorsWriter;

/**
 * AdamW (arXiv 1711.05101) over flat buffers of float32 in one pass over memory, by the formula of torch's fused one, operation by
 * operation: {@code p = p (1 - lr wd); m += (1 - b1) (g - m); v = b2 v + (1 - b2) g^2; p -= lr / (1 - b1^n) m / (sqrt(v) / sqrt(1 -
 * b2^n) + eps)} in step n.
 */
final class FlatAdamW {
    /** Elements whose changes are summed at a time. */
    private static final int PART = 1024;

    private static final String FIRST = "first_moment";
    private static final String SECOND = "second_moment";
    private static final String STEPS = "steps";

    private final AdamWSettings settings;
    private final FlatBuffer values;
    private final FlatBuffer gradients;
    private final FlatBuffer firstMoment;
    private final FlatBuffer secondMoment;
    private long steps;

    /** What all elements have in common in a step. */
    private record Factors(
            float kept, float beta2, float first, float second, float correction, float eps, float rate) {

        static Factors of(AdamWSettings settings, double learningRate, long step) {
            double correction1 = 1 - Math.pow(settings.beta1(), (double) step);
            double correction2 = 1 - Math.pow(settings.beta2(), (double) step);
            return new Factors(
                    (float) (1 - learningRate * settings.weightDecay()),
                    (float) settings.beta2(),
                    (float) (1 - settings.beta1()),
                    (float) (1 - settings.beta2()),
                    (float) Math.sqrt(correction2),
                    (float) settings.eps(),
                    (float) -(learningRate / correction1));
        }
    }

    /**
     * One whose moments are zero.
     *
     * @param values changed in place
     * @param gradients of the same size
     * @param arena of the moments
     */
    FlatAdamW(FlatBuffer values, FlatBuffer gradients, AdamWSettings settings, Arena arena) {
        this.settings = settings;
        this.values = values;
        this.gradients = gradients;
        firstMoment = zeros(values.size(), arena);
        secondMoment = zeros(values.size(), arena);
    }

    private static FlatBuffer zeros(long size, Arena arena) {
        return new FlatBuffer(arena.allocate(size * Float.BYTES, Long.BYTES * 8L));
    }

    /**
     * Applies the gradients.
     *
     * @return how far the parameters moved (Euclidean)
     */
    double step(double learningRate, Pieces pieces) {
        steps++;
        Factors factors = Factors.of(settings, learningRate, steps);
        return Math.sqrt(values.sum(pieces, piece -> step(piece, factors)));
    }

    /** Steps some elements; returns the sum of the squares of their changes. */
    private double step(int piece, Factors factors) {
        float[] changes = new float[PART];
        long end = values.from(piece) + values.length(piece);
        double squares = 0;
        for (long i = values.from(piece); i < end; i += PART) {
            int count = (int) Math.min(PART, end - i);
            int whole = count - count % COUNT;
            stepRegisters(i * Float.BYTES, whole, factors, changes);
            for (int k = whole; k < count; k++) {
                changes[k] = stepElement((i + k) * Float.BYTES, factors);
            }
            squares += FlatBuffer.squares(changes, count);
        }
        return squares;
    }

    private void stepRegisters(long start, int count, Factors factors, float[] changes) {
        MemorySegment p = values.data();
        MemorySegment g = gradients.data();
        MemorySegment m = firstMoment.data();
        MemorySegment v = secondMoment.data();
        FloatVector first = FloatVector.broadcast(FLOATS, factors.first());
        for (int i = 0; i < count; i += COUNT) {
            long at = start + (long) i * Float.BYTES;
            FloatVector gradient = FloatVector.fromMemorySegment(FLOATS, g, at, ORDER);
            FloatVector mean = FloatVector.fromMemorySegment(FLOATS, m, at, ORDER);
            mean = first.fma(gradient.sub(mean), mean);
            mean.intoMemorySegment(m, at, ORDER);
            FloatVector square =
                    FloatVector.fromMemorySegment(FLOATS, v, at, ORDER).mul(factors.beta2());
            square = gradient.mul(factors.second()).fma(gradient, square);
            square.intoMemorySegment(v, at, ORDER);
            FloatVector deviation = square.sqrt().div(factors.correction()).add(factors.eps());
            FloatVector before = FloatVector.fromMemorySegment(FLOATS, p, at, ORDER);
            FloatVector after =
                    before.mul(factors.kept()).add(mean.mul(factors.rate()).div(deviation));
            after.intoMemorySegment(p, at, ORDER);
            after.sub(before).intoArray(changes, i);
        }
    }

    /** The same for one element; returns its change. */
    private float stepElement(long at, Factors factors) {
        float gradient = get(gradients, at);
        float mean = get(firstMoment, at);
        mean = Math.fma(factors.first(), gradient - mean, mean);
        set(firstMoment, at, mean);
        float square = Math.fma(gradient * factors.second(), gradient, get(secondMoment, at) * factors.beta2());
        set(secondMoment, at, square);
        float deviation = (float) Math.sqrt(square) / factors.correction() + factors.eps();
        float before = get(values, at);
        float after = before * factors.kept() + mean * factors.rate() / deviation;
        set(values, at, after);
        return after - before;
    }

    private static float get(FlatBuffer buffer, long at) {
        return buffer.data().get(ValueLayout.JAVA_FLOAT, at);
    }

    private static void set(FlatBuffer buffer, long at, float value) {
        buffer.data().set(ValueLayout.JAVA_FLOAT, at, value);
    }

    /** The moving mean of the gradients. */
    FlatBuffer firstMoment() {
        return firstMoment;
    }

    /** The moving mean of the gradients' squares. */
    FlatBuffer secondMoment() {
        return secondMoment;
    }

    /** Steps taken. */
    long steps() {
        return steps;
    }

    /** Goes on behind so many steps, whose moments the caller has written. */
    void resume(long steps) {
        this.steps = steps;
    }

    /** The moments and the number of steps, as files have them. */
    List<SafetensorsWriter.Entry> state() {
        MemorySegment taken = MemorySegment.ofArray(new float[] {steps});
        return List.of(
                moment(FIRST, firstMoment),
                moment(SECOND, secondMoment),
                new SafetensorsWriter.Entry(STEPS, Dtype.F32, new long[0], () -> taken));
    }

    private static SafetensorsWriter.Entry moment(String name, FlatBuffer moment) {
        return new SafetensorsWriter.Entry(name, Dtype.F32, new long[] {moment.size()}, moment::data);
    }

    /** The name of a moment that is not finite. */
    Optional<String> notFinite(Pieces pieces) {
        if (!firstMoment.isFinite(pieces)) {
            return Optional.of(FIRST);
        }
        return secondMoment.isFinite(pieces) ? Optional.empty() : Optional.of(SECOND);
    }

    /**
     * Goes on behind what a file has.
     *
     * @throws UserError if something is missing, of another size or not finite
     */
    void read(SafetensorsFile file, Pieces pieces) {
        read(file, FIRST, firstMoment, pieces);
        read(file, SECOND, secondMoment, pieces);
        float taken = stored(file, STEPS, 1).get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0);
        if (!(taken >= 0 && Float.isFinite(taken))) {
            throw notFinite(file, STEPS);
        }
        resume((long) taken);
    }

    private static void read(SafetensorsFile file, String name, FlatBuffer into, Pieces pieces) {
        into.data().copyFrom(stored(file, name, into.size()));
        if (!into.isFinite(pieces)) {
            throw notFinite(file, name);
        }
    }

    private static UserError notFinite(SafetensorsFile file, String name) {
        return new UserError(file.path() + ": " + name + " holds NaN or infinite values");
    }

    private static MemorySegment stored(SafetensorsFile file, String name, long elements) {
        MemorySegment stored = file.data(name);
        if (stored.byteSize() != elements * Float.BYTES) {
            throw new UserError(file.path() + ": " + name + " has size " + stored.byteSize() + ", but the model needs "
                    + elements * Float.BYTES);
        }
        return stored;
    }
}
