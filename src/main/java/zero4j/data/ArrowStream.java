package zero4j.data;

import com.google.flatbuffers.Table;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;
import org.jspecify.annotations.Nullable;
import zero4j.GitLfs;
import zero4j.UserError;

/**
 * Reads Arrow IPC streams, and files (which hold a stream after their magic bytes), record batch by record batch.
 *
 * <p>Source of the layout: the Arrow columnar format, version 1.5, "Encapsulated message format".
 */
final class ArrowStream {
    private static final byte[] FILE_MAGIC = "ARROW1\0\0".getBytes(StandardCharsets.US_ASCII);
    private static final int CONTINUATION = -1;

    private final Path file;
    private final FileChannel channel;
    private final RawTable table;
    private final List<Field> fields = new ArrayList<>();
    private long rowsRead;

    private ArrowStream(Path file, FileChannel channel, RawTable table) {
        this.file = file;
        this.channel = channel;
        this.table = table;
    }

    /**
     * Appends the rows of a file to a table.
     *
     * @throws UserError when the file is damaged or uses a part of the format that is not read here
     */
    static void read(Path file, RawTable table) throws IOException {
        GitLfs.requireFetched(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new ArrowStream(file, channel, table).readAll();
        } catch (EOFException e) {
            throw new UserError(file + " is cut short. Copy it again.", e);
        } catch (UserError e) {
            throw e;
        } catch (RuntimeException e) {
            // Lengths and offsets that make no sense: buffers and flatbuffers throw many kinds.
            throw new UserError(file + " is damaged or not an Arrow file. Copy it again.", e);
        }
    }

    private void readAll() throws IOException {
        ByteBuffer head = ByteBuffer.allocate(FILE_MAGIC.length);
        if (channel.size() >= FILE_MAGIC.length) {
            readFully(head);
        }
        if (!head.equals(ByteBuffer.wrap(FILE_MAGIC))) {
            channel.position(0);
        }
        for (Message message = nextMessage(); message != null; message = nextMessage()) {
            switch (message.headerType()) {
                case MessageHeader.Schema -> readSchema((Schema) header(message, new Schema()));
                case MessageHeader.RecordBatch ->
                    readBatch((RecordBatch) header(message, new RecordBatch()), body(message.bodyLength()));
                case MessageHeader.DictionaryBatch -> throw unsupported("dictionary-encoded columns");
                default -> throw unsupported("messages of type " + message.headerType());
            }
        }
        if (fields.isEmpty()) {
            throw new UserError(file + " is no Arrow stream: it has no schema.");
        }
    }

    private static Table header(Message message, Table as) {
        @Nullable Table header = message.header(as);
        if (header == null) {
            throw new IllegalArgumentException("a message has no header");
        }
        return header;
    }

    private @Nullable Message nextMessage() throws IOException {
        if (channel.position() + Integer.BYTES > channel.size()) {
            return null; // The end marker may be missing.
        }
        int length = bytes(Integer.BYTES).getInt();
        if (length == CONTINUATION) {
            length = bytes(Integer.BYTES).getInt();
        }
        return length == 0 ? null : Message.getRootAsMessage(bytes(length));
    }

    private void readSchema(Schema schema) {
        if (schema.endianness() != Endianness.Little) {
            throw unsupported("big-endian data");
        }
        for (int f = 0; f < schema.fieldsLength(); f++) {
            Field field = schema.fields(f);
            if (field.dictionary() != null) {
                throw unsupported("the dictionary-encoded column \"" + field.name() + "\"");
            }
            fields.add(field);
            if (field.typeType() != Type.Struct_) {
                table.column(field.name());
            }
        }
    }

    private void readBatch(RecordBatch batch, ByteBuffer body) {
        if (batch.compression() != null) {
            throw unsupported("compressed record batches");
        }
        int rows = Math.toIntExact(batch.length());
        ArrowColumns columns = new ArrowColumns(batch, body);
        List<@Nullable Object[]> cells = new ArrayList<>();
        for (Field field : fields) {
            cells.add(columns.next(field));
        }
        for (int r = 0; r < rows; r++) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int f = 0; f < fields.size(); f++) {
                Object cell = cells.get(f)[r];
                if (cell != null) {
                    row.put(fields.get(f).name(), cell);
                }
            }
            table.row(file, rowsRead++, 0, row);
        }
    }

    private ByteBuffer body(long length) throws IOException {
        return bytes(Math.toIntExact(length));
    }

    private ByteBuffer bytes(int length) throws IOException {
        if (length < 0 || length > channel.size() - channel.position()) {
            throw new EOFException(file + " ends inside a message");
        }
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        readFully(buffer);
        return buffer;
    }

    private void readFully(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new EOFException(file + " ends inside a message");
            }
        }
        buffer.flip();
    }

    private UserError unsupported(String what) {
        return new UserError(file + " uses " + what + ", which is not read here. Save it as Parquet or JSON Lines.");
    }
}
