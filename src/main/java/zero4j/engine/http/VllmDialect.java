package zero4j.engine.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * vLLM's routes. Completions come of {@code /inference/v1/generate}, which says for each token which weights sampled it, or else of
 * {@code /v1/completions} with {@code return_token_ids}; so do prompts with stop strings, for which the first route has no text.
 */
final class VllmDialect implements ServerDialect {
    private static final String NATIVE = "/inference/v1/generate";
    private static final String COMPLETIONS = "/v1/completions";

    private final ServerCalls calls;
    private final ControlCalls control;
    private final Patience patience;
    private String model = "";
    private boolean ours;
    private boolean hasNative;
    private boolean canFlush;
    /** Whether completions were asked for whose answers tell no versions. */
    private volatile boolean tellsNone;

    private WeightTransfer transfer;

    VllmDialect(ServerCalls calls, Patience patience) {
        this.calls = calls;
        this.control = new ControlCalls(calls, patience);
        this.patience = patience;
        this.transfer = new ReloadTransfer(control);
    }

    @Override
    public ServerCalls.Answer health() {
        return calls.get("/health", patience.look());
    }

    @Override
    public ServerFacts probe() {
        ListedModel served = ListedModel.of(control);
        model = served.id();
        ours = served.ours();
        hasNative = control.has(NATIVE);
        canFlush = control.has("/reset_prefix_cache");
        ServerCalls.Answer world = control.get("/get_world_size");
        Optional<String> problem = world.isMissing()
                ? Optional.of(
                        ours
                                ? "its control routes are off: start it with --control TOKEN"
                                : "its control routes are off: start it as VLLM_SERVER_DEV_MODE=1 vllm serve MODEL")
                : world.refusedToken();
        if (problem.isEmpty() && !control.has("/collective_rpc")) {
            if (control.has("/start_weight_update")) {
                transfer = new SessionTransfer(calls, patience.control());
            } else {
                problem = Optional.of("it has no route for weights: neither /collective_rpc nor /start_weight_update;"
                        + " use vLLM 0.14 or newer");
            }
        }
        String version = control.get("/version").json().path("version").asString("");
        return new ServerFacts(
                (ours ? "zero4j" : "vLLM") + (version.isEmpty() ? "" : " " + version),
                model,
                served.root(),
                served.context(),
                world.json().has("world_size")
                        ? OptionalInt.of(world.json().path("world_size").intValue())
                        : OptionalInt.empty(),
                ours,
                served.determinism(),
                hasNative ? NATIVE + ", which tells the weights of each token" : COMPLETIONS,
                problem.isPresent() ? "" : transfer.inWords(),
                version(),
                problem);
    }

    @Override
    public List<ServedPart> generate(Ask ask) {
        return hasNative && ask.stop().isEmpty() ? natively(ask) : byCompletions(ask);
    }

    private List<ServedPart> byCompletions(Ask ask) {
        tellsNone = true;
        ObjectNode body = JsonMapper.shared().createObjectNode().put("model", model);
        Json.ids(body.putArray("prompt"), ask.prompt());
        sampling(body, ask);
        body.put("return_token_ids", true).put("logprobs", 0);
        salt(body, ask);
        if (!ask.stop().isEmpty()) {
            Json.strings(body.putArray("stop"), ask.stop());
            body.put("include_stop_str_in_output", true);
        }
        draws(body, ask);
        ServerCalls.Answer answer = calls.post(COMPLETIONS, body, patience.generate(), ask.largestAnswer())
                .required();
        return parts(answer, ask, choice -> choice.path("logprobs").path("token_logprobs"), node -> node);
    }

