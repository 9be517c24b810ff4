package zero4j.engine.http;

import java.util.Optional;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/**
 * What {@code /v1/models} says of the model that a server serves.
 *
 * @param id its name for requests
 * @param root where it is on the server's machine, or its name on a hub; empty if that is not said
 * @param context longest sequence (tokens)
 * @param ours whether the server is this program
 * @param label of its weights, as a server of ours tells it here, too
 * @param determinism what a server of ours promises, as a word; empty of others
 */
record ListedModel(
        String id, String root, OptionalInt context, boolean ours, Optional<String> label, String determinism) {
    static ListedModel of(ControlCalls calls) {
        ServerCalls.Answer answer = calls.get("/v1/models").required();
        JsonNode model = answer.json().path("data").path(0);
        if (!model.path("id").isString()) {
            throw Json.nonsense(answer, "it names no model: expected a server of vLLM's or SGLang's protocol");
        }
        return new ListedModel(
                model.path("id").asString(),
                model.path("root").asString(""),
                model.path("max_model_len").isIntegralNumber()
                        ? OptionalInt.of(model.path("max_model_len").intValue())
                        : OptionalInt.empty(),
                model.path("owned_by").asString("").equals("zero4j"),
                Optional.of(model.path("weight_version").asString("")).filter(label -> !label.isEmpty()),
                model.path("determinism").asString(""));
    }
}
