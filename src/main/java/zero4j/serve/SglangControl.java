package zero4j.serve;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import zero4j.UserError;
import zero4j.run.Provenance;

/** The routes by which trainers steer SGLang: pause, new weights from a folder, what is served. */
final class SglangControl {
    private final ServedModel model;
    private final ServedWeights weights;
    private final Pauses pauses;
    private final Gate gate;

    SglangControl(ServedModel model, ServedWeights weights, Pauses pauses, Gate gate) {
        this.model = model;
        this.weights = weights;
        this.pauses = pauses;
        this.gate = gate;
    }

    List<Route> routes() {
        return List.of(
                control("POST", "/pause_generation", this::pause),
                control("POST", "/continue_generation", exchange -> {
                    pauses.resume();
                    exchange.json(200, Map.of("message", "Generation continued successfully.", "status", "ok"));
                }),
                control("POST", "/update_weights_from_disk", this::update),
                control("GET,POST", "/flush_cache", exchange -> exchange.text(200, "Cache flushed.\n")),
                control("POST", "/abort_request", this::abort),
                control(
                        "GET",
                        "/get_weight_version",
                        exchange -> exchange.json(200, Map.of("weight_version", weights.label()))),
                control("GET", "/get_model_info", this::model),
                control("GET", "/model_info", this::model),
                control("GET", "/server_info", this::server),
                control("GET", "/get_server_info", this::server),
                control("GET", "/v1/loads", this::loads),
                control("GET", "/get_load", this::load));
    }

    private static Route control(String methods, String path, Route.Answer answer) {
        return new Route(methods, path, Route.Access.CONTROL, answer);
    }

    private void pause(Exchange exchange) throws InterruptedException {
        String mode = exchange.fields().text("mode").orElse("abort");
        pauses.pause(
                switch (mode) {
                    case "abort" -> Pauses.Mode.ABORT;
                    case "retract", "in_place" -> Pauses.Mode.KEEP;
                    default ->
                        throw Refusal.invalid("mode", "mode is '" + mode + "'; it must be abort, retract or in_place");
                });
        exchange.json(200, Map.of("message", "Generation paused successfully.", "status", "ok"));
    }

    private void update(Exchange exchange) {
        Fields body = exchange.fields();
        body.refuse(Set.of("is_async"), "is not done here: the answer comes when the weights are there");
        String folder = body.text("model_path")
                .orElseThrow(() -> Refusal.invalid("model_path", "model_path must be the folder of the new weights"));
        if (body.flag("abort_all_requests", false)) {
            var _ = gate.cancelAll();
        }
        Map<String, Object> answer = new LinkedHashMap<>();
        int status = 200;
        try {
            weights.load(folder, body.text("weight_version").orElse(weights.label()));
            answer.put("success", true);
            answer.put("message", "Succeeded to update model weights.");
        } catch (UserError e) {
            status = 400;
            answer.put("success", false);
            answer.put("message", e.getMessage());
        }
        answer.put("num_paused_requests", pauses.isKeeping() ? gate.through() : 0);
        exchange.json(status, answer);
    }

    private void abort(Exchange exchange) {
        Fields body = exchange.fields();
        if (body.flag("abort_all", false)) {
            var _ = gate.cancelAll();
        } else {
            var _ = gate.cancel(body.texts("rid"));
        }
        exchange.text(200, "");
    }

    private void model(Exchange exchange) {
        String folder = weights.folder().toString();
        exchange.json(
                200,
                Map.of(
                        "model_path",
                        folder,
                        "tokenizer_path",
                        model.folder().toString(),
                        "is_generation",
                        true,
                        "weight_version",
                        weights.label()));
    }

    private void server(Exchange exchange) {
        exchange.json(
                200,
                Map.of(
                        "model_path",
                        weights.folder().toString(),
                        "served_model_name",
                        model.name(),
                        "tp_size",
                        1,
                        "pp_size",
                        1,
                        "dp_size",
                        1,
                        "max_total_num_tokens",
                        model.config().longestSequence(),
                        "weight_version",
                        weights.label(),
                        "version",
                        Provenance.programVersion()));
    }

    /** A trainer asks until nothing is in work. */
    private void loads(Exchange exchange) {
        Gate.Load load = gate.load();
        exchange.json(
                200,
                Map.of(
                        "timestamp",
                        Instant.now().toString(),
                        "version",
                        Provenance.programVersion(),
                        "dp_rank_count",
                        1,
                        "loads",
                        List.of(Map.of(
                                "dp_rank",
                                0,
                                "num_running_reqs",
                                load.running(),
                                "num_waiting_reqs",
                                load.waiting(),
                                "num_total_reqs",
                                load.running() + load.waiting()))));
    }

    /** The same as older versions say it. */
    private void load(Exchange exchange) {
        Gate.Load load = gate.load();
        exchange.json(
                200,
                List.of(Map.of(
                        "dp_rank",
                        0,
                        "num_reqs",
                        load.running() + load.waiting(),
                        "num_waiting_reqs",
                        load.waiting())));
    }
}
