package zero4j.dashboard;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Who is let in, and what a browser may do with what it gets. Nothing can be changed through the server, so only reading
 * methods are answered.
 */
final class Guard {
    /** Scripts and styles from the server alone, no text that becomes a script, no frames, nothing from elsewhere. */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private static final Set<String> METHODS = Set.of("GET", "HEAD");
    private static final Set<String> OWN_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final Endpoint endpoint;
    private final String cookie;

    /** @param port that the server listens on: cookies of a machine are seen by all its ports */
    Guard(Endpoint endpoint, int port) {
        this.endpoint = endpoint;
        this.cookie = "zero4j-" + port;
    }

    /** Says what the browser may do with any answer. */
    static void setHeaders(Headers headers) {
        headers.set("Content-Security-Policy", POLICY);
        headers.set("X-Content-Type-Options", "nosniff");
        headers.set("X-Frame-Options", "DENY");
        headers.set("Referrer-Policy", "no-referrer");
        headers.set("Cross-Origin-Resource-Policy", "same-origin");
        headers.set("Cross-Origin-Opener-Policy", "same-origin");
        headers.set("Cache-Control", "no-store");
    }

    /** The answer to a request that is not let in; empty if it is. */
    Optional<Reply> refusal(HttpExchange exchange) {
        if (!METHODS.contains(exchange.getRequestMethod())) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return Optional.of(Reply.text(405, "This page only shows: nothing can be changed through it."));
        }
        if (endpoint.token().isEmpty() && !isOwnName(exchange.getRequestHeaders())) {
            return Optional.of(Reply.text(
                    421,
                    "This page answers to localhost and 127.0.0.1 only. To serve it under another name start"
                            + " `dashboard --host ADDRESS`, which asks for a token."));
        }
        return endpoint.token().isEmpty() ? Optional.empty() : withoutToken(exchange);
    }

    /**
     * A name that leads here without being this machine's is one that a foreign page made lead here (DNS rebinding). Where a token is
     * needed it keeps such pages out: a browser shows it to the name only that it was given for.
     */
    private static boolean isOwnName(Headers request) {
        String host = Optional.ofNullable(request.getFirst("Host")).orElse("");
        return OWN_NAMES.contains(host.replaceFirst(":\\d{1,5}$", ""));
    }

    /** A token in the address is put into a cookie, so that it does not stay where it is seen and kept. */
    private Optional<Reply> withoutToken(HttpExchange exchange) {
        URI asked = exchange.getRequestURI();
        Optional<String> inAddress = Optional.ofNullable(Query.of(asked).get("token"));
        if (inAddress.filter(endpoint::admits).isPresent()) {
            exchange.getResponseHeaders()
                    .set("Set-Cookie", cookie + "=" + inAddress.get() + "; Path=/; HttpOnly; SameSite=Strict");
            exchange.getResponseHeaders().set("Location", "/");
            return Optional.of(Reply.text(303, "The page is at /."));
        }
        boolean known = shown(exchange.getRequestHeaders()).anyMatch(endpoint::admits);
        return known
                ? Optional.empty()
                : Optional.of(Reply.text(
                        401, "This page needs its token: open the address with ?token=… that `dashboard` printed."));
    }

    private Stream<String> shown(Headers request) {
        Stream<String> cookies = request.getOrDefault("Cookie", List.of()).stream()
                .flatMap(line -> Arrays.stream(line.split(";")))
                .map(String::strip)
                .filter(pair -> pair.startsWith(cookie + "="))
                .map(pair -> pair.substring(cookie.length() + 1));
        Stream<String> bearer = request.getOrDefault("Authorization", List.of()).stream()
                .filter(line -> line.startsWith("Bearer "))
                .map(line -> line.substring("Bearer ".length()));
        return Stream.concat(cookies, bearer);
    }
}
