package zero4j.learn.vector;

import static zero4j.vector.Lanes.COUNT;
import static zero4j.vector.Lanes.FLOATS;
import static zero4j.vector.Lanes.ORDER;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import jdk.incubator.vector.FloatVector;
import zero4j.UserError;
import zero4j.vector.FlatBuffer;
import zero4j.vector.Pieces;
import zero4j.vector.Values;
import zero4j.weights.AdapterLayout;
import zero4j.weights.LoraSettings;
import zero4j.weights.ModelFolder;
import zero4j.weights.TensorInfo;

/**
 * The matrices A and B of an adapter, and the way between them and the model's own: with the frozen W and the scale s the model
 * computes with {@code W + s B A}, and of that matrix's gradient G they have {@code s B^T G} and {@code s G A^T}. The frozen weights
 * are read from their folder each time, so they are in memory only where the system keeps the file.
 *
 * <p>Every sum is taken in an order that shapes decide, whoever does which piece.
 */
final class FlatAdapter implements AutoCloseable {
    /** Rows that are merged, or columns whose gradients are summed, in one piece. */
    private static final int PIECE = 64;

    private final AdapterLayout layout;
    private final ModelFolder base;
    private final FlatParameters parameters;
    private final FlatBuffer values;
    private final FlatBuffer gradients;
    private final List<Part> rows = new ArrayList<>();
    private final List<Part> columns = new ArrayList<>();

    /**
     * An adapted matrix of the model.
     *
     * @param frozen its values, [outputs, inputs]
     * @param at where it begins among the model's parameters
     * @param down where A [rank, inputs] begins among the adapter's
     * @param up where B [outputs, rank] begins there
     */
    private record Adapted(Values frozen, long at, int outputs, int inputs, long down, long up) {}

    /** Some rows, or columns, of an adapted matrix. */
    private record Part(Adapted matrix, int from, int until) {}

    /**
     * A random A and a zero B, so that it changes nothing yet.
     *
     * @param base whose weights the model has; closed with this
     * @param arena of the matrices
     */
    FlatAdapter(ModelFolder base, LoraSettings settings, long seed, FlatParameters ofModel, Arena arena) {
        this.base = base;
        this.layout = AdapterLayout.of(base.config(), settings, AdapterLayout.Base.of(base));
        this.parameters = new FlatParameters(layout.layout());
        this.values = parameters.zeros(arena);
        this.gradients = parameters.zeros(arena);
        layout.drawDown(
                seed,
                (name, drawn) -> MemorySegment.copy(
                        drawn,
                        0,
                        values.data(),
                        ValueLayout.JAVA_FLOAT,
                        parameters.at(name) * Float.BYTES,
                        drawn.length));
        for (String name : ofModel.names()) {
            if (settings.adapted(base.config()).contains(name)) {
                add(name, ofModel.at(name));
            }
        }
    }

    private void add(String name, long at) {
        TensorInfo info = base.tensor(name);
        Adapted matrix = new Adapted(
                Values.of(base.data(name), info.dtype().name()),
                at,
                (int) info.shape()[0],
                (int) info.shape()[1],
                parameters.at(AdapterLayout.downName(name)),
                parameters.at(AdapterLayout.upName(name)));
        for (int from = 0; from < matrix.outputs(); from += PIECE) {
            rows.add(new Part(matrix, from, Math.min(from + PIECE, matrix.outputs())));
        }
        for (int from = 0; from < matrix.inputs(); from += PIECE) {
            columns.add(new Part(matrix, from, Math.min(from + PIECE, matrix.inputs())));
        }
    }

    AdapterLayout layout() {
        return layout;
    }

    /** The names of the matrices, and where they lie in {@link #values}. */
    FlatParameters parameters() {
        return parameters;
    }

    FlatBuffer values() {
        return values;
    }

    /** As {@link #differentiate} left them. */
    FlatBuffer gradients() {
        return gradients;
    }

    /**
     * Gives the model's adapted weights what they are with the adapter, or without. The sum over the rank is rounded before it is scaled,
     * as LibTorch's product is.
     */
    void merge(boolean adapted, FlatBuffer model, Pieces pieces) {
        pieces.each(
                rows.size(),
                (piece, _) -> merge(rows.get(piece), adapted ? layout.settings().rank() : 0, model));
    }

    private void merge(Part part, int rank, FlatBuffer model) {
        Adapted matrix = part.matrix();
        int inputs = matrix.inputs();
        float[] row = new float[inputs];
        float[] factors = new float[rank];
        for (int output = part.from(); output < part.until(); output++) {
            matrix.frozen().read((long) output * inputs, row, inputs);
            for (int r = 0; r < rank; r++) {
                factors[r] = get(values, matrix.up() + (long) output * rank + r);
            }
            add(factors, matrix, row);
            long target = (matrix.at() + (long) output * inputs) * Float.BYTES;
            MemorySegment.copy(row, 0, model.data(), ValueLayout.JAVA_FLOAT, target, inputs);
        }
    }

