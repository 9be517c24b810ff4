package zero4j.data;

import com.google.flatbuffers.Table;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FloatingPoint;
import org.apache.arrow.flatbuf.Int;
import org.apache.arrow.flatbuf.Precision;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Type;
import org.jspecify.annotations.Nullable;
import zero4j.UserError;
import zero4j.Words;

/**
 * The columns of one record batch, in the order of the schema: every field takes its nodes and buffers from two running
 * counters, children after their parent. Columns of types that no question needs are stepped over.
 */
final class ArrowColumns {
    private final RecordBatch batch;
    private final ByteBuffer body;
    private int node;
    private int buffer;

    ArrowColumns(RecordBatch batch, ByteBuffer body) {
        this.batch = batch;
        this.body = body;
    }

    /** The cells of the next column; null where the validity bitmap says so. */
    @Nullable
    Object[] next(Field field) {
        int length = Math.toIntExact(batch.nodes(node).length());
        long nulls = batch.nodes(node++).nullCount();
        if (length > 8L * body.capacity()) {
            throw new IllegalArgumentException(
                    "a column of " + Words.counted(length, "cell") + " in " + Words.counted(body.capacity(), "byte"));
        }
        byte type = field.typeType();
        if (type == Type.Null) {
            return new @Nullable Object[length];
        }
        ByteBuffer validity = nextBuffer();
        @Nullable
        Object[] cells = switch (type) {
            case Type.Utf8 -> texts(length, Integer.BYTES);
            case Type.LargeUtf8 -> texts(length, Long.BYTES);
            case Type.Int -> integers(length, (Int) type(field, new Int()));
            case Type.FloatingPoint -> floats(length, (FloatingPoint) type(field, new FloatingPoint()));
            case Type.Bool -> flags(length);
            case Type.List -> lists(field, length, Integer.BYTES);
            case Type.LargeList -> lists(field, length, Long.BYTES);
            case Type.Struct_ -> structs(field, length);
            default -> unread(field, length, type);
        };
        if (nulls != 0 && validity.remaining() > 0) {
            for (int i = 0; i < length; i++) {
                if (!bit(validity, i)) {
                    cells[i] = null;
                }
            }
        }
        return cells;
    }

    private ByteBuffer nextBuffer() {
        Buffer place = batch.buffers(buffer++);
        return body.slice(Math.toIntExact(place.offset()), Math.toIntExact(place.length()))
                .order(ByteOrder.LITTLE_ENDIAN);
    }

    private static boolean bit(ByteBuffer bits, int index) {
        return (bits.get(index >> 3) >> (index & 7) & 1) != 0;
    }

    /** Where element {@code index} begins; an empty column may come without offsets. */
    private static int offset(ByteBuffer offsets, int index, int width) {
        if (offsets.remaining() == 0 && index == 0) {
            return 0;
        }
        return width == Integer.BYTES
                ? offsets.getInt(index * Integer.BYTES)
                : Math.toIntExact(offsets.getLong(index * Long.BYTES));
    }

    private @Nullable Object[] texts(int length, int width) {
        ByteBuffer offsets = nextBuffer();
        ByteBuffer data = nextBuffer();
        @Nullable Object[] cells = new @Nullable Object[length];
        for (int i = 0; i < length; i++) {
            int from = offset(offsets, i, width);
            int to = offset(offsets, i + 1, width);
            Objects.checkFromToIndex(from, to, data.limit());
            byte[] bytes = new byte[to - from];
            data.get(from, bytes);
            cells[i] = new String(bytes, StandardCharsets.UTF_8);
        }
        return cells;
    }