    private List<ServedPart> natively(Ask ask) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("model", model);
        Json.ids(body.putArray("token_ids"), ask.prompt());
        ObjectNode sampling = body.putObject("sampling_params");
        sampling(sampling, ask);
        sampling.put("logprobs", 1);
        body.put("output_mode", "tokens").put("stream", false);
        salt(body, ask);
        draws(body, ask);
        ServerCalls.Answer answer = calls.post(NATIVE, body, patience.generate(), ask.largestAnswer())
                .required();
        return parts(answer, ask, choice -> choice.path("logprobs").path("content"), node -> node.path("logprob"));
    }

    /** All that shapes the distribution is said: servers take what is left out from the model's generation_config.json. */
    private void sampling(ObjectNode to, Ask ask) {
        to.put("max_tokens", ask.budget())
                .put("temperature", ask.params().temperature())
                .put("top_p", ask.params().topP())
                .put("n", ask.samples())
                .put("seed", ask.seed(ours));
        if (ours) {
            if (ask.params().topK() > 0) {
                to.put("top_k", ask.params().topK());
            }
            return;
        }
        to.put("top_k", ask.params().topK() > 0 ? ask.params().topK() : -1)
                .put("min_p", 0.0)
                .put("repetition_penalty", 1.0)
                .put("presence_penalty", 0.0)
                .put("frequency_penalty", 0.0)
                .put("ignore_eos", true); // of its own: those below are the model's as the trainer knows it
        Json.ids(
                to.putArray("stop_token_ids"),
                ask.eos().stream().mapToInt(Integer::intValue).toArray());
    }

    private static void salt(ObjectNode body, Ask ask) {
        if (!ask.salt().isEmpty()) { // servers refuse an empty one
            body.put("cache_salt", ask.salt());
        }
    }

    private void draws(ObjectNode body, Ask ask) {
        if (ours) {
            ask.draws().ifPresent(draws -> Json.draws(body, draws));
        }
    }

    private List<ServedPart> parts(ServerCalls.Answer answer, Ask ask, Json.Path logprobs, Json.Path logprob) {
        JsonNode choices = answer.json().path("choices");
        @Nullable ServedPart[] parts = new ServedPart[ask.samples()];
        for (int i = 0; i < choices.size(); i++) {
            JsonNode choice = choices.get(i);
            int index = choice.path("index").asInt(i);
            if (index >= 0 && index < parts.length) {
                parts[index] = part(answer, choice, logprobs, logprob);
            }
        }
        return Json.all(answer, parts);
    }

    private static ServedPart part(ServerCalls.Answer answer, JsonNode choice, Json.Path logprobs, Json.Path logprob) {
        ServedPart.End end = ServedPart.End.of(choice.path("finish_reason").asString(""));
        int[] tokens = Json.ids(answer, choice.path("token_ids"), "token_ids");
        JsonNode list = logprobs.in(choice);
        float[] values = new float[list.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = Json.logprob(answer, logprob.in(list.get(i)));
        }
        List<ServedPart.LabelSpan> spans = new ArrayList<>();
        for (JsonNode span : choice.path("weight_versions")) {
            spans.add(new ServedPart.LabelSpan(
                    span.path("version").asString(""),
                    span.path("start").asInt(),
                    span.path("end").asInt()));
        }
        return Json.agreeing(answer, tokens, values, spans, end);
    }

    @Override
    public void pause(boolean inFlight) {
        // Without versions of tokens a completion must be given back, so that what follows has a version of its own.
        String mode = !inFlight ? "wait" : tellsNone ? "abort" : "keep";
        var _ = control.post("/pause?mode=" + mode, null).required();
    }

    @Override
    public WeightTransfer transfer() {
        return transfer;
    }

    @Override
    public void flush(boolean inFlight) {
        if (!canFlush || inFlight) {
            return; // requests have a salt for each version
        }
        Patience.Deadline deadline = patience.deadline(patience.control());
        for (int tries = 0; ; tries++) {
            ServerCalls.Answer answer =
                    control.post("/reset_prefix_cache", null).required();
            if (answer.json().path("success").asBoolean(true)) { // older servers say nothing
                return;
            }
            if (!deadline.pause(tries, answer.retryAfter())) {
                throw new ServerTrouble(
                        ServerTrouble.Kind.FAILED, answer.route() + ": it does not drop its cache of older weights");
            }
        }
    }

    @Override
    public void resume() {
        var _ = control.post("/resume", null).required();
    }

    @Override
    public Optional<String> version() {
        ServerCalls.Answer answer = control.get("/weight_info");
        if (answer.isSuccess() && answer.json().has("weight_version")) {
            return Optional.of(answer.json().path("weight_version").asString(""));
        }
        return ours ? ListedModel.of(control).label() : Optional.empty();
    }

    @Override
    public Optional<int[]> tokenize(String text, boolean withSpecialTokens) {
        return Json.tokenized(control, model, text, withSpecialTokens);
    }
}
