package zero4j.weights;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;
import zero4j.Words;

/**
 * The header of a safetensors file, checked against the file's size: the tensors fill the data section without gap or
 * overlap, and each is as long as its type and shape say.
 *
 * @param tensors by name, in the order of their data
 * @param metadata free text of the file's writer
 * @param dataOffset where the data section begins in the file
 */
record SafetensorsHeader(Map<String, TensorInfo> tensors, Map<String, String> metadata, long dataOffset) {
    static final String METADATA = "__metadata__";
    /** The reference implementation's limit. */
    private static final long MAX_LENGTH = 100_000_000;

    private static final ValueLayout.OfLong LENGTH = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Parses the beginning of a mapped file; {@code file} names it in errors. */
    static SafetensorsHeader parse(MemorySegment mapped, String file) {
        long size = mapped.byteSize();
        if (size < Long.BYTES) {
            throw new UserError(
                    "%s is no safetensors file: it has only %s".formatted(file, Words.counted(size, "byte")));
        }
        long length = mapped.get(LENGTH, 0);
        if (length < 2 || length > MAX_LENGTH) {
            throw new UserError("%s is no safetensors file: its header claims to be %s bytes long"
                    .formatted(file, Long.toUnsignedString(length)));
        }
        if (length > size - Long.BYTES) {
            throw new UserError(
                    "%s is truncated: its header ends at byte %d, the file has %d; copy or download it again"
                            .formatted(file, length + Long.BYTES, size));
        }
        ObjectNode root = StrictJson.object(text(mapped, length, file), "the header of " + file);
        return new Parser(file, size - Long.BYTES - length).parse(root, Long.BYTES + length);
    }

    private static String text(MemorySegment mapped, long length, String file) {
        byte[] bytes = mapped.asSlice(Long.BYTES, length).toArray(ValueLayout.JAVA_BYTE);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new UserError("%s is no safetensors file: its header is not UTF-8".formatted(file), e);
        }
    }

    private record Parser(String file, long dataSize) {
        SafetensorsHeader parse(ObjectNode root, long dataOffset) {
            Map<String, String> metadata = new LinkedHashMap<>();
            List<TensorInfo> tensors = new ArrayList<>();
            for (Map.Entry<String, JsonNode> entry : root.properties()) {
                if (entry.getKey().equals(METADATA)) {
                    readMetadata(entry.getValue(), metadata);
                } else {
                    tensors.add(tensor(entry.getKey(), entry.getValue()));
                }
            }
            tensors.sort(Comparator.comparingLong(TensorInfo::begin).thenComparingLong(TensorInfo::end));
            checkContiguous(tensors);
            Map<String, TensorInfo> byName = new LinkedHashMap<>();
            tensors.forEach(t -> byName.put(t.name(), t));
            return new SafetensorsHeader(
                    Collections.unmodifiableMap(byName), Collections.unmodifiableMap(metadata), dataOffset);
        }

        private void readMetadata(JsonNode node, Map<String, String> metadata) {
            if (!node.isObject()) {
                throw new UserError("%s: %s is no object".formatted(file, METADATA));
            }
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                if (!entry.getValue().isString()) {
                    throw new UserError("%s: %s.%s is no text".formatted(file, METADATA, entry.getKey()));
                }
                metadata.put(entry.getKey(), entry.getValue().stringValue());
            }
        }

        private TensorInfo tensor(String name, JsonNode node) {
            String word = node.path("dtype").asString("");
            Dtype dtype = Dtype.ofName(word)
                    .orElseThrow(() ->
                            bad(name, "its dtype is \"%s\"; supported are %s".formatted(word, Dtype.supported())));
            long[] shape = longs(name, node.path("shape"), "shape");
            long[] offsets = longs(name, node.path("data_offsets"), "data_offsets");
            if (offsets.length != 2 || offsets[0] > offsets[1]) {
                throw bad(name, "its data_offsets are " + node.path("data_offsets"));
            }
            TensorInfo info = new TensorInfo(name, dtype, shape, offsets[0], offsets[1]);
            if (info.end() > dataSize) {
                throw bad(
                        name,
                        "it ends at byte %d of the data, but the file has only %d: it is truncated; copy or download it again"
                                .formatted(info.end(), dataSize));
            }
            checkSize(info);
            return info;
        }

        private void checkSize(TensorInfo info) {
            long needed;
            try {
                needed = Math.multiplyExact(info.elements(), (long) info.dtype().bytes());
            } catch (ArithmeticException e) {
                throw bad(info.name(), "its shape is impossibly large");
            }
            if (needed != info.bytes()) {
                throw bad(
                        info.name(),
                        "its shape needs %s, but it has %d".formatted(Words.counted(needed, "byte"), info.bytes()));
            }
        }

        private long[] longs(String name, JsonNode node, String key) {
            if (!node.isArray()) {
                throw bad(name, "it has no list " + key);
            }
            long[] values = new long[node.size()];
            for (int i = 0; i < values.length; i++) {
                JsonNode element = node.get(i);
                if (!element.isIntegralNumber() || !element.canConvertToLong() || element.longValue() < 0) {
                    throw bad(name, "its %s is %s".formatted(key, node));
                }
                values[i] = element.longValue();
            }
            return values;
        }

        private void checkContiguous(List<TensorInfo> tensors) {
            long expected = 0;
            for (TensorInfo tensor : tensors) {
                if (tensor.begin() != expected) {
                    throw bad(
                            tensor.name(),
                            "it begins at byte %d of the data, but %d was expected: tensors leave a gap or overlap"
                                    .formatted(tensor.begin(), expected));
                }
                expected = tensor.end();
            }
            if (expected != dataSize) {
                throw new UserError("%s is malformed: its tensors end at byte %d of the data, but the file has %d"
                        .formatted(file, expected, dataSize));
            }
        }

        private UserError bad(String tensor, String what) {
            return new UserError("%s: tensor %s is malformed: %s".formatted(file, tensor, what));
        }
    }
}
