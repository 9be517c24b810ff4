package zero4j.weights;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.AtomicFile;
import zero4j.Words;

/** Writes safetensors files, in one piece or in shards with an index, laid out as the reference implementation does. */
public final class SafetensorsWriter {
    /** Shards hold at most 5 GB unless told otherwise, as Hugging Face's do. */
    public static final long DEFAULT_SHARD_BYTES = 5_000_000_000L;

    private static final int HEADER_ALIGNMENT = 8;
    /** Written at a time; a buffer over a segment ends at 2 GB. */
    private static final long CHUNK_BYTES = 1L << 28;

    private SafetensorsWriter() {}

    /**
     * A tensor to be written.
     *
     * @param shape not to be modified
     * @param data asked for when its turn comes, little-endian: all bytes that dtype and shape need, or part after part of them until
     *     these are all
     */
    public record Entry(String name, Dtype dtype, long[] shape, Supplier<MemorySegment> data) {
        /** Number of bytes. */
        public long bytes() {
            return TensorInfo.elements(shape) * dtype.bytes();
        }
    }

    /**
     * Writes {@code model.safetensors}, or, if the tensors need more than {@code maxShardBytes}, shards and
     * {@code model.safetensors.index.json}. Tensors keep their order; a larger tensor gets a shard of its own.
     *
     * @throws zero4j.UserError if the files cannot be written
     */
    public static void writeModel(Path folder, List<Entry> tensors, long maxShardBytes) {
        List<List<Entry>> shards = split(tensors, maxShardBytes);
        if (shards.size() <= 1) {
            writeFile(folder.resolve(ModelFolder.SINGLE), tensors, Map.of("format", "pt"));
            return;
        }
        ObjectNode index = StrictJson.MAPPER.createObjectNode();
        index.putObject("metadata")
                .put("total_size", tensors.stream().mapToLong(Entry::bytes).sum());
        ObjectNode weightMap = index.putObject("weight_map");
        for (int i = 0; i < shards.size(); i++) {
            String name = String.format(Locale.ROOT, "model-%05d-of-%05d.safetensors", i + 1, shards.size());
            writeFile(folder.resolve(name), shards.get(i), Map.of("format", "pt"));
            shards.get(i).forEach(entry -> weightMap.put(entry.name(), name));
        }
        AtomicFile.write(folder.resolve(ModelFolder.INDEX), StrictJson.pretty(index));
    }

