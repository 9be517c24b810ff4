package zero4j.serve;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A request that is not done, with the status and the sentence that its sender gets. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final @Nullable String param;
    private final @Nullable String code;

    private Refusal(int status, String type, String message, @Nullable String param, @Nullable String code) {
        super(message, null, false, false);
        this.status = status;
        this.type = type;
        this.param = param;
        this.code = code;
    }

    /** A mistake in the request; {@code param} is the key that has it. */
    static Refusal invalid(String param, String message) {
        return new Refusal(400, "invalid_request_error", message, param, null);
    }

    /** A request that is wrong as a whole. */
    static Refusal invalid(String message) {
        return new Refusal(400, "invalid_request_error", message, null, null);
    }

    /** A prompt that the model has no room for, under the key {@code param}. */
    static Refusal tooLong(String param, String message) {
        return new Refusal(400, "invalid_request_error", message, param, "context_length_exceeded");
    }

    static Refusal of(int status, String message) {
        return switch (status) {
            case 401 -> new Refusal(status, "authentication_error", message, null, "invalid_api_key");
            case 403 -> new Refusal(status, "permission_error", message, null, null);
            case 404 -> new Refusal(status, "not_found_error", message, null, null);
            case 429 -> new Refusal(status, "rate_limit_error", message, null, "queue_full");
            case 503 -> new Refusal(status, "service_unavailable_error", message, null, null);
            default ->
                new Refusal(status, status < 500 ? "invalid_request_error" : "server_error", message, null, null);
        };
    }

    static Refusal noSuchModel(String message) {
        return new Refusal(404, "not_found_error", message, "model", "model_not_found");
    }

    int status() {
        return status;
    }

    String sentence() {
        return String.valueOf(getMessage());
    }

    /** As OpenAI's clients read it. */
    Map<String, Object> body() {
        Map<String, @Nullable Object> error = new LinkedHashMap<>();
        error.put("message", getMessage());
        error.put("type", type);
        error.put("param", param);
        error.put("code", code);
        return Map.of("error", error);
    }
}
