package zero4j.serve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import zero4j.engine.EngineSettings;
import zero4j.engine.vector.VectorBackend;
import zero4j.rollout.TinyModel;
import zero4j.tokenizer.Tokenizer;
import zero4j.weights.Dtype;
import zero4j.weights.ModelFolder;

/** A server of a tiny model at a free port of this machine, and a client of it. */
final class ServedTiny implements AutoCloseable {
    static final String TOKEN = "a-token-of-control";
    static final JsonMapper JSON = JsonMapper.shared();

    private static final int NO_SUCH_TOKEN = 31;

    private final Path folder;
    private final Tokenizer tokenizer;
    private final HeldEngine engine;
    private final Server server;
    private final HttpClient http = HttpClient.newHttpClient();

    private ServedTiny(Path folder, UnaryOperator<ServeSettings> settings, String template) {
        this.folder = folder;
        this.tokenizer = Tokenizer.load(folder);
        this.engine = new HeldEngine(VectorBackend.open(folder, tokenizer, new EngineSettings(16, 2), Dtype.F32));
        this.server = Server.start(
                engine,
                new ServedModel(List.of("tiny"), folder, ModelFolder.config(folder), tokenizer, template),
                "default",
                settings.apply(ServeSettings.LOCAL.at(0).controlledBy(TOKEN)));
    }

    static ServedTiny start(Path folder) {
        return start(folder, settings -> settings);
    }

    static ServedTiny start(Path folder, UnaryOperator<ServeSettings> settings) {
        return new ServedTiny(folder, settings, "chat");
    }

    static ServedTiny start(Path folder, String template) {
        return new ServedTiny(folder, settings -> settings, template);
    }

    /** A model whose completions seldom end by themselves. */
    static Path model(Path target, long seed) {
        return TinyModel.write(target, seed, new TreeSet<>(List.of(NO_SUCH_TOKEN)));
    }

    /** The same, with a chat template that says what was said last. */
    static Path chatModel(Path target, long seed) {
        try {
            Path model = model(target, seed);
            Files.writeString(
                    model.resolve("tokenizer_config.json"), "{\"chat_template\": \"{{ messages[-1]['content'] }}\"}");
            return model;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path folder() {
        return folder;
    }

    HeldEngine engine() {
        return engine;
    }

    Server server() {
        return server;
    }

    String address() {
        return server.address();
    }

    HttpResponse<String> get(String path) {
        return send(request(path).build()).join();
    }

    HttpResponse<String> post(String path, String body) {
        return later(path, body).join();
    }

    CompletableFuture<HttpResponse<String>> later(String path, String body) {
        return send(request(path).POST(BodyPublishers.ofString(body)).build());
    }

    CompletableFuture<HttpResponse<String>> send(HttpRequest request) {
        return http.sendAsync(request, BodyHandlers.ofString());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(address() + path)).header("Authorization", "Bearer " + TOKEN);
    }

    /** The body of an answer that must be good. */
    static JsonNode good(HttpResponse<String> response) {
        if (response.statusCode() != 200) {
            throw new AssertionError(response.statusCode() + " " + response.body());
        }
        return JSON.readTree(response.body());
    }

    /** The events of a stream, without its end. */
    static List<JsonNode> events(HttpResponse<String> response) {
        List<String> lines =
                response.body().lines().filter(line -> !line.isEmpty()).toList();
        if (!lines.getLast().equals("data: [DONE]") || !lines.stream().allMatch(line -> line.startsWith("data: "))) {
            throw new AssertionError(response.body());
        }
        return lines.subList(0, lines.size() - 1).stream()
                .map(line -> JSON.readTree(line.substring("data: ".length())))
                .toList();
    }

    @Override
    public void close() {
        engine.letGo();
        server.close();
        http.close();
        engine.close();
    }
}
