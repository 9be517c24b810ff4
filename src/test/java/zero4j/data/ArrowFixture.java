package zero4j.data;

import com.google.flatbuffers.FlatBufferBuilder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.DictionaryEncoding;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/** Writes small Arrow streams, so that the reader meets types and layouts that the real files lack. */
final class ArrowFixture {
    /** Makes a type's table and gives its offset. */
    interface TypeTable {
        int in(FlatBufferBuilder builder);
    }

    record Column(String name, byte type, TypeTable table, List<Column> children) {}

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream body = new ByteArrayOutputStream();
    private final List<long[]> nodes = new ArrayList<>();
    private final List<long[]> buffers = new ArrayList<>();

    ArrowFixture schema(boolean dictionary, Column... columns) {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        int fields = Schema.createFieldsVector(builder, fields(builder, List.of(columns), dictionary));
        int schema = Schema.createSchema(builder, (short) 0, fields, 0, 0);
        message(builder, MessageHeader.Schema, schema);
        return this;
    }

    private static int[] fields(FlatBufferBuilder builder, List<Column> columns, boolean dictionary) {
        int[] offsets = new int[columns.size()];
        for (int i = 0; i < offsets.length; i++) {
            Column column = columns.get(i);
            int children = Field.createChildrenVector(builder, fields(builder, column.children(), false));
            int name = builder.createString(column.name());
            int type = column.table().in(builder);
            int encoding =
                    dictionary ? DictionaryEncoding.createDictionaryEncoding(builder, 1, 0, false, (short) 0) : 0;
            offsets[i] = Field.createField(builder, name, true, column.type(), type, encoding, children, 0);
        }
        return offsets;
    }

    /** A node of the batch that is being written. */
    ArrowFixture node(long length, long nulls) {
        nodes.add(new long[] {length, nulls});
        return this;
    }

    ArrowFixture bytes(byte... bytes) {
        buffers.add(new long[] {body.size(), bytes.length});
        body.writeBytes(bytes);
        body.writeBytes(new byte[(8 - bytes.length % 8) % 8]);
        return this;
    }

    ArrowFixture text(String text) {
        return bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    ArrowFixture ints(int... values) {
        byte[] bytes = new byte[4 * values.length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (int value : values) {
            buffer.putInt(value);
        }
        return bytes(bytes);
    }

    ArrowFixture longs(long... values) {
        byte[] bytes = new byte[8 * values.length];
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        for (long value : values) {
            buffer.putLong(value);
        }
        return bytes(bytes);
    }

    ArrowFixture batch(long rows, boolean compressed) {
        FlatBufferBuilder builder = new FlatBufferBuilder();
        RecordBatch.startNodesVector(builder, nodes.size());
        nodes.reversed().forEach(node -> FieldNode.createFieldNode(builder, node[0], node[1]));
        int nodeVector = builder.endVector();
        RecordBatch.startBuffersVector(builder, buffers.size());
        buffers.reversed().forEach(buffer -> Buffer.createBuffer(builder, buffer[0], buffer[1]));
        int bufferVector = builder.endVector();
        int compression = compressed ? BodyCompression.createBodyCompression(builder, (byte) 1, (byte) 0) : 0;
        int batch = RecordBatch.createRecordBatch(builder, rows, nodeVector, bufferVector, compression, 0);
        message(builder, MessageHeader.RecordBatch, batch);
        nodes.clear();
        buffers.clear();
        body.reset();
        return this;
    }

    private void message(FlatBufferBuilder builder, byte type, int header) {
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, type, header, body.size(), 0));
        byte[] metadata = builder.sizedByteArray();
        int padded = Math.ceilDiv(metadata.length, 8) * 8;
        out.writeBytes(prefix(padded));
        out.writeBytes(metadata);
        out.writeBytes(new byte[padded - metadata.length]);
        out.writeBytes(body.toByteArray());
    }

    byte[] end() {
        out.writeBytes(prefix(0));
        return out.toByteArray();
    }

    private static byte[] prefix(int length) {
        byte[] bytes = new byte[8];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(length);
        return bytes;
    }
}
