package zero4j.data;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;

/** Rows of JSON: one object a line, or an array of objects. */
final class JsonRows {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final ObjectReader ELEMENT = MAPPER.reader().without(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonRows() {}

    /** Reads JSON Lines. A bad line is a problem of that line; its index is counted all the same. */
    static RawTable lines(Path file) throws IOException {
        RawTable table = new RawTable(file);
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
            long index = 0;
            for (byte[] line = nextLine(in); line != null; line = nextLine(in)) {
                readLine(table, file, index, line);
                index++;
            }
        }
        return table;
    }

    private static void readLine(RawTable table, Path file, long index, byte[] line) {
        long number = index + 1;
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line))
                    .toString();
            String json = index == 0 && text.startsWith("\uFEFF") ? text.substring(1) : text;
            if (json.isBlank()) {
                table.problem(file, index, number, "the line is empty");
                return;
            }
            addRow(table, file, index, number, MAPPER.readTree(json));
        } catch (JacksonException e) {
            table.problem(file, index, number, "not valid JSON: " + reason(e));
        } catch (CharacterCodingException e) {
            table.problem(file, index, number, "not valid UTF-8");
        }
    }

    /** The bytes up to the next newline or the end, or null at the end. A final newline starts no line. */
    private static byte @Nullable [] nextLine(InputStream in) throws IOException {
        int next = in.read();
        if (next < 0) {
            return null;
        }
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        while (next >= 0 && next != '\n') {
            line.write(next);
            next = in.read();
        }
        return line.toByteArray();
    }

    /** Reads an array of objects. Malformed JSON ends the reading, for nothing after it can be trusted. */
    static RawTable array(Path file) {
        RawTable table = new RawTable(file);
        try (JsonParser parser = MAPPER.createParser(file)) {
            if (parser.nextToken() != JsonToken.START_ARRAY) {
                throw new UserError(file + " is neither an array of objects nor one object a line.");
            }
            for (long index = 0; parser.nextToken() != JsonToken.END_ARRAY; index++) {
                long line = parser.currentTokenLocation().getLineNr();
                JsonNode node = ELEMENT.readTree(parser);
                addRow(table, file, index, line, node);
            }
            if (parser.nextToken() != null) {
                throw new UserError(file + ", line "
                        + parser.currentTokenLocation().getLineNr() + ": something follows the array. Mend the file.");
            }
        } catch (JacksonException e) {
            throw new UserError(
                    file + ", line " + e.getLocation().getLineNr() + ": not valid JSON: " + reason(e)
                            + ". Mend the file.",
                    e);
        }
        return table;
    }

    private static String reason(JacksonException e) {
        return e.getOriginalMessage().lines().findFirst().orElse("unreadable");
    }

    private static void addRow(RawTable table, Path file, long index, long line, @Nullable JsonNode node) {
        if (node == null || !node.isObject()) {
            table.problem(file, index, line, "not a JSON object");
            return;
        }
        Map<String, Object> cells = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            table.column(entry.getKey());
            if (!entry.getValue().isNull()) {
                cells.put(entry.getKey(), cell(entry.getValue()));
            }
        }
        table.row(file, index, line, cells);
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
            case OBJECT, NULL, MISSING, BINARY, POJO -> new RawTable.Unreadable("object");
        };
    }
}
