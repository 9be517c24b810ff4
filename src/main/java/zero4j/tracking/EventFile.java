package zero4j.tracking;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.zip.CRC32C;

/**
 * A file of events as TensorBoard reads them: records of the protocol buffer {@code tensorflow.Event}, each behind its length and
 * framed by masked checksums (TFRecord). Not thread-safe.
 */
final class EventFile implements AutoCloseable {
    private static final int MASK = 0xa282ead8;

    private final Path file;
    private final OutputStream out;

    private EventFile(Path file, OutputStream out) {
        this.file = file;
        this.out = out;
    }

    /**
     * Begins a new file in a folder, made as needed. Whatever earlier files have from a step on counts no more: a run that goes on from a
     * checkpoint does these steps again.
     *
     * @param seconds since 1970: readers take the files of a folder in the order of their names, which begin with it
     * @param from first step of this file
     */
    static EventFile begin(Path folder, double seconds, long from) throws IOException {
        Files.createDirectories(folder);
        EventFile events = create(folder, (long) seconds);
        events.write(seconds, 0, event -> event.text(3, "brain.Event:2"));
        events.write(seconds, from, event -> event.message(7, log -> log.number(1, 1))); // SessionLog.START
        events.flush();
        return events;
    }

    /** The names of two starts in one second differ in the number at their end, which sorts as the starts do. */
    private static EventFile create(Path folder, long seconds) throws IOException {
        for (int number = 0; ; number++) {
            Path file = folder.resolve(
                    String.format(Locale.ROOT, "events.out.tfevents.%010d.%04d.%s", seconds, number, host()));
            try {
                return new EventFile(
                        file,
                        new BufferedOutputStream(Files.newOutputStream(file, StandardOpenOption.CREATE_NEW), 1 << 16));
            } catch (FileAlreadyExistsException e) {
                if (number == 9999) {
                    throw e;
                }
            }
        }
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9-]", "-");
        } catch (IOException e) {
            return "localhost"; // it only tells the files of several machines apart
        }
    }

    Path file() {
        return file;
    }

    /** Adds an event: its time, its step, and what {@code body} writes. */
    void write(double seconds, long step, Consumer<Message> body) throws IOException {
        Message event = new Message();
        event.fixed(1, seconds);
        event.number(2, step);
        body.accept(event);
        byte[] data = event.bytes();
        ByteBuffer length =
                ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(0, data.length);
        out.write(length.array());
        out.write(checksum(length.array()));
        out.write(data);
        out.write(checksum(data));
    }

    void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }

    /** The checksum of a part of a record, masked so that a record inside another has not its own. */
    static byte[] checksum(byte[] data) {
        CRC32C crc = new CRC32C();
        crc.update(data);
        int masked = Integer.rotateRight((int) crc.getValue(), 15) + MASK;
        return ByteBuffer.allocate(Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0, masked)
                .array();
    }

    /** A protocol buffer that is being written, field by field. */
    static final class Message {
        private static final int VARINT = 0;
        private static final int EIGHT_BYTES = 1;
        private static final int BYTES = 2;
        private static final int FOUR_BYTES = 5;

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        byte[] bytes() {
            return out.toByteArray();
        }

        void number(int field, long value) {
            varint((long) field << 3 | VARINT);
            varint(value);
        }

        void fixed(int field, double value) {
            varint((long) field << 3 | EIGHT_BYTES);
            out.writeBytes(little(Long.BYTES).putDouble(0, value).array());
        }

        void fixed(int field, float value) {
            varint((long) field << 3 | FOUR_BYTES);
            out.writeBytes(little(Integer.BYTES).putFloat(0, value).array());
        }

        void text(int field, String value) {
            bytes(field, value.getBytes(StandardCharsets.UTF_8));
        }

        void bytes(int field, byte[] value) {
            varint((long) field << 3 | BYTES);
            varint(value.length);
            out.writeBytes(value);
        }

        void doubles(int field, double[] values) {
            ByteBuffer packed =
                    ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            for (double value : values) {
                packed.putDouble(value);
            }
            bytes(field, packed.array());
        }

        void message(int field, Consumer<Message> body) {
            Message inner = new Message();
            body.accept(inner);
            bytes(field, inner.bytes());
        }

        private static ByteBuffer little(int size) {
            return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        }

        private void varint(long value) {
            long rest = value;
            while ((rest & ~0x7fL) != 0) {
                out.write((int) ((rest & 0x7f) | 0x80));
                rest >>>= 7;
            }
            out.write((int) rest);
        }
    }
}