    private @Nullable Object[] integers(int length, Int type) {
        ByteBuffer data = nextBuffer();
        @Nullable Object[] cells = new @Nullable Object[length];
        for (int i = 0; i < length; i++) {
            cells[i] = switch (type.bitWidth()) {
                case 8 -> type.isSigned() ? (long) data.get(i) : Byte.toUnsignedLong(data.get(i));
                case 16 -> type.isSigned() ? (long) data.getShort(2 * i) : Short.toUnsignedLong(data.getShort(2 * i));
                case 32 -> type.isSigned() ? (long) data.getInt(4 * i) : Integer.toUnsignedLong(data.getInt(4 * i));
                case 64 -> integer64(data.getLong(8 * i), type.isSigned());
                default -> throw new IllegalArgumentException("an integer of a width of " + type.bitWidth());
            };
        }
        return cells;
    }

    private static Object integer64(long value, boolean signed) {
        return signed || value >= 0 ? (Object) value : new BigInteger(Long.toUnsignedString(value));
    }

    private @Nullable Object[] floats(int length, FloatingPoint type) {
        ByteBuffer data = nextBuffer();
        @Nullable Object[] cells = new @Nullable Object[length];
        for (int i = 0; i < length; i++) {
            cells[i] = switch (type.precision()) {
                case Precision.HALF -> (Object) Float.float16ToFloat(data.getShort(2 * i));
                case Precision.SINGLE -> (Object) data.getFloat(4 * i);
                default -> (Object) data.getDouble(8 * i);
            };
        }
        return cells;
    }

    private @Nullable Object[] flags(int length) {
        ByteBuffer data = nextBuffer();
        @Nullable Object[] cells = new @Nullable Object[length];
        for (int i = 0; i < length; i++) {
            cells[i] = bit(data, i);
        }
        return cells;
    }

    private @Nullable Object[] lists(Field field, int length, int width) {
        ByteBuffer offsets = nextBuffer();
        @Nullable Object[] elements = next(field.children(0));
        @Nullable Object[] cells = new @Nullable Object[length];
        for (int i = 0; i < length; i++) {
            int from = offset(offsets, i, width);
            int to = offset(offsets, i + 1, width);
            cells[i] =
                    Arrays.stream(elements, from, to).filter(Objects::nonNull).toList();
        }
        return cells;
    }

    private @Nullable Object[] structs(Field field, int length) {
        @Nullable Object[] cells = new @Nullable Object[length];
        for (int i = 0; i < length; i++) {
            cells[i] = new LinkedHashMap<String, Object>();
        }
        for (int c = 0; c < field.childrenLength(); c++) {
            Field child = field.children(c);
            @Nullable Object[] values = next(child);
            for (int i = 0; i < length; i++) {
                put(cells[i], child.name(), values[i]);
            }
        }
        return cells;
    }

    @SuppressWarnings("unchecked") // Made above.
    private static void put(@Nullable Object struct, String name, @Nullable Object value) {
        if (struct != null) {
            ((Map<String, Object>) struct).put(name, value == null ? RawTable.NOTHING : value);
        }
    }

    /** Steps over a column by its layout. */
    private @Nullable Object[] unread(Field field, int length, byte type) {
        int own = switch (type) {
            case Type.FixedSizeList -> 0;
            case Type.Map,
                    Type.Date,
                    Type.Time,
                    Type.Timestamp,
                    Type.Duration,
                    Type.Interval,
                    Type.Decimal,
                    Type.FixedSizeBinary -> 1;
            case Type.Binary, Type.LargeBinary -> 2;
            default ->
                throw new UserError("The column \"" + field.name() + "\" has the Arrow type " + Type.name(type)
                        + ", which is not read here. Save the data as Parquet or JSON Lines.");
        };
        buffer += own;
        for (int c = 0; c < field.childrenLength(); c++) {
            next(field.children(c));
        }
        @Nullable Object[] cells = new @Nullable Object[length];
        Arrays.fill(cells, new RawTable.Unreadable(Type.name(type)));
        return cells;
    }

    private static Table type(Field field, Table as) {
        @Nullable Table type = field.type(as);
        if (type == null) {
            throw new IllegalArgumentException("a field has no type");
        }
        return type;
    }
}
