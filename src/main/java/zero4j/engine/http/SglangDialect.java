package zero4j.engine.http;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** SGLang's routes: completions of {@code /generate}, weights by {@code /update_weights_from_disk}. */
final class SglangDialect implements ServerDialect, WeightTransfer {
    private static final String GENERATE = "/generate";
    private static final String UPDATE = "/update_weights_from_disk";

    private final ServerCalls calls;
    private final ControlCalls control;
    private final Patience patience;
    private String model = "";
    private boolean ours;

    SglangDialect(ServerCalls calls, Patience patience) {
        this.calls = calls;
        this.control = new ControlCalls(calls, patience);
        this.patience = patience;
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
        JsonNode info = either("/get_model_info", "/model_info").json();
        JsonNode server = either("/server_info", "/get_server_info").json();
        String version = server.path("version").asString("");
        int workers = server.path("tp_size").asInt(0)
                * Math.max(1, server.path("dp_size").asInt(1));
        ServerCalls.Answer update = control.get(UPDATE);
        Optional<String> problem = update.isMissing()
                ? Optional.of(
                        ours
                                ? "its control routes are off: start it with --control TOKEN"
                                : "it has no route " + UPDATE + " for weights; use a newer SGLang")
                : update.refusedToken();
        return new ServerFacts(
                (ours ? "zero4j" : "SGLang") + (version.isEmpty() ? "" : " " + version),
                model,
                info.path("model_path").asString(served.root()),
                served.context(),
                workers > 0 ? OptionalInt.of(workers) : OptionalInt.empty(),
                ours,
                served.determinism(),
                GENERATE,
                problem.isPresent() ? "" : inWords(),
                version(),
                problem);
    }

    private ServerCalls.Answer either(String path, String otherwise) {
        ServerCalls.Answer answer = control.get(path);
        return answer.isSuccess() ? answer : control.get(otherwise);
    }

    @Override
    public List<ServedPart> generate(Ask ask) {
        ObjectNode body = JsonMapper.shared().createObjectNode();
        Json.ids(body.putArray("input_ids"), ask.prompt());
        sampling(body.putObject("sampling_params"), ask);
        body.put("return_logprob", true)
                .put("logprob_start_len", -1)
                .put("top_logprobs_num", 0)
                .put("stream", false);
        if (!ask.salt().isEmpty()) {
            body.put("extra_key", ask.salt());
        }
        if (ours) {
            ask.draws().ifPresent(draws -> Json.draws(body, draws));
        }
        ServerCalls.Answer answer = calls.post(GENERATE, body, patience.generate(), ask.largestAnswer())
                .required();
        JsonNode json = answer.json();
        @Nullable ServedPart[] parts = new ServedPart[ask.samples()];
        for (int i = 0; i < parts.length; i++) {
            JsonNode one = json.isArray() ? json.path(i) : i == 0 ? json : json.path(i);
            parts[i] = one.isMissingNode() ? null : part(answer, one);
        }
        return Json.all(answer, parts);
    }

    /** All that shapes the distribution is said: servers take what is left out from the model's generation_config.json. */
    private void sampling(ObjectNode to, Ask ask) {
        to.put("max_new_tokens", ask.budget())
                .put("temperature", ask.params().temperature())
                .put("top_p", ask.params().topP())
                .put("top_k", ask.params().topK() > 0 ? ask.params().topK() : -1)
                .put("n", ask.samples())
                .put("skip_special_tokens", false)
                .put("no_stop_trim", true);
        if (!ask.stop().isEmpty()) {
            Json.strings(to.putArray("stop"), ask.stop());
        }
        if (ours) {
            to.put("sampling_seed", ask.seed(true));
            return;
        }
        // No seed: the samples of a request would all be drawn with it, and be the same.
        to.put("min_p", 0.0)
                .put("repetition_penalty", 1.0)
                .put("presence_penalty", 0.0)
                .put("frequency_penalty", 0.0);
        Json.ids(
                to.putArray("stop_token_ids"),
                ask.eos().stream().mapToInt(Integer::intValue).toArray());
    }

    private static ServedPart part(ServerCalls.Answer answer, JsonNode one) {
        JsonNode meta = one.path("meta_info");
        ServedPart.End end =
                ServedPart.End.of(meta.path("finish_reason").path("type").asString(""));
        JsonNode list = meta.path("output_token_logprobs");
        int[] tokens = new int[list.size()];
        float[] logprobs = new float[list.size()];
        for (int i = 0; i < tokens.length; i++) {
            logprobs[i] = Json.logprob(answer, list.get(i).path(0));
            tokens[i] = Json.id(answer, list.get(i).path(1));
        }
        JsonNode output = one.path("output_ids");
        if (output.isArray()
                && output.size() > tokens.length) { // by their number the answer tells that some are missing
            return Json.agreeing(answer, Json.ids(answer, output, "output_ids"), logprobs, List.of(), end);
        }
        String label = meta.path("weight_version").asString("");
        return new ServedPart(
                tokens,
                logprobs,
                label.isEmpty() ? List.of() : List.of(new ServedPart.LabelSpan(label, 0, tokens.length)),
                end);
    }

    @Override
    public void pause(boolean inFlight) {
        // Its answers have one version for all of their tokens: completions are given back, and go on with another one.
        post("/pause_generation", body().put("mode", inFlight ? "abort" : "retract"));
    }

    @Override
    public WeightTransfer transfer() {
        return this;
    }

    @Override
    public String inWords() {
        return UPDATE + " of a folder";
    }

    @Override
    public void send(Handed weights) {
        ObjectNode body = body().put("model_path", weights.folder().toString())
                .put("abort_all_requests", false)
                .put("weight_version", weights.label())
                .put("flush_cache", true);
        body.putNull("load_format");
        ServerCalls.Answer answer = control.post(UPDATE, body).required();
        if (!answer.json().path("success").asBoolean(true)) {
            throw new ServerTrouble(
                    ServerTrouble.Kind.FAILED, answer.route() + ": it did not take the weights:" + answer.reason());
        }
    }

    @Override
    public void flush(boolean inFlight) {
        if (inFlight) {
            return; // requests have a key for each version
        }
        Patience.Deadline deadline = patience.deadline(patience.control());
        for (int tries = 0; ; tries++) {
            ServerCalls.Answer answer = control.post("/flush_cache", null);
            if (answer.status() != 400) { // while requests run or wait
                var _ = answer.required();
                return;
            }
            if (!deadline.pause(tries, answer.retryAfter())) {
                throw new ServerTrouble(
                        ServerTrouble.Kind.FAILED,
                        answer.route() + ": it does not drop its cache of older weights:" + answer.reason());
            }
        }
    }

    @Override
    public void resume() {
        post("/continue_generation", body());
    }

    private void post(String path, ObjectNode body) {
        var _ = control.post(path, body).required();
    }

    private static ObjectNode body() {
        return JsonMapper.shared().createObjectNode();
    }

    @Override
    public Optional<String> version() {
        ServerCalls.Answer answer = control.get("/get_weight_version");
        if (!answer.isSuccess()) {
            answer = either("/get_model_info", "/model_info");
        }
        Optional<String> label =
                Optional.of(answer.json().path("weight_version").asString("")).filter(text -> !text.isEmpty());
        return label.isEmpty() && ours ? ListedModel.of(control).label() : label;
    }

    @Override
    public Optional<int[]> tokenize(String text, boolean withSpecialTokens) {
        return Json.tokenized(control, model, text, withSpecialTokens);
    }
}
