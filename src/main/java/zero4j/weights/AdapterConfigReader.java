package zero4j.weights;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;

/**
 * Reads {@code adapter_config.json}. Whatever could make the adapter compute something else than plain LoRA is refused: a key
 * that is not known may be there only with an empty value.
 */
final class AdapterConfigReader {
    /** Keys that say nothing about what a finished adapter computes. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "auto_mapping",
            "base_model_name_or_path",
            "ensure_weight_tying",
            "eva_config",
            "exclude_modules",
            "inference_mode",
            "layers_pattern",
            "layers_to_transform",
            "lora_dropout",
            "megatron_config",
            "megatron_core",
            "peft_version",
            "qalora_group_size",
            "revision",
            "runtime_config",
            "target_modules",
            "task_type");

    /** Keys that decide, with the only value that is understood. */
    private static final Map<String, String> REQUIRED = new TreeMap<>(Map.of("peft_type", "LORA", "bias", "none"));

    /** Initialisations that leave the base as it is; others train beside a changed base, which the adapter does not hold. */
    private static final Set<String> INITIALISATIONS = Set.of("true", "false", "gaussian", "eva", "orthogonal");

    private final Path file;
    private final ObjectNode json;

    AdapterConfigReader(Path file, ObjectNode json) {
        this.file = file;
        this.json = json;
    }

    AdapterConfig read() {
        for (Map.Entry<String, JsonNode> entry : json.properties()) {
            check(entry.getKey(), entry.getValue());
        }
        if (!json.has("peft_type")) {
            throw refused("peft_type", "missing", "LORA");
        }
        int rank = number("r")
                .filter(r -> r >= 1 && r <= Integer.MAX_VALUE && r == Math.rint(r))
                .orElseThrow(() -> refused("r", shown("r"), "a whole number of at least 1"))
                .intValue();
        double alpha = number("lora_alpha")
                .filter(Double::isFinite)
                .orElseThrow(() -> refused("lora_alpha", shown("lora_alpha"), "a number"));
        return new AdapterConfig(rank, alpha, flag("use_rslora"), targets(), base());
    }

    private void check(String key, JsonNode value) {
        switch (key) {
            case "r", "lora_alpha", "use_rslora" -> {}
            case "init_lora_weights" -> {
                if (!value.isNull() && !INITIALISATIONS.contains(value.asString())) {
                    throw refused(key, value.toString(), "one that keeps the base as it is: true, gaussian, …");
                }
            }
            default -> {
                String required = REQUIRED.get(key);
                boolean fits = required == null
                        ? WITHOUT_EFFECT.contains(key) || isEmpty(value)
                        : value.isString() && value.stringValue().equals(required);
                if (!fits) {
                    throw refused(key, value.toString(), required == null ? "absent or empty" : required);
                }
            }
        }
    }

    private static boolean isEmpty(JsonNode value) {
        return value.isNull()
                || (value.isContainer() && value.isEmpty())
                || (value.isBoolean() && !value.booleanValue())
                || (value.isString() && value.stringValue().isEmpty());
    }

    private Optional<Double> number(String key) {
        JsonNode value = json.path(key);
        return value.isNumber() ? Optional.of(value.doubleValue()) : Optional.empty();
    }

    private boolean flag(String key) {
        JsonNode value = json.path(key);
        if (!value.isMissingNode() && !value.isNull() && !value.isBoolean()) {
            throw refused(key, value.toString(), "true or false");
        }
        return value.isBoolean() && value.booleanValue();
    }

    private List<String> targets() {
        JsonNode value = json.path("target_modules");
        if (!value.isArray()) {
            return List.of();
        }
        List<String> targets = new ArrayList<>();
        for (JsonNode item : value) {
            if (!item.isString()) {
                throw refused("target_modules", value.toString(), "a list of names");
            }
            targets.add(item.stringValue());
        }
        return targets;
    }

    private Optional<String> base() {
        JsonNode value = json.path("base_model_name_or_path");
        return value.isString() ? Optional.of(value.stringValue()) : Optional.empty();
    }

    private String shown(String key) {
        return json.has(key) ? json.get(key).toString() : "missing";
    }

    private UserError refused(String key, String value, String expected) {
        return new UserError("%s: %s is %s; it must be %s: only plain LoRA adapters of linear layers are supported"
                .formatted(file, key, value, expected));
    }
}
