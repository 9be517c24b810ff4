package zero4j.dashboard;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import zero4j.UserError;

/**
 * A server that shows runs in a browser. It only reads, and nothing waits for it: whoever trains does not notice whether it is
 * there. Answers are given on virtual threads; closing ends it with all connections.
 */
public final class Dashboard implements AutoCloseable {
    /** Ports that are tried one after the other before any free one is taken. */
    private static final int NEXT_PORTS = 20;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Endpoint endpoint;
    private final PageFiles files = new PageFiles();
    private final Guard guard;
    private final Api api;
    private final LiveNews news;

    private Dashboard(WatchedRuns runs, Endpoint endpoint) {
        this.endpoint = endpoint;
        this.server = bound(endpoint);
        this.threads = Executors.newVirtualThreadPerTaskExecutor();
        this.guard = new Guard(endpoint, server.getAddress().getPort());
        RunLines lines = new RunLines(InstantSource.system());
        this.api = new Api(runs, lines);
        this.news = new LiveNews(runs, lines);
    }

    /**
     * Starts it.
     *
     * @throws UserError if the port is taken, or not this user's to take
     */
    public static Dashboard start(WatchedRuns runs, Endpoint endpoint) {
        Dashboard dashboard = new Dashboard(runs, endpoint);
        dashboard.server.setExecutor(dashboard.threads);
        dashboard.server.createContext("/", dashboard::handle);
        dashboard.server.start();
        return dashboard;
    }

    private static HttpServer bound(Endpoint endpoint) {
        int last = endpoint.orNext() ? Math.min(65535, endpoint.port() + NEXT_PORTS) : endpoint.port();
        for (int port = endpoint.port(); port <= last; port++) {
            try {
                return HttpServer.create(new InetSocketAddress(endpoint.address(), port), 0);
            } catch (BindException e) {
                if (!endpoint.orNext()) {
                    throw failure(endpoint, e);
                }
            } catch (IOException e) {
                throw failure(endpoint, e);
            }
        }
        return bound(new Endpoint(endpoint.address(), 0, false, endpoint.token()));
    }

    private static UserError failure(Endpoint endpoint, IOException e) {
        return new UserError(
                "the page cannot be served at " + endpoint.address().getHostAddress() + ":" + endpoint.port() + ": "
                        + e.getMessage() + "; choose another port",
                e);
    }

    /** The port, which is another one than was asked for where that may be. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** What to open in a browser, with the token if one is needed. */
    public String address() {
        InetAddress bound = server.getAddress().getAddress();
        String host = bound.isAnyLocalAddress() ? hostName() : bound.getHostAddress();
        String literal = host.contains(":") && bound instanceof Inet6Address ? "[" + host + "]" : host;
        return "http://" + literal + ":" + server.getAddress().getPort() + "/"
                + endpoint.token().map(token -> "?token=" + token).orElse("");
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "localhost";
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try {
            Guard.setHeaders(exchange.getResponseHeaders());
            Optional<Reply> refusal = guard.refusal(exchange);
            if (refusal.isPresent()) {
                refusal.get().send(exchange);
            } else if (exchange.getRequestURI().getPath().equals(LiveNews.PATH)
                    && exchange.getRequestMethod().equals("GET")) {
                news.stream(exchange);
            } else {
                reply(exchange).send(exchange);
            }
        } finally {
            exchange.close();
        }
    }

    private Reply reply(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        try {
            return path.startsWith(Api.PREFIX)
                    ? api.answer(path.substring(Api.PREFIX.length()), Query.parse(exchange.getRequestURI()))
                    : files.find(path).orElseGet(() -> Reply.text(404, "There is no such page; this one is at /."));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            // What goes wrong here concerns one answer, and must end neither the server nor a training in this process.
            return Reply.problem(500, "The server failed to answer: " + e);
        }
    }

    @Override
    public void close() {
        news.close();
        server.stop(0);
        threads.shutdownNow();
    }
}
