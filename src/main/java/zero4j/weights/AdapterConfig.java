package zero4j.weights;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import zero4j.UserError;

/**
 * What the {@code adapter_config.json} of a LoRA adapter says, in the format of Hugging Face PEFT.
 *
 * @param rank rows of every A and columns of every B
 * @param alpha numerator of the scale
 * @param rankStabilised whether the scale is {@code alpha / sqrt(rank)} (arXiv 2312.03732) instead of {@code alpha / rank}
 * @param targets names of the adapted modules, or their last words; empty if the file gives a pattern
 * @param base the model it belongs to, as its writer called it
 */
public record AdapterConfig(
        int rank, double alpha, boolean rankStabilised, List<String> targets, Optional<String> base) {
    /** Name of the file. */
    public static final String FILE = "adapter_config.json";

    public AdapterConfig {
        targets = List.copyOf(targets);
    }

    /**
     * Reads an adapter's configuration.
     *
     * @param folder of the adapter
     * @throws UserError if it is missing or malformed, or asks for anything but plain LoRA
     */
    public static AdapterConfig read(Path folder) {
        Path file = folder.resolve(FILE);
        if (!Files.isRegularFile(file)) {
            throw new UserError(
                    "%s is no adapter: it has no %s; %s".formatted(folder, FILE, FolderListing.describe(folder)));
        }
        return new AdapterConfigReader(file, StrictJson.read(file)).read();
    }

    /** Factor of the low-rank product. */
    public double scale() {
        return rankStabilised ? alpha / Math.sqrt(rank) : alpha / rank;
    }

    /** The text of the file. Keys that newer versions of PEFT added are left out: they have defaults. */
    public String json() {
        ObjectNode json = StrictJson.MAPPER.createObjectNode();
        json.putObject("alpha_pattern");
        json.putNull("auto_mapping");
        json.put("base_model_name_or_path", base.orElse(null));
        json.put("bias", "none");
        json.put("fan_in_fan_out", false);
        json.put("inference_mode", true);
        json.put("init_lora_weights", true);
        json.putNull("layers_pattern");
        json.putNull("layers_to_transform");
        if (alpha == Math.rint(alpha)) {
            json.put("lora_alpha", (long) alpha);
        } else {
            json.put("lora_alpha", alpha);
        }
        json.put("lora_dropout", 0.0);
        json.putNull("modules_to_save");
        json.put("peft_type", "LORA");
        json.put("r", rank);
        json.putObject("rank_pattern");
        json.putNull("revision");
        ArrayNode modules = json.putArray("target_modules");
        targets.forEach(modules::add);
        json.put("task_type", "CAUSAL_LM");
        json.put("use_dora", false);
        json.put("use_rslora", rankStabilised);
        return StrictJson.pretty(json);
    }
}
