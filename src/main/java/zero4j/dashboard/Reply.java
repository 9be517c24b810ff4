package zero4j.dashboard;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * An answer of the server.
 *
 * @param status HTTP's number
 * @param type of the body
 */
record Reply(int status, String type, byte[] body) {
    private static final JsonMapper JSON = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new FiniteNumbers())
                    .addSerializer(double.class, new FiniteNumbers()))
            .build();
    private static final String TEXT = "text/plain; charset=utf-8";

    /** In as many digits as a chart can show: half as long as those of all bits. */
    private static final class FiniteNumbers extends ValueSerializer<Double> {
        @Override
        public void serialize(Double value, JsonGenerator json, SerializationContext context) {
            if (Double.isFinite(value)) {
                json.writeNumber((float) (double) value);
            } else {
                json.writeNull();
            }
        }
    }

    static Reply json(Object value) {
        return new Reply(200, "application/json", bytes(value));
    }

    /** A sentence that the page shows in place of what was asked for. */
    static Reply problem(int status, String sentence) {
        return new Reply(status, "application/json", bytes(Map.of("problem", sentence)));
    }

    static Reply text(int status, String sentence) {
        return new Reply(status, TEXT, (sentence + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** A value as JSON. Numbers that are not finite become null: JSON has none. */
    static byte[] bytes(Object value) {
        return JSON.writeValueAsBytes(value);
    }

    void send(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(status, head || body.length == 0 ? -1 : body.length);
        if (!head && body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }
}
