package zero4j.learn.vector;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import zero4j.UserError;
import zero4j.rollout.PolicyWeights;
import zero4j.vector.FlatBuffer;
import zero4j.vector.Values;
import zero4j.weights.Dtype;
import zero4j.weights.ModelConfig;
import zero4j.weights.ModelFolder;
import zero4j.weights.ParameterLayout;
import zero4j.weights.ParameterLayout.Leaf;
import zero4j.weights.ParameterLayout.Part;
import zero4j.weights.SafetensorsWriter;
import zero4j.weights.TensorInfo;

/** The names of a model's parameters, and where they lie in flat buffers. */
final class FlatParameters {
    /** Elements that are converted at a time. */
    private static final int PART = 1 << 16;

    private final long size;
    private final List<Place> places;

    /** Where a tensor begins, and its shape. */
    private record Place(String name, long[] shape, long at, long count) {}

    /** Those of a model. */
    FlatParameters(ModelConfig config) {
        this(ParameterLayout.of(config.weights()));
    }

    FlatParameters(ParameterLayout layout) {
        List<Place> found = new ArrayList<>();
        long at = 0;
        for (Leaf leaf : layout.leaves()) {
            for (Part part : leaf.parts()) {
                long count = part.rows() * Math.max(leaf.columns(), 1);
                found.add(new Place(part.name(), leaf.shape(part.rows()), at, count));
                at += count;
            }
        }
        this.size = at;
        this.places = List.copyOf(found);
    }

    /** Zeros for all parameters. */
    FlatBuffer zeros(Arena arena) {
        return new FlatBuffer(arena.allocate(size * Float.BYTES, Long.BYTES * 8L));
    }

    /**
     * Weights as float32.
     *
     * @throws UserError if one is missing, not finite, of another shape, or no number of a type that weights have
     */
    FlatBuffer read(PolicyWeights weights, Arena arena) {
        return read(weights, "the weights", arena);
    }

    /** @param where they come from, for messages */
    private FlatBuffer read(PolicyWeights weights, String where, Arena arena) {
        FlatBuffer values = zeros(arena);
        Map<String, Place> missing = new LinkedHashMap<>();
        places.forEach(place -> missing.put(place.name(), place));
        weights.forEach(tensor -> {
            Place place = missing.remove(tensor.name());
            if (place != null) { // others are no parameters, or a tied layer under its second name
                read(tensor, place, where, values.data());
            }
        });
        if (!missing.isEmpty()) {
            throw new UserError(where + " do not fit the model: tensor "
                    + missing.keySet().iterator().next() + " is missing");
        }
        return values;
    }

    /** The weights of a folder. */
    FlatBuffer read(ModelFolder folder, Arena arena) {
        return read(
                consumer -> places.forEach(place -> {
                    TensorInfo info = folder.tensor(place.name());
                    if (!info.dtype().isParameterType()) {
                        throw new UserError(folder.path() + ": tensor " + place.name() + " is stored as " + info.dtype()
                                + "; expected F32, BF16 or F16");
                    }
                    consumer.accept(new PolicyWeights.Tensor(
                            place.name(), info.dtype().name(), info.shape(), folder.data(place.name())));
                }),
                "the weights in " + folder.path(),
                arena);
    }

    private static void read(PolicyWeights.Tensor tensor, Place place, String where, MemorySegment into) {
        if (!Arrays.equals(tensor.shape(), place.shape())) {
            throw new UserError(where + " do not fit the model: tensor " + place.name() + " has shape "
                    + Arrays.toString(tensor.shape()) + ", but config.json implies " + Arrays.toString(place.shape()));
        }
        Values stored = Values.of(tensor.data(), tensor.dtype());
        float[] part = new float[(int) Math.min(PART, place.count())];
        for (long from = 0; from < place.count(); from += part.length) {
            int count = (int) Math.min(part.length, place.count() - from);
            if (!stored.readFinite(from, part, count)) {
                throw new UserError(
                        where + " do not fit the model: tensor " + place.name() + " holds NaN or infinite values");
            }
            MemorySegment.copy(part, 0, into, ValueLayout.JAVA_FLOAT, (place.at() + from) * Float.BYTES, count);
        }
    }

    /** The parts of a buffer by their names. */
    PolicyWeights tensors(FlatBuffer buffer) {
        return consumer -> places.forEach(place -> consumer.accept(
                new PolicyWeights.Tensor(place.name(), Dtype.F32.name(), place.shape(), part(buffer, place))));
    }

    /** The same as entries of a file. */
    List<SafetensorsWriter.Entry> entries(FlatBuffer buffer) {
        return places.stream()
                .map(place ->
                        new SafetensorsWriter.Entry(place.name(), Dtype.F32, place.shape(), () -> part(buffer, place)))
                .toList();
    }

    /** Names in the order of the buffers. */
    List<String> names() {
        return places.stream().map(Place::name).toList();
    }

    /** Where a tensor begins. */
    long at(String name) {
        return places.stream()
                .filter(place -> place.name().equals(name))
                .findFirst()
                .orElseThrow()
                .at();
    }

    /** The tensor that an element of a buffer belongs to. */
    String nameAt(long element) {
        return places.stream()
                .filter(place -> element < place.at() + place.count())
                .findFirst()
                .orElseThrow()
                .name();
    }

    private static MemorySegment part(FlatBuffer buffer, Place place) {
        return buffer.data().asSlice(place.at() * Float.BYTES, place.count() * Float.BYTES);
    }
}
