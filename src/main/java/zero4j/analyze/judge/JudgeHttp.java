package zero4j.analyze.judge;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient.Redirect;
import java.net.http.HttpClient.Version;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Sends the library's requests: the deadline counts for the whole answer, an answer has an end, and what a refusal asks for
 * ({@code Retry-After}) is not lost.
 */
final class JudgeHttp implements HttpClient, HttpClientBuilder, AutoCloseable {
    private static final int LARGEST_ANSWER = 4 << 20;

    private static final Duration TO_CONNECT = Duration.ofSeconds(15);

    private final Duration deadline;
    private final java.net.http.HttpClient http;

    /** An answer that is no success. */
    static final class Refusal extends HttpException {
        private static final long serialVersionUID = 1L;
        private final String retryAfter;

        Refusal(int status, String body, String retryAfter) {
            super(status, body);
            this.retryAfter = retryAfter;
        }

        String body() {
            return String.valueOf(getMessage());
        }

        /** As the server has it: seconds, a date, or empty. */
        String retryAfter() {
            return retryAfter;
        }
    }

    /** A web page where an answer was expected. */
    static final class Page extends HttpException {
        private static final long serialVersionUID = 1L;

        Page(int status, String body) {
            super(status, body);
        }
    }

    JudgeHttp(Duration deadline, java.net.ProxySelector proxies) {
        this.deadline = deadline;
        this.http = java.net.http.HttpClient.newBuilder()
                .version(Version.HTTP_1_1) // some local servers stumble over the offer of another
                .followRedirects(Redirect.NEVER) // a key goes where the user has sent it
                .connectTimeout(deadline.compareTo(TO_CONNECT) < 0 ? deadline : TO_CONNECT)
                .proxy(proxies)
                .build();
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> answer =
                http.sendAsync(built(request), BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            return read(answer.get(deadline.toMillis(), TimeUnit.MILLISECONDS));
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw new UncheckedIOException(new HttpTimeoutException("no whole answer"));
        } catch (ExecutionException e) {
            throw new UncheckedIOException(e.getCause() instanceof IOException io ? io : new IOException(e.getCause()));
        } catch (InterruptedException e) {
            answer.cancel(true);
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    private static SuccessfulHttpResponse read(HttpResponse<byte[]> answer) {
        String body = new String(answer.body(), StandardCharsets.UTF_8);
        int status = answer.statusCode();
        if (status < 200 || status > 299) {
            throw new Refusal(
                    status,
                    status / 100 == 3 ? answer.headers().firstValue("Location").orElse("") : body,
                    answer.headers().firstValue("Retry-After").orElse(""));
        }
        String type = answer.headers().firstValue("Content-Type").orElse("");
        boolean named = type.strip().toLowerCase(Locale.ROOT).startsWith("text/html");
        if (body.stripLeading().startsWith("<")
                || (named && !body.stripLeading().startsWith("{"))) {
            throw new Page(status, body);
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(status)
                .headers(answer.headers().map())
                .body(body)
                .build();
    }

    private java.net.http.HttpRequest built(HttpRequest request) {
        java.net.http.HttpRequest.Builder builder = java.net.http.HttpRequest.newBuilder(URI.create(request.url()))
                .timeout(deadline)
                .method(
                        request.method().name(),
                        java.net.http.HttpRequest.BodyPublishers.ofString(request.body(), StandardCharsets.UTF_8));
        request.headers().forEach((name, values) -> values.forEach(value -> builder.header(name, value)));
        return builder.build();
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("judges answer at once");
    }

    @Override
    public Duration connectTimeout() {
        return deadline;
    }

    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return deadline;
    }

    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
    }

    @Override
    public HttpClient build() {
        return this;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
