package zero4j.engine.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.rollout.TinyModel;

/**
 * A server of vLLM's or SGLang's protocol whose completions are letters that follow from prompt and sample, and that does wrong what a test
 * tells it to. It keeps what it was asked, in order.
 */
final class MisbehavingServer implements AutoCloseable {
    static final float LOGPROB = -0.5f;
    private static final int NO_BODY = -1;
    /** Routes that are only looked at; to look at another one is to find out whether it is there. */
    private static final Set<String> LOOKS = Set.of("/health", "/weight_info", "/get_weight_version");

    private final HttpServer http;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final boolean sglang;
    private final List<String> events = new ArrayList<>();
    private final List<JsonNode> asked = new ArrayList<>();
    private final Map<String, JsonNode> bodies = new ConcurrentHashMap<>();
    private final Map<String, Deque<Deed>> deeds = new ConcurrentHashMap<>();
    private final Set<String> missing = ConcurrentHashMap.newKeySet();
    private final Set<String> locked = ConcurrentHashMap.newKeySet();
    private volatile String label = "default";
    private volatile boolean takesLabels = true;
    private volatile UnaryOperator<ObjectNode> wrong = UnaryOperator.identity();

    /** What is done instead of an answer. */
    interface Deed {
        void answer(HttpExchange exchange) throws IOException;
    }

    MisbehavingServer(Speech speech) {
        sglang = speech == Speech.SGLANG;
        if (speech == Speech.VLLM) {
            missing.add("/inference/v1/generate");
        }
        try {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        http.setExecutor(threads);
        http.createContext("/", this::handle);
        http.start();
    }

    /** What a server speaks. */
    enum Speech {
        VLLM,
        VLLM_NATIVE,
        SGLANG;

        String update() {
            return this == SGLANG ? "/update_weights_from_disk" : "/collective_rpc";
        }

        String generate() {
            return this == SGLANG ? "/generate" : this == VLLM ? "/v1/completions" : "/inference/v1/generate";
        }

        String pause() {
            return this == SGLANG ? "/pause_generation" : "/pause";
        }

        String resume() {
            return this == SGLANG ? "/continue_generation" : "/resume";
        }

        String version() {
            return this == SGLANG ? "/get_weight_version" : "/weight_info";
        }

        String flush() {
            return this == SGLANG ? "/flush_cache" : "/reset_prefix_cache";
        }
    }

    String address() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** Does something else, once for each deed. */
    MisbehavingServer once(String path, Deed... what) {
        deeds.computeIfAbsent(path, _ -> new ArrayDeque<>()).addAll(List.of(what));
        return this;
    }

    /** Has no such route. */
    MisbehavingServer without(String... paths) {
        missing.addAll(List.of(paths));
        return this;
    }

    /** Asks for a token at these routes. */
    MisbehavingServer locked(String... paths) {
        locked.addAll(List.of(paths));
        return this;
    }

    /** Changes each completion before it is sent. */
    MisbehavingServer changing(UnaryOperator<ObjectNode> completion) {
        wrong = completion;
        return this;
    }

    /** Ignores labels of weights that it is given. */
    MisbehavingServer forgettingLabels() {
        takesLabels = false;
        return this;
    }

    /** Gives other letters from now on, as if it had other weights. */
    void restart(String withLabel) {
        label = withLabel;
    }

    String label() {
        return label;
    }

    /** What was asked of routes that are no questions, in order. */
    List<String> controls() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    /** What a control route was sent last. */
    JsonNode body(String path) {
        return bodies.getOrDefault(path, JsonMapper.shared().missingNode());
    }

    /** Requests for completions. */
    List<JsonNode> asked() {
        synchronized (asked) {
            return List.copyOf(asked);
        }
    }

    static Deed status(int status, String body) {
        return exchange -> send(exchange, status, body);
    }

    /** Never answers. */
    Deed hang() {
        return _ -> await();
    }

    /** Sends a byte now and then. */
    Deed drip() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream out = exchange.getResponseBody();
            try {
                while (!closed.await(20, TimeUnit.MILLISECONDS)) {
                    out.write(' ');
                    out.flush();
                }
            } catch (InterruptedException | IOException e) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** Breaks the connection in the middle of the answer. */
    static Deed reset() {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1000);
            exchange.getResponseBody().write("{\"choices\": [".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            exchange.close();
        };
    }

