package zero4j.dist;

import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Work that is divided among several: who does what follows from the work alone, never from timing. */
public final class Shares {
    private Shares() {}

    /** Indices of the parts of each: the most expensive part first, always to whoever has least to do so far. */
    public static List<List<Integer>> byCost(long[] costs, int shares) {
        List<List<Integer>> all = empty(shares);
        long[] loads = new long[shares];
        IntStream.range(0, costs.length)
                .boxed()
                .sorted(Comparator.comparingLong(part -> -costs[part]))
                .forEach(part -> {
                    int least = 0;
                    for (int share = 1; share < shares; share++) {
                        if (loads[share] < loads[least]) {
                            least = share;
                        }
                    }
                    all.get(least).add(part);
                    loads[least] += costs[part];
                });
        return all;
    }

    /** Indices of the parts of each, one after the other: parts of an equal key stay together, all in their order. */
    public static List<List<Integer>> byKey(List<String> keys, int shares) {
        List<List<Integer>> all = empty(shares);
        Map<String, Integer> numbers = new HashMap<>();
        for (int part = 0; part < keys.size(); part++) {
            int number = numbers.computeIfAbsent(keys.get(part), _ -> numbers.size());
            all.get(number % shares).add(part);
        }
        return all;
    }

    private static List<List<Integer>> empty(int shares) {
        return IntStream.range(0, shares)
                .<List<Integer>>mapToObj(_ -> new ArrayList<>())
                .toList();
    }

    /** How results travel. */
    public interface Codec<R> {
        /** Results as bytes. */
        byte[] write(List<R> results);

        /** The results, bit for bit. */
        List<R> read(byte[] written);
    }

    /** Arrays of floats. */
    public static final Codec<float[]> FLOATS = new Codec<>() {
        @Override
        public byte[] write(List<float[]> results) {
            int floats = results.stream().mapToInt(array -> array.length).sum();
            ByteBuffer bytes = ByteBuffer.allocate(4 * (1 + results.size() + floats));
            bytes.putInt(results.size());
            results.forEach(array -> bytes.putInt(array.length));
            FloatBuffer values = bytes.asFloatBuffer();
            results.forEach(values::put);
            return bytes.array();
        }

        @Override
        public List<float[]> read(byte[] written) {
            ByteBuffer bytes = ByteBuffer.wrap(written);
            float[][] results = new float[bytes.getInt()][];
            for (int i = 0; i < results.length; i++) {
                results[i] = new float[bytes.getInt()];
            }
            FloatBuffer values = bytes.asFloatBuffer();
            for (float[] array : results) {
                values.get(array);
            }
            return List.of(results);
        }
    };

    /** Records, as JSON: a float's shortest decimal is that float again. */
    public static <R> Codec<R> json(TypeReference<List<R>> type) {
        return new Codec<>() {
            @Override
            public byte[] write(List<R> results) {
                return JsonMapper.shared().writeValueAsBytes(results);
            }

            @Override
            public List<R> read(byte[] written) {
                return JsonMapper.shared().readValue(written, type);
            }
        };
    }

    /**
     * A result for each item, found by the process in whose share the item is; all processes get all of them, and call this together.
     *
     * @param shares indices of the items of each process
     * @param work a result for each of some items, in their order
     */
    public static <T, R> List<R> results(
            Communicator ranks,
            List<T> items,
            List<List<Integer>> shares,
            Function<List<T>, List<R>> work,
            Codec<R> codec) {
        if (ranks.world() == 1) {
            return work.apply(items);
        }
        List<T> own = shares.get(ranks.rank()).stream().map(items::get).toList();
        List<byte[]> written = ranks.gather(codec.write(work.apply(own)));
        List<R> results = new ArrayList<>(Collections.nCopies(items.size(), null));
        for (int rank = 0; rank < ranks.world(); rank++) {
            List<R> found = codec.read(written.get(rank));
            for (int i = 0; i < found.size(); i++) {
                results.set(shares.get(rank).get(i), found.get(i));
            }
        }
        return results;
    }
}
