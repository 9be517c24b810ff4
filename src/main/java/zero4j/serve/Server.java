package zero4j.serve;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import zero4j.OptionalLibrary;
import zero4j.UserError;
import zero4j.engine.Generation;
import zero4j.run.RunFolder;

/**
 * A server that samples from a model for any number of clients at once, in the protocols of OpenAI, vLLM and SGLang (docs/serve.md).
 *
 * <p>What clients ask for is batched by the engine, whose owner is whoever started the server: it must be closed after the server.
 * {@link #close} stops gracefully. Thread-safe.
 */
public final class Server implements AutoCloseable {
    private static final int LONGEST_HEAD = 16 << 10;
    private static final int LONGEST_LINE = 8 << 10;
    /** What the system may hold for a client that does not read: by itself it would take megabytes. */
    private static final int SEND_BUFFER = 256 << 10;

    private final ServeSettings settings;
    private final Gate gate;
    private final Pauses pauses;
    private final ServedWeights weights;
    private final Dispatcher dispatcher;
    private final AtomicBoolean closed = new AtomicBoolean();
    private final List<Follower> followers = new CopyOnWriteArrayList<>();
    private final Vertx vertx;
    private final HttpServer http;
    private final String host;

    private Server(Generation engine, ServedModel model, String version, ServeSettings settings, InetAddress address) {
        this.settings = settings;
        this.host = address.getHostAddress();
        this.gate = new Gate(settings.limits().queue());
        this.pauses = new Pauses(gate, engine);
        ServerMetrics metrics = new ServerMetrics(gate::through, gate::waiting);
        this.weights = new ServedWeights(pauses, model, 0, version, metrics::weights);
        OrderSampler sampling = new OrderSampler(engine, gate, metrics);
        Conversations conversations = new Conversations(model);
        ModelRoutes own = new ModelRoutes(model, weights, gate, sampling, conversations, metrics);
        this.vertx = Vertx.vertx(options());
        StreamPace pace = new StreamPace(vertx, settings.limits().pace());
        List<Route> routes = new ArrayList<>(own.routes());
        routes.addAll(new GenerationRoutes(model, weights, sampling, conversations, metrics, settings.limits(), pace)
                .routes());
        if (settings.control().isPresent()) {
            routes.addAll(new VllmControl(weights, pauses, gate).routes());
            routes.addAll(new SglangControl(model, weights, pauses, gate).routes());
            routes.addAll(NotDone.routes());
        }
        Connections connections = new Connections(vertx, settings.limits());
        metrics.connections(connections::open);
        Cors cors = new Cors(settings.cors());
        this.dispatcher = new Dispatcher(
                routes, new Access(settings, address, cors), cors, connections, settings.limits(), metrics, own::one);
        this.http = vertx.createHttpServer(httpOptions())
                .connectionHandler(connections::opened)
                .requestHandler(dispatcher::receive);
    }

    /**
     * Starts it.
     *
     * @param engine that samples, with weights; stays the caller's
     * @param version what the engine's weights are called
     * @throws UserError if the address cannot be had, or the model's template cannot be used
     */
    public static Server start(Generation engine, ServedModel model, String version, ServeSettings settings) {
        OptionalLibrary.VERTX.require("A server of models");
        OptionalLibrary.PROMETHEUS.require("A server of models");
        Server server = new Server(engine, model, version, settings, address(settings.host()));
        try {
            await(server.http.listen(settings.port(), server.host));
            return server;
        } catch (CompletionException e) {
            server.vertx.close();
            throw taken(server.host, settings.port(), e.getCause() == null ? e : e.getCause());
        }
    }

    /**
     * Looks whether a server could be started, for whoever has to wait before.
     *
     * @throws UserError if the address cannot be had
     */
    public static void requireFree(ServeSettings settings) {
        InetAddress address = address(settings.host());
        try (ServerSocket _ = new ServerSocket(settings.port(), 1, address)) {
            // It is free, and free again.
        } catch (IOException e) {
            throw taken(address.getHostAddress(), settings.port(), e);
        }
    }

    private static UserError taken(String host, int port, Throwable cause) {
        return new UserError(
                "the model cannot be served at " + host + ":" + port + ": " + cause.getMessage()
                        + "; choose another --port",
                cause);
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new UserError(
                    "--host is " + host + "; it must be an address of this machine, such as 127.0.0.1 or 0.0.0.0", e);
        }
    }

    /** One loop is enough: it only moves bytes, and the cores are for decoding. */
    private static VertxOptions options() {
        return new VertxOptions()
                .setEventLoopPoolSize(1)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setPreferNativeTransport(false)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false));
    }

    private static HttpServerOptions httpOptions() {
        return new HttpServerOptions()
                .setSendBufferSize(SEND_BUFFER)
                .setMaxInitialLineLength(LONGEST_LINE)
                .setMaxHeaderSize(LONGEST_HEAD)
                .setHttp2ClearTextEnabled(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false)
                .setHandle100ContinueAutomatically(true)
                .setCompressionSupported(false);
    }

    /** The port, which is another one than was asked for where that was 0. */
    public int port() {
        return http.actualPort();
    }

    /** Where clients find it: what they call the base URL, without {@code /v1}. */
    public String address() {
        String literal = host.contains(":") ? "[" + host + "]" : host;
        return "http://" + literal + ":" + port();
    }

    /** What the present weights are called. */
    public String version() {
        return weights.label();
    }

    /** Whether there are weights to sample from. */
    boolean usable() {
        return weights.usable();
    }

    /**
     * Takes over the weights of a folder, once what is in flight has ended.
     *
     * @param version what they are called
     * @throws UserError if they are not those of such a model; nothing is changed then
     */
    public void load(Path folder, String version) {
        weights.load(folder.toAbsolutePath(), version);
    }

    /**
     * Takes over each new checkpoint of a run from now on, without dropping requests, until the server or the result is closed. The
     * version is the step.
     *
     * @param from the checkpoint that is served already
     * @param every how often it is looked for
     * @param said is told in words what was taken over, and what could not be
     */
    public AutoCloseable follow(RunFolder run, Path from, Duration every, Consumer<String> said) {
        Follower follower = new Follower(this, run.path(), run::latestCheckpoint, from, every, said);
        followers.add(follower);
        return follower;
    }

    /**
     * Stops: new requests are refused, those in flight have the time that the settings say, and what has not ended then is cancelled
     * and answered with what it has. Returns when all of that is done.
     */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        followers.forEach(Follower::close);
        gate.close();
        pauses.letGoOn();
        try {
            if (!gate.awaitEmpty(settings.limits().grace().toMillis())) {
                var _ = gate.cancelAll();
                var _ = gate.awaitEmpty(settings.limits().header().toMillis());
            }
            dispatcher.awaitAnswered(settings.limits().header());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var _ = gate.cancelAll();
        }
        await(http.shutdown(settings.limits().header().toMillis(), TimeUnit.MILLISECONDS));
        await(vertx.close());
    }
}
