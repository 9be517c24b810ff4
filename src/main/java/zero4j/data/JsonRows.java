package zero4j.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rows of JSON: one object a line, an array of objects, or objects one after the other. */
final class JsonRows {
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Bytes.MOST)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private JsonRows() {}

    /** Reads JSON Lines. A bad line is a problem of that line; its index is counted all the same. */
    static void lines(Path file, RawTable table) throws IOException {
        try (InputStream in = buffered(file)) {
            long index = 0;
            for (Bytes line = nextLine(in); line != null; line = nextLine(in)) {
                read(table, file, index, index + 1, line);
                index++;
            }
        }
    }

    /**
     * Reads a file that ends in {@code .json}: an array of objects, or objects one after the other, each in as many lines as it likes.
     * A bad element is a problem of its row.
     *
     * @throws zero4j.UserError where the file ends in the middle of an element, or something follows the array
     */
    static void document(Path file, RawTable table) throws IOException {
        if (firstLineIsWhole(file)) {
            lines(file, table);
            return;
        }
        try (InputStream in = buffered(file)) {
            new JsonElements(file, in).each((index, line, bytes) -> read(table, file, index, line, bytes));
        }
    }

    /** Whether the first line is an object of its own, as in JSON Lines that are called {@code .json}, or nothing like JSON. */
    private static boolean firstLineIsWhole(Path file) throws IOException {
        try (InputStream in = buffered(file)) {
            Bytes line = nextLine(in);
            while (line != null && !line.tooLong() && line.isBlank()) {
                line = nextLine(in);
            }
            if (line == null || line.tooLong()) {
                return line == null;
            }
            String text = TextInput.utf8(line.array()).strip();
            if (text.startsWith("[")) {
                return false;
            }
            return !text.startsWith("{") || MAPPER.readTree(text).isObject();
        } catch (JacksonException | TextInput.BadText e) {
            return false;
        }
    }

    private static InputStream buffered(Path file) throws IOException {
        return new BufferedInputStream(TextInput.open(file), 1 << 16);
    }

    /** The bytes up to the next end of a line (Unix, Windows or old Macintosh) or of the file, or null there. */
    private static @Nullable Bytes nextLine(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            return null;
        }
        Bytes line = new Bytes();
        while (next >= 0 && next != '\n' && next != '\r') {
            line.add(next);
            next = in.read();
        }
        if (next == '\r') {
            in.mark(1);
            if (in.read() != '\n') {
                in.reset();
            }
        }
        return line;
    }

    private static void read(RawTable table, Path file, long index, long line, Bytes bytes) {
        if (bytes.tooLong()) {
            table.problem(file, index, line, Bytes.TOO_LONG);
            return;
        }
        try {
            String json = TextInput.utf8(bytes.array());
            if (json.isBlank()) {
                table.problem(file, index, line, "the line is empty");
                return;
            }
            JsonNode node = MAPPER.readTree(json);
            if (node == null || !node.isObject()) {
                table.problem(file, index, line, "not a JSON object");
                return;
            }
            table.row(file, index, line, cells(node));
        } catch (TextInput.BadText e) {
            table.problem(file, index, line, e.what());
        } catch (JacksonException e) {
            table.problem(file, index, line, "not valid JSON: " + reason(e));
        } catch (ArithmeticException | NumberFormatException e) {
            table.problem(file, index, line, "a number is too large to be read");
        }
    }

    private static String reason(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }

    private static Map<String, Object> cells(JsonNode object) {
        Map<String, Object> cells = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            cells.put(entry.getKey(), cell(entry.getValue()));
        }
        return cells;
    }

    private static Object cell(JsonNode node) {
        return switch (node.getNodeType()) {
            case STRING -> node.asString();
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.isIntegralNumber() ? node.bigIntegerValue() : node.decimalValue();
            case ARRAY -> {
                List<Object> elements = new ArrayList<>();
                for (JsonNode element : node) {
                    if (!element.isNull()) {
                        elements.add(cell(element));
                    }
                }
                yield elements;
            }
            case OBJECT -> cells(node);
            case NULL, MISSING -> RawTable.NOTHING;
            case BINARY, POJO -> new RawTable.Unreadable("object");
        };
    }
}
