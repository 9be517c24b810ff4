package zero4j.serve;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import zero4j.SettingChecks;
import zero4j.engine.GenerationRequest;
import zero4j.rollout.SamplingParams;
import zero4j.run.Provenance;
import zero4j.serve.GenerationOrder.AskedPrompt;
import zero4j.template.StopRule;
import zero4j.tokenizer.Tokenizer;

/** What a server tells of itself and its model, and its tokenizer's work. */
final class ModelRoutes {
    private final ServedModel model;
    private final ServedWeights weights;
    private final Gate gate;
    private final OrderSampler sampling;
    private final Conversations conversations;
    private final ServerMetrics metrics;
    private final long since = Instant.now().getEpochSecond();

    ModelRoutes(
            ServedModel model,
            ServedWeights weights,
            Gate gate,
            OrderSampler sampling,
            Conversations conversations,
            ServerMetrics metrics) {
        this.model = model;
        this.weights = weights;
        this.gate = gate;
        this.sampling = sampling;
        this.conversations = conversations;
        this.metrics = metrics;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/health", Route.Access.ALL, exchange -> {
                    requireHealth();
                    exchange.text(200, "");
                }),
                new Route("GET", "/health_generate", Route.Access.ALL, this::generate),
                new Route(
                        "GET",
                        "/version",
                        Route.Access.ALL,
                        exchange -> exchange.json(200, Map.of("version", Provenance.programVersion()))),
                new Route(
                        "GET",
                        "/metrics",
                        Route.Access.ALL,
                        exchange -> exchange.send(200, metrics.type(), metrics.text())),
                client(
                        "GET",
                        "/v1/models",
                        exchange -> exchange.json(
                                200,
                                Map.of(
                                        "object",
                                        "list",
                                        "data",
                                        model.names().stream().map(this::card).toList()))),
                client("POST", "/tokenize", this::tokenize),
                client("POST", "/detokenize", this::detokenize));
    }

    private static Route client(String methods, String path, Route.Answer answer) {
        return new Route(methods, path, Route.Access.CLIENTS, answer);
    }

    /** What is told of one model by its name. */
    void one(Exchange exchange, String name) {
        if (!model.names().contains(name)) {
            throw Refusal.noSuchModel("there is no model '" + name + "' here");
        }
        exchange.json(200, card(name));
    }

    private Map<String, @Nullable Object> card(String name) {
        Map<String, @Nullable Object> card = new LinkedHashMap<>();
        card.put("id", name);
        card.put("object", "model");
        card.put("created", since);
        card.put("owned_by", "zero4j");
        card.put("root", weights.folder().toAbsolutePath().normalize().toString());
        card.put("parent", null);
        card.put("max_model_len", model.config().longestSequence());
        card.put("weight_version", weights.label());
        card.put("determinism", SettingChecks.word(sampling.determinism()));
        return card;
    }

    private void requireHealth() {
        if (gate.isClosed() || !weights.usable()) {
            throw Refusal.of(
                    503,
                    gate.isClosed()
                            ? "the server is being stopped"
                            : "there are no whole weights: the last ones could not be loaded");
        }
    }

    /** Samples one token, to see that it works. */
    private void generate(Exchange exchange) throws InterruptedException {
        requireHealth();
        if (gate.isPaused()) {
            throw Refusal.of(503, "sampling is paused");
        }
        GenerationOrder order = new GenerationOrder(
                "health-" + System.nanoTime(),
                List.of(new AskedPrompt("", new int[] {0})),
                SamplingParams.greedy(1),
                StopRule.NONE,
                GenerationRequest.Ends.OF_MODEL,
                Optional.empty(),
                new GenerationOrder.Wish(false, false, false, false, false, false, false));
        var _ = sampling.run(order, exchange, null);
        exchange.text(200, "");
    }

    private void tokenize(Exchange exchange) {
        Fields body = exchange.fields();
        int[] tokens;
        if (body.has("messages")) {
            tokens = conversations.render(body).prompt().tokens();
        } else {
            Tokenizer tokenizer = model.textFor("prompt", "tokenize");
            String text = body.text("prompt")
                    .or(() -> body.text("text"))
                    .orElseThrow(() -> Refusal.invalid("prompt", "prompt must be a text"));
            tokens = body.flag("add_special_tokens", true) ? tokenizer.encodePrompt(text) : tokenizer.encode(text);
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("count", tokens.length);
        answer.put("max_model_len", model.config().longestSequence());
        answer.put("tokens", tokens);
        exchange.json(200, answer);
    }

    private void detokenize(Exchange exchange) {
        Fields body = exchange.fields();
        int[] tokens = body.tokens("tokens");
        if (tokens == null) {
            throw Refusal.invalid("tokens", "tokens must be a list of token ids");
        }
        for (int token : tokens) {
            if (token < 0) {
                throw Refusal.invalid("tokens", "a token id is " + token);
            }
        }
        String text = model.textFor("tokens", "detokenize").decode(tokens, false);
        exchange.json(200, Map.of("prompt", text, "text", text));
    }
}