    private void await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean post = exchange.getRequestMethod().equals("POST");
            if (missing.contains(path)) {
                send(exchange, 404, "{\"detail\":\"Not Found\"}");
                return;
            }
            if (locked.contains(path)) {
                send(exchange, 401, "{\"error\":{\"message\":\"wants a token\"}}");
                return;
            }
            JsonNode json = body.isEmpty()
                    ? JsonMapper.shared().missingNode()
                    : JsonMapper.shared().readTree(body);
            note(exchange, path, json, post);
            Deque<Deed> queue = deeds.get(path);
            Deed deed = queue == null || (!post && !LOOKS.contains(path)) ? null : queue.poll();
            if (deed != null) {
                deed.answer(exchange);
            } else {
                answer(exchange, path, json, post);
            }
        }
    }

    private void note(HttpExchange exchange, String path, JsonNode json, boolean post) {
        boolean generates =
                Set.of("/v1/completions", "/inference/v1/generate", "/generate").contains(path);
        if (post && generates) {
            synchronized (asked) {
                asked.add(json);
            }
        } else if (post && !path.equals("/tokenize")) {
            bodies.put(path, json);
            String query = exchange.getRequestURI().getQuery();
            synchronized (events) {
                events.add(path + (query == null ? "" : "?" + query));
            }
        }
    }

    private void answer(HttpExchange exchange, String path, JsonNode json, boolean post) throws IOException {
        ObjectNode answer = JsonMapper.shared().createObjectNode();
        switch (path) {
            case "/health", "/pause", "/resume", "/pause_generation", "/continue_generation" ->
                answer.put("status", "ok");
            case "/reset_prefix_cache" -> answer.put("success", true);
            case "/flush_cache" -> answer.put("text", "flushed");
            case "/v1/models" ->
                answer.putArray("data").addObject().put("id", "tiny").put("max_model_len", TinyModel.CONTEXT);
            case "/version" -> answer.put("version", "0.26.0");
            case "/server_info" -> answer.put("version", "0.5.9").put("tp_size", 2);
            case "/get_world_size" -> answer.put("world_size", 2);
            case "/weight_info", "/get_weight_version", "/get_model_info" -> answer.put("weight_version", label);
            case "/collective_rpc" -> answer.putArray("results");
            case "/init_weight_transfer_engine", "/start_weight_update", "/update_weights" ->
                answer.put("message", "done");
            case "/finish_weight_update" ->
                relabel(answer, json.path("weight_version").asString());
            case "/update_weight_version" ->
                relabel(answer, json.path("new_version").asString());
            case "/update_weights_from_disk" ->
                relabel(answer, json.path("weight_version").asString());
            case "/tokenize" -> tokenize(answer, json.path("prompt").asString());
            case "/v1/completions", "/inference/v1/generate", "/generate" -> {
                if (!post) {
                    send(exchange, 405, "");
                    return;
                }
                send(exchange, 200, completions(path, json).toString());
                return;
            }
            default -> {
                send(exchange, 404, "{\"detail\":\"Not Found\"}");
                return;
            }
        }
        send(exchange, 200, answer.toString());
    }

    private void relabel(ObjectNode answer, String name) {
        if (takesLabels) {
            label = name;
        }
        answer.put("success", true);
    }

    private static void tokenize(ObjectNode answer, String text) {
        ArrayNode tokens = answer.putArray("tokens");
        text.chars().forEach(letter -> tokens.add(letter - 'a' + TinyModel.FIRST_LETTER));
    }

    private JsonNode completions(String path, JsonNode request) {
        JsonNode sampling = path.equals("/v1/completions") ? request : request.path("sampling_params");
        String promptKey = sglang ? "input_ids" : path.equals("/v1/completions") ? "prompt" : "token_ids";
        JsonNode prompt = request.path(promptKey);
        if (!prompt.isArray() || prompt.isEmpty() || !prompt.get(0).isIntegralNumber()) {
            throw new AssertionError("the prompt is no list of ids: " + request);
        }
        int budget = sampling.path(sglang ? "max_new_tokens" : "max_tokens").intValue();
        ArrayNode list = JsonMapper.shared().createArrayNode();
        for (int sample = 0; sample < sampling.path("n").asInt(1); sample++) {
            ObjectNode completion = JsonMapper.shared().createObjectNode().put("index", sample);
            int[] ids = letters(prompt, sample, budget);
            list.add(wrong.apply(
                    sglang ? sglang(completion, ids) : vllm(completion, ids, path.equals("/v1/completions"))));
        }
        if (sglang) {
            return list.size() == 1 ? list.get(0) : list;
        }
        return JsonMapper.shared().createObjectNode().set("choices", list);
    }

    /** Letters as they come behind a prompt: behind a longer one the next of them. */
    static int[] letters(JsonNode prompt, int sample, int count) {
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = TinyModel.FIRST_LETTER + (prompt.get(0).intValue() + 7 * sample + prompt.size() + i) % 26;
        }
        return ids;
    }

    private ObjectNode vllm(ObjectNode completion, int[] ids, boolean openAi) {
        ArrayNode tokens = completion.putArray("token_ids");
        ObjectNode logprobs = completion.putObject("logprobs");
        ArrayNode values = logprobs.putArray(openAi ? "token_logprobs" : "content");
        for (int id : ids) {
            tokens.add(id);
            if (openAi) {
                values.add(LOGPROB);
            } else {
                values.addObject().put("logprob", LOGPROB);
            }
        }
        if (!openAi) {
            completion
                    .putArray("weight_versions")
                    .addObject()
                    .put("version", label)
                    .put("start", 0)
                    .put("end", ids.length);
        }
        return completion.put("finish_reason", "length");
    }

    private ObjectNode sglang(ObjectNode completion, int[] ids) {
        completion.put("text", "");
        ArrayNode output = completion.putArray("output_ids");
        ObjectNode meta = completion.putObject("meta_info");
        ArrayNode values = meta.putArray("output_token_logprobs");
        for (int id : ids) {
            output.add(id);
            values.addArray().add(LOGPROB).add(id).addNull();
        }
        meta.put("weight_version", label).putObject("finish_reason").put("type", "length");
        return completion;
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? NO_BODY : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        http.stop(0);
        threads.shutdownNow();
    }
}
