package zero4j.engine.http;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** vLLM's workers read a folder: {@code reload_weights} by {@code /collective_rpc}. */
record ReloadTransfer(ControlCalls calls) implements WeightTransfer {
    @Override
    public String inWords() {
        return "/collective_rpc reload_weights of a folder";
    }

    @Override
    public void send(Handed weights) {
        ObjectNode body = JsonMapper.shared().createObjectNode().put("method", "reload_weights");
        body.putObject("kwargs")
                .put("weights_path", weights.folder().toString())
                .put("is_checkpoint_format", true);
        var _ = calls.post("/collective_rpc", body).required();
        ServerCalls.Answer labelled = calls.post(
                "/update_weight_version", JsonMapper.shared().createObjectNode().put("new_version", weights.label()));
        if (!labelled.isMissing()) { // older servers have no labels
            var _ = labelled.required();
        }
    }
}