    /** Adds the scaled sum of A's rows times their factors. */
    private void add(float[] factors, Adapted matrix, float[] row) {
        MemorySegment down = values.data();
        float scale = (float) layout.settings().scale();
        int i = 0;
        for (; i <= row.length - COUNT; i += COUNT) {
            FloatVector sum = FloatVector.zero(FLOATS);
            for (int r = 0; r < factors.length; r++) {
                long at = (matrix.down() + (long) r * row.length + i) * Float.BYTES;
                sum = FloatVector.fromMemorySegment(FLOATS, down, at, ORDER)
                        .fma(FloatVector.broadcast(FLOATS, factors[r]), sum);
            }
            sum.fma(FloatVector.broadcast(FLOATS, scale), FloatVector.fromArray(FLOATS, row, i))
                    .intoArray(row, i);
        }
        for (; i < row.length; i++) {
            float sum = 0;
            for (int r = 0; r < factors.length; r++) {
                sum = Math.fma(get(values, matrix.down() + (long) r * row.length + i), factors[r], sum);
            }
            row[i] = Math.fma(sum, scale, row[i]);
        }
    }

    /** Replaces the adapter's gradients by what follows from those of the model's merged weights. */
    void differentiate(FlatBuffer model, Pieces pieces) {
        pieces.each(rows.size(), (piece, _) -> ofUp(rows.get(piece), model));
        pieces.each(columns.size(), (piece, _) -> ofDown(columns.get(piece), model));
    }

    private void ofUp(Part part, FlatBuffer model) {
        Adapted matrix = part.matrix();
        int rank = layout.settings().rank();
        float scale = (float) layout.settings().scale();
        float[] lanes = new float[COUNT];
        for (int output = part.from(); output < part.until(); output++) {
            long row = matrix.at() + (long) output * matrix.inputs();
            for (int r = 0; r < rank; r++) {
                long down = matrix.down() + (long) r * matrix.inputs();
                set(
                        gradients,
                        matrix.up() + (long) output * rank + r,
                        scale * dot(model, row, down, matrix.inputs(), lanes));
            }
        }
    }

    /** The product of a row of the model's gradients and one of A. */
    private float dot(FlatBuffer model, long row, long down, int count, float[] lanes) {
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - COUNT; i += COUNT) {
            FloatVector gradient = FloatVector.fromMemorySegment(FLOATS, model.data(), (row + i) * Float.BYTES, ORDER);
            sums = FloatVector.fromMemorySegment(FLOATS, values.data(), (down + i) * Float.BYTES, ORDER)
                    .fma(gradient, sums);
        }
        sums.intoArray(lanes, 0);
        float sum = 0;
        for (float lane : lanes) {
            sum += lane;
        }
        for (; i < count; i++) {
            sum = Math.fma(get(model, row + i), get(values, down + i), sum);
        }
        return sum;
    }

    private void ofDown(Part part, FlatBuffer model) {
        int rank = layout.settings().rank();
        int whole = part.from() + (part.until() - part.from()) / COUNT * COUNT;
        for (int r = 0; r < rank; r++) {
            ofDown(part, r, whole, model);
        }
    }

    /** @param whole columns up to this one fill registers */
    private void ofDown(Part part, int r, int whole, FlatBuffer model) {
        Adapted matrix = part.matrix();
        int count = part.until() - part.from();
        float[] sums = new float[count];
        for (int output = 0; output < matrix.outputs(); output++) {
            float factor = scaledUp(matrix, output, r);
            long row = matrix.at() + (long) output * matrix.inputs() + part.from();
            int i = 0;
            for (; i < whole - part.from(); i += COUNT) {
                FloatVector.fromMemorySegment(FLOATS, model.data(), (row + i) * Float.BYTES, ORDER)
                        .fma(FloatVector.broadcast(FLOATS, factor), FloatVector.fromArray(FLOATS, sums, i))
                        .intoArray(sums, i);
            }
            for (; i < count; i++) {
                sums[i] = Math.fma(get(model, row + i), factor, sums[i]);
            }
        }
        long target = (matrix.down() + (long) r * matrix.inputs() + part.from()) * Float.BYTES;
        MemorySegment.copy(sums, 0, gradients.data(), ValueLayout.JAVA_FLOAT, target, count);
    }

    private float scaledUp(Adapted matrix, int output, int r) {
        int rank = layout.settings().rank();
        return (float) layout.settings().scale() * get(values, matrix.up() + (long) output * rank + r);
    }

    /**
     * Reads the matrices of a checkpoint.
     *
     * @throws UserError if they belong to another adapter or base, or are not finite
     */
    void restore(Path folder) {
        layout.restore(folder, (file, name) -> {
            TensorInfo info = file.tensor(name);
            if (!info.dtype().isParameterType()) {
                throw new UserError(
                        file.path() + ": " + name + " is stored as " + info.dtype() + "; expected F32, BF16 or F16");
            }
            int count = Math.toIntExact(info.shape()[0] * info.shape()[1]);
            float[] read = new float[count];
            if (!Values.of(file.data(name), info.dtype().name()).readFinite(0, read, count)) {
                throw new UserError("the weight " + name + " of " + file.path() + " holds NaN or infinite values");
            }
            MemorySegment.copy(
                    read, 0, values.data(), ValueLayout.JAVA_FLOAT, parameters.at(name) * Float.BYTES, count);
        });
    }

    private static float get(FlatBuffer buffer, long at) {
        return buffer.data().get(ValueLayout.JAVA_FLOAT, at * Float.BYTES);
    }

    private static void set(FlatBuffer buffer, long at, float value) {
        buffer.data().set(ValueLayout.JAVA_FLOAT, at * Float.BYTES, value);
    }

    @Override
    public void close() {
        base.close();
    }
}