    /**
     * Writes one safetensors file.
     *
     * @param metadata free text, may be empty
     */
    public static void writeFile(Path file, List<Entry> tensors, Map<String, String> metadata) {
        byte[] header = header(tensors, metadata);
        AtomicFile.write(file, channel -> {
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, start.putLong(header.length).put(header).flip());
            for (Entry entry : tensors) {
                writeData(channel, entry);
            }
        });
    }

    /** Takes tensors one by one. */
    @FunctionalInterface
    public interface Sink {
        /**
         * Takes one.
         *
         * @param data little-endian; read before the call returns
         */
        void put(String name, Dtype dtype, MemorySegment data);
    }

    /**
     * Writes one safetensors file whose tensors have an order of their own, whatever order they come in.
     *
     * @param shapes by name, in the order of the file
     * @param source gives every tensor once, all of one type
     * @throws zero4j.UserError if the file cannot be written
     */
    public static void writeInOrder(
            Path file, Map<String, long[]> shapes, Map<String, String> metadata, Consumer<Sink> source) {
        AtomicFile.write(file, channel -> new PlacedTensors(channel, shapes, metadata).takeAll(source));
    }

    /** A file that is filled at the places that its header says. */
    private static final class PlacedTensors {
        private final FileChannel channel;
        private final Map<String, long[]> shapes;
        private final Map<String, String> metadata;
        private final Map<String, Long> places = new LinkedHashMap<>();
        private final Set<String> taken = new HashSet<>();
        private @Nullable Dtype dtype;

        PlacedTensors(FileChannel channel, Map<String, long[]> shapes, Map<String, String> metadata) {
            this.channel = channel;
            this.shapes = shapes;
            this.metadata = metadata;
        }

        void takeAll(Consumer<Sink> source) throws IOException {
            try {
                source.accept(this::take);
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
            if (taken.size() != shapes.size()) {
                throw new IllegalArgumentException(Words.counted(taken.size(), "tensor") + " came of " + shapes.size());
            }
        }

        private void take(String name, Dtype type, MemorySegment data) {
            try {
                if (dtype == null) {
                    begin(type);
                }
                Long place = places.get(name);
                if (place == null || dtype != type || !taken.add(name)) {
                    throw new IllegalArgumentException(
                            "the tensor " + name + " of " + type + " is none of the file's, or came twice");
                }
                channel.position(place);
                Entry entry = new Entry(name, type, Objects.requireNonNull(shapes.get(name)), () -> data);
                writeData(channel, entry);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private void begin(Dtype type) throws IOException {
            dtype = type;
            List<Entry> entries = new ArrayList<>();
            shapes.forEach((name, shape) -> entries.add(new Entry(name, type, shape, () -> MemorySegment.NULL)));
            byte[] header = header(entries, metadata);
            ByteBuffer start = ByteBuffer.allocate(Long.BYTES + header.length).order(ByteOrder.LITTLE_ENDIAN);
            writeFully(channel, start.putLong(header.length).put(header).flip());
            long place = (long) Long.BYTES + header.length;
            for (Entry entry : entries) {
                places.put(entry.name(), place);
                place += entry.bytes();
            }
        }
    }

    private static List<List<Entry>> split(List<Entry> tensors, long maxShardBytes) {
        List<List<Entry>> shards = new ArrayList<>();
        long used = 0;
        for (Entry entry : tensors) {
            if (shards.isEmpty() || used + entry.bytes() > maxShardBytes) {
                shards.add(new ArrayList<>());
                used = 0;
            }
            shards.getLast().add(entry);
            used += entry.bytes();
        }
        return shards;
    }

    private static byte[] header(List<Entry> tensors, Map<String, String> metadata) {
        ObjectNode root = StrictJson.MAPPER.createObjectNode();
        if (!metadata.isEmpty()) {
            ObjectNode node = root.putObject(SafetensorsHeader.METADATA);
            metadata.forEach(node::put);
        }
        Set<String> names = new HashSet<>(Set.of(SafetensorsHeader.METADATA));
        long offset = 0;
        for (Entry entry : tensors) {
            if (!names.add(entry.name())) {
                throw new IllegalArgumentException("tensor name is reserved or given twice: " + entry.name());
            }
            ObjectNode node = root.putObject(entry.name());
            node.put("dtype", entry.dtype().name());
            ArrayNode shape = node.putArray("shape");
            for (long size : entry.shape()) {
                shape.add(size);
            }
            node.putArray("data_offsets").add(offset).add(offset + entry.bytes());
            offset += entry.bytes();
        }
        byte[] json = StrictJson.MAPPER.writeValueAsString(root).getBytes(StandardCharsets.UTF_8);
        int padded = Math.ceilDiv(json.length, HEADER_ALIGNMENT) * HEADER_ALIGNMENT;
        byte[] header = Arrays.copyOf(json, padded);
        Arrays.fill(header, json.length, padded, (byte) ' ');
        return header;
    }

    private static void writeData(FileChannel channel, Entry entry) throws IOException {
        for (long written = 0; written < entry.bytes(); ) {
            MemorySegment data = entry.data().get();
            long length = data.byteSize();
            if (length == 0 || length > entry.bytes() - written) {
                throw new IllegalArgumentException("tensor %s has %s; its shape needs %d"
                        .formatted(entry.name(), Words.counted(written + length, "byte"), entry.bytes()));
            }
            for (long offset = 0; offset < length; offset += CHUNK_BYTES) {
                writeFully(channel, buffer(data.asSlice(offset, Math.min(CHUNK_BYTES, length - offset))));
            }
            written += length;
        }
    }

    /** Views native memory and byte arrays; other arrays have no view as a buffer and are copied. */
    private static ByteBuffer buffer(MemorySegment data) {
        boolean viewable = data.isNative() || data.heapBase().orElseThrow() instanceof byte[];
        return viewable ? data.asByteBuffer() : ByteBuffer.wrap(data.toArray(ValueLayout.JAVA_BYTE));
    }

    private static void writeFully(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
