package zero4j.serve;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import zero4j.UserError;

/** The routes by which trainers steer vLLM: pause, new weights from a folder, names of weights. */
final class VllmControl {
    private static final String RELOAD = "reload_weights";

    private final ServedWeights weights;
    private final Pauses pauses;
    private final Gate gate;
    private final AtomicBoolean updating = new AtomicBoolean();

    VllmControl(ServedWeights weights, Pauses pauses, Gate gate) {
        this.weights = weights;
        this.pauses = pauses;
        this.gate = gate;
    }

    List<Route> routes() {
        return List.of(
                control("POST", "/pause", this::pause),
                control("POST", "/resume", exchange -> {
                    pauses.resume();
                    exchange.json(200, Map.of("status", "resumed"));
                }),
                control("GET", "/is_paused", exchange -> exchange.json(200, Map.of("is_paused", pauses.isPaused()))),
                control("POST", "/abort_requests", this::abort),
                control("POST", "/inference/v1/abort_requests", this::abort),
                control("POST", "/init_weight_transfer_engine", VllmControl::initialize),
                control("POST", "/start_weight_update", exchange -> {
                    updating.set(true);
                    exchange.json(200, Map.of("message", "Weight update started"));
                }),
                control("POST", "/update_weights", this::update),
                control("POST", "/finish_weight_update", this::finish),
                control("POST", "/update_weight_version", this::rename),
                control(
                        "GET",
                        "/weight_info",
                        exchange -> exchange.json(200, Map.of("weight_version", weights.label()))),
                control("POST", "/collective_rpc", this::call),
                control("GET", "/is_sleeping", exchange -> exchange.json(200, Map.of("is_sleeping", false))),
                control("GET", "/get_world_size", exchange -> exchange.json(200, Map.of("world_size", 1))),
                control("POST", "/reset_prefix_cache", exchange -> exchange.json(200, Map.of("success", true))));
    }

    private static Route control(String method, String path, Route.Answer answer) {
        return new Route(method, path, Route.Access.CONTROL, answer);
    }

    private void pause(Exchange exchange) throws InterruptedException {
        String mode = exchange.query("mode").orElse("abort");
        pauses.pause(
                switch (mode.toLowerCase(Locale.ROOT)) {
                    case "abort" -> Pauses.Mode.ABORT;
                    case "wait" -> Pauses.Mode.WAIT;
                    case "keep" -> Pauses.Mode.KEEP;
                    default -> throw Refusal.invalid("mode", "mode is '" + mode + "'; it must be abort, wait or keep");
                });
        exchange.json(200, Map.of("status", "paused"));
    }

    private void abort(Exchange exchange) {
        Fields body = exchange.fields();
        int aborted = body.has("request_ids") ? gate.cancel(body.texts("request_ids")) : gate.cancelAll();
        exchange.json(200, Map.of("status", "aborted", "aborted", aborted));
    }

    private static void initialize(Exchange exchange) {
        Fields init = exchange.fields().within("init_info");
        if (init.has("master_address") || init.has("nccl_unique_id_b64")) {
            throw Refusal.invalid("init_info", "weights come from folders here, not by NCCL: init_info must be empty");
        }
        exchange.json(200, Map.of("message", "Weight transfer initialized"));
    }

    private void update(Exchange exchange) {
        if (!updating.get()) {
            throw Refusal.invalid("there is no update; /start_weight_update must come first");
        }
        Fields info = exchange.fields().within("update_info");
        load(
                info.text("path")
                        .orElseThrow(() -> Refusal.invalid(
                                "update_info.path", "update_info.path must be the folder of the new weights")),
                weights.label());
        exchange.json(200, Map.of("message", "Weights updated"));
    }

    private void finish(Exchange exchange) {
        if (!updating.getAndSet(false)) {
            throw Refusal.invalid("there is no update; /start_weight_update must come first");
        }
        exchange.fields().text("weight_version").ifPresent(weights::rename);
        exchange.json(200, Map.of("message", "Weight update finished"));
    }

    private void rename(Exchange exchange) {
        String version = exchange.fields()
                .text("new_version")
                .orElseThrow(() -> Refusal.invalid("new_version", "new_version must be a text"));
        weights.rename(version);
        exchange.json(200, Map.of("success", true, "new_version", version));
    }

    private void call(Exchange exchange) {
        Fields body = exchange.fields();
        String method = body.text("method").orElse("");
        if (!method.equals(RELOAD)) {
            throw Refusal.invalid("method", "method is '" + method + "'; it must be " + RELOAD);
        }
        String folder = body.within("kwargs")
                .text("weights_path")
                .orElseThrow(() -> Refusal.invalid(
                        "kwargs.weights_path", "kwargs.weights_path must be the folder of the new weights"));
        load(folder, weights.label());
        exchange.json(200, Map.of("results", Collections.singletonList(null)));
    }

    /** New weights keep the name of the old ones until they get one of their own, as vLLM's do. */
    private void load(String folder, String label) {
        try {
            weights.load(folder, label);
        } catch (UserError e) {
            throw Refusal.invalid(String.valueOf(e.getMessage()));
        }
    }
}
