package zero4j.hub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A hub of one repository, {@code owner/name}, that behaves, or misbehaves as told. Files of 100 bytes and more are large ones: their
 * bytes are on another server, to which the hub redirects.
 */
public final class FakeHub implements AutoCloseable {
    static final String COMMIT = "a".repeat(40);
    static final String TOKEN = "hf_secret";
    private static final int LARGE = 100;
    private static final int PAGE = 3;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);
    private final HttpServer hub;
    private final HttpServer store;
    private final Map<String, byte[]> files = new TreeMap<>();
    private final Map<String, String> listedSizes = new ConcurrentHashMap<>();
    private final Map<String, Deque<Fault>> faults = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    volatile String commit = COMMIT;
    volatile String answeredCommit = "";
    volatile String nextPage = "";
    volatile String linkedHub = "";

    /** What a request for a file meets. */
    sealed interface Fault {
        /** The connection breaks in the middle. */
        record Drop() implements Fault {}

        /** Other bytes of the same number. */
        record OtherBytes() implements Fault {}

        /** All of it, whatever was asked for. */
        record IgnoredRange() implements Fault {}

        /** Another part than the one asked for. */
        record OtherRange() implements Fault {}

        /** So many bytes more than the file has, or fewer, of which the server is sure. */
        record OtherLength(int more) implements Fault {}

        /** More bytes than the file has, without a length. */
        record Endless() implements Fault {}

        /** A few bytes, and then nothing. */
        record Stall() implements Fault {}

        /** An error. */
        record Status(int code, Map<String, String> headers) implements Fault {}
    }

    /** A request as it came. */
    record Request(String server, String path, Optional<String> range, Optional<String> token) {}

    public FakeHub() throws IOException {
        hub = serve(this::answerHub);
        store = serve(exchange ->
                answerFile(exchange, "store", exchange.getRequestURI().getPath().substring(1)));
    }

    private HttpServer serve(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", handler);
        server.setExecutor(threads);
        server.start();
        return server;
    }

    /** A small Llama without sense, and what such repositories hold besides. */
    public static FakeHub withModel() throws IOException {
        FakeHub hub = new FakeHub();
        for (String name : List.of(
                "config.json",
                "generation_config.json",
                "tokenizer.json",
                "tokenizer_config.json",
                "README.md",
                ".gitattributes")) {
            hub.put(name, "{\"" + name + "\": 1}");
        }
        hub.put("model.safetensors", "weights ".repeat(40_000));
        return hub.put("pytorch_model.bin", "old weights ".repeat(1000))
                .put("onnx/model.onnx", "other weights ".repeat(1000));
    }

    public FakeHub put(String path, String contents) {
        files.put(path, contents.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    FakeHub remove(String path) {
        files.remove(path);
        return this;
    }

    /** The hub lists a file with another size. */
    FakeHub list(String path, String size) {
        listedSizes.put(path, size);
        return this;
    }

    /** The next requests for a file, or for any other path of the hub, meet these. */
    FakeHub meet(String path, Fault... met) {
        faults.computeIfAbsent(path, _ -> new ArrayDeque<>()).addAll(List.of(met));
        return this;
    }

    static Fault status(int code, String... headers) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < headers.length; i += 2) {
            map.put(headers[i], headers[i + 1]);
        }
        return new Fault.Status(code, map);
    }

    byte[] file(String path) {
        return Objects.requireNonNull(files.get(path), path);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
    }

    HubSettings settings() {
        return new HubSettings(endpoint(), Optional.of(TOKEN), Duration.ofSeconds(20), 4, 2);
    }

    /** Requests for a file's bytes, where these are. */
    List<Request> transfers(String path) {
        return requests.stream()
                .filter(request -> request.path().equals(path) || request.path().endsWith("/" + path))
                .filter(request ->
                        (file(path).length >= LARGE) == request.server().equals("store"))
                .toList();
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    /** The paths that were asked for, in order. */
    public List<String> asked() {
        return requests.stream().map(Request::path).toList();
    }

    private void answerHub(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getRawPath();
        Optional<Fault> fault = next(path);
        if (fault.isPresent() && fault.get() instanceof Fault.Status status) {
            record("hub", exchange);
            fail(exchange, status);
        } else if (path.matches("/api/(models|datasets)/owner/name/revision/.*")) {
            record("hub", exchange);
            send(exchange, "{\"sha\": \"" + commit + "\", \"id\": \"owner/name\"}");
        } else if (path.matches("/api/(models|datasets)/owner/name/tree/[0-9a-f]{40}")) {
            record("hub", exchange);
            sendTree(exchange);
        } else if (path.matches("(/datasets)?/owner/name/resolve/[0-9a-f]{40}/.*")) {
            String file = exchange.getRequestURI().getPath().replaceFirst(".*/resolve/[0-9a-f]{40}/", "");
            exchange.getResponseHeaders()
                    .set(
                            "X-Repo-Commit",
                            answeredCommit.isEmpty()
                                    ? path.replaceAll(".*/resolve/([0-9a-f]{40})/.*", "$1")
                                    : answeredCommit);
            if (files.containsKey(file) && file(file).length >= LARGE) {
                record("hub", exchange);
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://127.0.0.1:" + store.getAddress().getPort() + "/"
                                        + exchange.getRequestURI()
                                                .getRawPath()
                                                .replaceFirst(".*/resolve/[0-9a-f]{40}/", ""));
                exchange.sendResponseHeaders(302, -1);
                exchange.close();
            } else {
                answerFile(exchange, "hub", file);
            }
        } else {
            record("hub", exchange);
            fail(exchange, new Fault.Status(404, Map.of("X-Error-Code", "RepoNotFound")));
        }
    }

    private void sendTree(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=(\\d+).*", "$1")) : 0;
        List<String> paths = List.copyOf(files.keySet());
        StringBuilder json =
                new StringBuilder("[{\"type\": \"directory\", \"oid\": \"00\", \"size\": 0, \"path\": \"onnx\"}");
        for (String path : paths.subList(from, Math.min(paths.size(), from + PAGE))) {
            byte[] bytes = file(path);
            String size = listedSizes.getOrDefault(path, Integer.toString(bytes.length));
            json.append(",{\"type\": \"file\", \"oid\": \"%s\", \"size\": %s, \"path\": \"%s\""
                    .formatted(
                            hex("SHA-1", ("blob " + bytes.length + "\0").getBytes(StandardCharsets.UTF_8), bytes),
                            size,
                            path));
            json.append(
                    bytes.length < LARGE
                            ? "}"
                            : ", \"lfs\": {\"oid\": \"%s\", \"size\": %s, \"pointerSize\": 134}}"
                                    .formatted(hex("SHA-256", bytes), size));
        }
        if (from + PAGE < paths.size()) {
            String next = nextPage.isEmpty()
                    ? exchange.getRequestURI().getPath() + "?recursive=true&cursor=" + (from + PAGE)
                    : nextPage;
            exchange.getResponseHeaders()
                    .set("Link", "<" + (linkedHub.isEmpty() ? endpoint() : linkedHub) + next + ">; rel=\"next\"");
        }
        send(exchange, json.append("]").toString());
    }

    private void answerFile(HttpExchange exchange, String server, String path) throws IOException {
        record(server, exchange);
        byte[] bytes = files.get(path);
        Optional<Fault> fault = next(path);
        if (fault.isPresent() && fault.get() instanceof Fault.Status status) {
            fail(exchange, status);
            return;
        }
        if (bytes == null) {
            fail(exchange, new Fault.Status(404, Map.of("X-Error-Code", "EntryNotFound")));
            return;
        }
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean whole = range == null
                || fault.filter(Fault.IgnoredRange.class::isInstance).isPresent();
        int from = whole ? 0 : Integer.parseInt(range.replaceAll("bytes=(\\d+)-", "$1"));
        byte[] rest = Arrays.copyOfRange(bytes, from, bytes.length);
        if (!whole) {
            int said = fault.filter(Fault.OtherRange.class::isInstance).isPresent() ? from - 1 : from;
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + said + "-" + (bytes.length - 1) + "/" + bytes.length);
        }
        send(exchange, whole ? 200 : 206, rest, fault);
    }

    private void send(HttpExchange exchange, int code, byte[] rest, Optional<Fault> fault) throws IOException {
        try (exchange) {
            byte[] sent = rest.clone();
            long length = rest.length;
            int count = rest.length;
            switch (fault.orElse(new Fault.IgnoredRange())) {
                case Fault.Drop _ -> count = rest.length / 2;
                case Fault.Stall _ -> count = Math.min(10, rest.length);
                case Fault.OtherBytes _ -> sent[sent.length / 2] ^= 1;
                case Fault.OtherLength other -> length += other.more();
                case Fault.Endless _ -> {
                    sent = Arrays.copyOf(rest, rest.length + 50);
                    count = sent.length;
                    length = 0; // chunks
                }
                default -> {}
            }
            exchange.sendResponseHeaders(code, length);
            OutputStream body = exchange.getResponseBody();
            body.write(sent, 0, (int) Math.min(count, length == 0 ? count : length));
            body.flush();
            if (fault.filter(Fault.Stall.class::isInstance).isPresent()) {
                end.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Fault> next(String path) {
        Deque<Fault> waiting = faults.getOrDefault(path, new ArrayDeque<>());
        synchronized (waiting) {
            return Optional.ofNullable(waiting.poll());
        }
    }

    private void record(String server, HttpExchange exchange) {
        requests.add(new Request(
                server,
                exchange.getRequestURI().getPath(),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range")),
                Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
    }

    private static void fail(HttpExchange exchange, Fault.Status status) throws IOException {
        status.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status.code(), -1);
        exchange.close();
    }

    private static void send(HttpExchange exchange, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String hex(String algorithm, byte[]... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            for (byte[] part : parts) {
                digest.update(part);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        end.countDown();
        hub.stop(0);
        store.stop(0);
        threads.close();
    }
}
