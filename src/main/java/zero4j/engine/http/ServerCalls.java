package zero4j.engine.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.rollout.ServerSettings;

/** Calls of one server's routes: JSON there and back, with a deadline for the whole answer. Thread-safe. */
final class ServerCalls {
    /** Bytes of an answer that is not completions. */
    private static final long LARGEST_ANSWER = 16 << 20;

    private static final int LONGEST_REASON = 300;
    private static final String WHERE_TOKENS_ARE =
            ". Its token is read from the variable of the environment, or the file:PATH, that rollout.token names; without that"
                    + " setting from " + ServerSettings.USUAL_TOKEN;
    private static final int UNAUTHORIZED = 401;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;
    private static final int UNAVAILABLE = 503;

    private final String address;
    private final Optional<String> token;
    private final HttpClient http;

    /** @param token sent with every request, to this server only */
    ServerCalls(String address, Optional<String> token, HttpClient http) {
        this.address = address.endsWith("/") ? address.substring(0, address.length() - 1) : address;
        this.token = token;
        this.http = http;
    }

    /**
     * What came back.
     *
     * @param route it, with method and address, for messages
     * @param retryAfter that the server asks for; zero if nothing
     */
    record Answer(String route, int status, String body, Duration retryAfter) {
        boolean isSuccess() {
            return status / 100 == 2;
        }

        /** Whether there is no such route. */
        boolean isMissing() {
            return status == NOT_FOUND;
        }

        /** Why a route that controls a server is closed, where the token is missing or wrong. */
        Optional<String> refusedToken() {
            return status == UNAUTHORIZED
                    ? Optional.of("it does not take the token for its control routes: " + status + reason()
                            + WHERE_TOKENS_ARE)
                    : Optional.empty();
        }

        /** The body as JSON; a missing node where it is empty or none. */
        JsonNode json() {
            try {
                return body.isBlank()
                        ? JsonMapper.shared().missingNode()
                        : JsonMapper.shared().readTree(body);
            } catch (JacksonException e) {
                return JsonMapper.shared().missingNode();
            }
        }

        /** This, if it is a success. */
        Answer required() {
            if (isSuccess()) {
                return this;
            }
            throw new ServerTrouble(
                    kind(),
                    route + ": " + status + reason() + (status == UNAUTHORIZED ? WHERE_TOKENS_ARE : ""),
                    retryAfter);
        }

        private ServerTrouble.Kind kind() {
            return switch (status) {
                case UNAUTHORIZED -> ServerTrouble.Kind.UNAUTHORIZED;
                case NOT_FOUND -> ServerTrouble.Kind.NO_ROUTE;
                case TOO_MANY, UNAVAILABLE -> ServerTrouble.Kind.BUSY;
                default -> status / 100 == 5 ? ServerTrouble.Kind.FAILED : ServerTrouble.Kind.REFUSED;
            };
        }

        /** What the server says of it, behind a blank. */
        String reason() {
            JsonNode json = json();
            JsonNode error = json.path("error");
            String text = error.isString()
                    ? error.asString()
                    : error.path("message").asString(json.path("message").asString(body));
            String line = text.strip().replaceAll("\\s+", " ");
            return line.isEmpty()
                    ? ""
                    : " " + (line.length() > LONGEST_REASON ? line.substring(0, LONGEST_REASON) + "…" : line);
        }
    }

    String address() {
        return address;
    }

    /**
     * Asks a route.
     *
     * @throws ServerTrouble if no whole answer comes
     */
    Answer get(String path, Duration deadline) {
        return send("GET", path, null, deadline, LARGEST_ANSWER);
    }

    /**
     * Sends something to a route.
     *
     * @param body null sends nothing
     * @throws ServerTrouble if no whole answer comes
     */
    Answer post(String path, @Nullable JsonNode body, Duration deadline) {
        return send("POST", path, body, deadline, LARGEST_ANSWER);
    }

    /**
     * The same where the answer may be large.
     *
     * @param most bytes that it may have
     * @throws ServerTrouble if no whole answer comes
     */
    Answer post(String path, JsonNode body, Duration deadline, long most) {
        return send("POST", path, body, deadline, most);
    }

    private Answer send(String method, String path, @Nullable JsonNode body, Duration deadline, long most) {
        String of = address + ": " + method + " " + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        token.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
        // The client's own timeout ends with the headers; this one counts for the whole answer.
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(request.build(), _ -> new LimitedBody(most));
        try {
            return read(of, answer.get(deadline.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new ServerTrouble(ServerTrouble.Kind.LATE, of + ": no whole answer within " + seconds(deadline));
        } catch (ExecutionException e) {
            throw new ServerTrouble(kind(e.getCause()), of + ": " + reason(e.getCause()));
        } catch (InterruptedException e) {
            answer.cancel(true); // closes the connection, by which the server knows
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server works", e);
        }
    }

    private static String seconds(Duration deadline) {
        return deadline.toMillis() % 1000 == 0
                ? deadline.toSeconds() + " s"
                : Long.toString(deadline.toMillis()) + " ms";
    }

    private static Answer read(String of, HttpResponse<byte[]> response) {
        String after = response.headers().firstValue("Retry-After").orElse("");
        return new Answer(
                of,
                response.statusCode(),
                new String(response.body(), StandardCharsets.UTF_8),
                after.matches("\\d{1,5}") ? Duration.ofSeconds(Long.parseLong(after)) : Duration.ZERO);
    }

    private static ServerTrouble.Kind kind(@Nullable Throwable cause) {
        return switch (cause) {
            case LimitedBody.TooLong _ -> ServerTrouble.Kind.REFUSED;
            case ConnectException _, HttpConnectTimeoutException _ -> ServerTrouble.Kind.UNREACHABLE;
            case IOException _ -> ServerTrouble.Kind.BROKEN;
            case null, default -> ServerTrouble.Kind.UNREACHABLE;
        };
    }

    private static String reason(@Nullable Throwable cause) {
        if (cause instanceof ConnectException) {
            return "no connection: nobody listens there";
        }
        if (cause instanceof LimitedBody.TooLong) {
            return String.valueOf(cause.getMessage());
        }
        return cause instanceof IOException && cause.getMessage() != null
                ? "the connection broke: " + cause.getMessage()
                : String.valueOf(cause);
    }
}
