package zero4j.engine.http;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** vLLM's workers read a folder in a session of updating, with the backend {@code disk}: start, update, finish with the label. */
final class SessionTransfer implements WeightTransfer {
    private final ServerCalls calls;
    private final Duration deadline;
    private boolean begun;

    SessionTransfer(ServerCalls calls, Duration deadline) {
        this.calls = calls;
        this.deadline = deadline;
    }

    @Override
    public String inWords() {
        return "/update_weights of a folder";
    }

    @Override
    public void send(Handed weights) {
        if (!begun) {
            ObjectNode init = JsonMapper.shared().createObjectNode();
            init.putObject("init_info");
            post("/init_weight_transfer_engine", init);
            begun = true;
        }
        ObjectNode update = JsonMapper.shared().createObjectNode();
        update.putObject("update_info").put("path", weights.folder().toString());
        post("/start_weight_update", null);
        post("/update_weights", update);
        post("/finish_weight_update", JsonMapper.shared().createObjectNode().put("weight_version", weights.label()));
    }

    private void post(String path, @Nullable ObjectNode body) {
        var _ = calls.post(path, body, deadline).required();
    }
}
