package zero4j.serve;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;

/**
 * Pages of one other origin whose scripts may ask (CORS, the Fetch standard). A browser lets no page say that it is of another origin
 * than it is. Control routes are not for pages.
 */
record Cors(Optional<String> origin) {
    private static final String METHOD = "OPTIONS";
    private static final String SECONDS = "600";

    /** Whether a page of that origin asks. */
    boolean welcomes(HttpServerRequest request) {
        return origin.filter(own -> own.equals(request.getHeader("Origin"))).isPresent();
    }

    /** Whether a browser asks what it may ask at a route. */
    boolean isAsked(Route route, HttpServerRequest request) {
        return request.method().name().equals(METHOD) && route.access() != Route.Access.CONTROL && welcomes(request);
    }

    /** Tells the browser that the page may read the answer. */
    void permit(Route route, HttpServerRequest request) {
        if (route.access() != Route.Access.CONTROL && welcomes(request)) {
            request.response()
                    .putHeader("Access-Control-Allow-Origin", origin.orElseThrow())
                    .putHeader("Vary", "Origin");
        }
    }

    /** Says to a browser what it may ask. */
    static Route terms(Route of) {
        return new Route(METHOD, of.path(), Route.Access.ALL, exchange -> {
            String headers = exchange.header("Access-Control-Request-Headers").orElse("Authorization, Content-Type");
            exchange.onLoop(() -> exchange.response()
                    .putHeader("Access-Control-Allow-Methods", "GET, POST")
                    .putHeader("Access-Control-Allow-Headers", headers)
                    .putHeader("Access-Control-Max-Age", SECONDS));
            exchange.text(200, "");
        });
    }
}
