package zero4j.tracking;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/** Reads event files as TensorBoard does, by the documents of the format: checks every checksum, and what each field is. */
public final class EventReader {
    /** A field of a message: a number, or the bytes of anything else. */
    record Field(int number, long value, byte[] bytes) {
        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        double asDouble() {
            return Double.longBitsToDouble(value);
        }

        double[] doubles() {
            ByteBuffer packed = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
            double[] values = new double[bytes.length / Double.BYTES];
            for (int i = 0; i < values.length; i++) {
                values[i] = packed.getDouble();
            }
            return values;
        }
    }

    /** An event: scalars by tag, other values of a summary by tag as their messages. */
    record Event(
            long step,
            String fileVersion,
            boolean start,
            Map<String, Float> scalars,
            Map<String, List<Field>> others) {}

    private EventReader() {}

    /**
     * The scalars of every step as TensorBoard shows a folder of a run that was killed and went on: files in the order of their names,
     * of which each may end inside a record, and takes the place of what those before it have from its start on.
     */
    public static SortedMap<Long, Map<String, Float>> shown(Path folder) throws IOException {
        SortedMap<Long, Map<String, Float>> steps = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                for (Event event : read(file, true)) {
                    if (event.start()) {
                        steps.tailMap(event.step()).clear();
                    } else if (!event.scalars().isEmpty() && steps.put(event.step(), event.scalars()) != null) {
                        throw new IllegalStateException("step " + event.step() + " is there twice");
                    }
                }
            }
        }
        return steps;
    }

    static List<Event> read(Path file) throws IOException {
        return read(file, false);
    }

    private static List<Event> read(Path file, boolean killed) throws IOException {
        byte[] all = Files.readAllBytes(file);
        ByteBuffer in = ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN);
        List<Event> events = new ArrayList<>();
        while (in.hasRemaining() && !(killed && isCut(in))) {
            int at = in.position();
            int length = Math.toIntExact(in.getLong());
            check(in, all, at, Long.BYTES);
            byte[] data = new byte[length];
            int start = in.position();
            in.get(data);
            check(in, all, start, length);
            events.add(event(data));
        }
        return events;
    }

    private static boolean isCut(ByteBuffer in) {
        int frame = Long.BYTES + 2 * Integer.BYTES;
        return in.remaining() < frame || in.remaining() - frame < in.getLong(in.position());
    }

    private static void check(ByteBuffer in, byte[] all, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(Arrays.copyOfRange(all, from, from + length));
        int expected = (int) ((((crc.getValue() >>> 15) | (crc.getValue() << 17)) & 0xffffffffL) + 0xa282ead8L);
        if (in.getInt() != expected) {
            throw new IllegalStateException("checksum at " + from);
        }
    }

    private static Event event(byte[] data) {
        long step = 0;
        String version = "";
        boolean start = false;
        Map<String, Float> scalars = new TreeMap<>();
        Map<String, List<Field>> others = new TreeMap<>();
        for (Field field : fields(data)) {
            switch (field.number()) {
                case 1 -> {
                    if (field.asDouble() < 1e9) {
                        throw new IllegalStateException("time " + field.asDouble());
                    }
                }
                case 2 -> step = field.value();
                case 3 -> version = field.text();
                case 5 -> fields(field.bytes()).forEach(value -> value(fields(value.bytes()), scalars, others));
                case 7 -> start = fields(field.bytes()).getFirst().value() == 1;
                default -> throw new IllegalStateException("field " + field.number());
            }
        }
        return new Event(step, version, start, scalars, others);
    }

    private static void value(List<Field> fields, Map<String, Float> scalars, Map<String, List<Field>> others) {
        String tag = fields.getFirst().text();
        if (fields.get(1).number() == 2) {
            scalars.put(tag, Float.intBitsToFloat((int) fields.get(1).value()));
        } else {
            others.put(tag, fields);
        }
    }

    static List<Field> fields(byte[] data) {
        ByteBuffer in = ByteBuffer.wrap(data).order(ByteOrder.LITTLE_ENDIAN);
        List<Field> fields = new ArrayList<>();
        while (in.hasRemaining()) {
            long key = varint(in);
            int number = (int) (key >>> 3);
            switch ((int) (key & 7)) {
                case 0 -> fields.add(new Field(number, varint(in), new byte[0]));
                case 1 -> fields.add(new Field(number, in.getLong(), new byte[0]));
                case 5 -> fields.add(new Field(number, in.getInt(), new byte[0]));
                case 2 -> {
                    byte[] bytes = new byte[(int) varint(in)];
                    in.get(bytes);
                    fields.add(new Field(number, 0, bytes));
                }
                default -> throw new IllegalStateException("type of field " + number);
            }
        }
        return fields;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte part = in.get();
            value |= (long) (part & 0x7f) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }
}
