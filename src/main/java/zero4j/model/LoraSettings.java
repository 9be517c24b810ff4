package zero4j.model;

import java.util.List;
import zero4j.SettingChecks;
import zero4j.Words;
import zero4j.weights.ModelConfig;

/**
 * Low-rank adaptation (LoRA, arXiv 2106.09685): the keys {@code lora.*}. Beside a frozen matrix W of a linear layer two narrow
 * ones are trained: {@code y = x W^T + (alpha / rank) (x A^T) B^T}.
 *
 * @param rank rows of A and columns of B; 0: no adapter, all parameters of the model are trained
 * @param alpha numerator of the scale
 * @param targets linear layers by the last word of their Hugging Face name, or {@code all-linear} alone
 */
public record LoraSettings(int rank, double alpha, List<String> targets) {
    /** All linear layers of a block, in the order of the forward pass. */
    public static final List<String> LINEAR =
            List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj");

    /** Stands for all of {@link #LINEAR}. */
    public static final String ALL_LINEAR = "all-linear";

    /** No adapter. */
    public static final LoraSettings NONE = new LoraSettings(0, 16, List.of(ALL_LINEAR));

    public LoraSettings {
        targets = List.copyOf(targets);
        SettingChecks checks = new SettingChecks("lora")
                .atLeast("rank", rank, 0)
                .positive("alpha", alpha)
                .that(!targets.isEmpty(), "targets", "empty", "it must name linear layers, or be " + ALL_LINEAR);
        boolean all = targets.contains(ALL_LINEAR);
        checks.that(
                !all || targets.size() == 1,
                "targets",
                String.join(", ", targets),
                "it must be " + ALL_LINEAR + " alone, or names of linear layers");
        for (String target : targets) {
            checks.that(
                    all || LINEAR.contains(target),
                    "targets",
                    target,
                    "it must be " + ALL_LINEAR + ", or " + Words.oneOf(LINEAR, target));
        }
        checks.done();
    }

    /** Whether there is an adapter. */
    public boolean enabled() {
        return rank > 0;
    }

    /** The chosen linear layers, each once, in the order of {@link #LINEAR}. */
    public List<String> modules() {
        return targets.contains(ALL_LINEAR)
                ? LINEAR
                : LINEAR.stream().filter(targets::contains).toList();
    }

    /** Factor of the low-rank product. */
    public double scale() {
        return alpha / rank;
    }

    /** Whether a tensor of a checkpoint is the matrix of a chosen layer. */
    boolean adapts(String tensor) {
        return tensor.startsWith("model.layers.")
                && modules().stream().anyMatch(module -> tensor.endsWith("." + module + ".weight"));
    }

    /** Number of trained parameters: those of the adapter, or all. */
    public long trainableCount(ModelConfig config) {
        if (!enabled()) {
            return config.parameterCount();
        }
        return config.parameterShapes().entrySet().stream()
                .filter(entry -> adapts(entry.getKey()))
                .mapToLong(entry -> rank * (entry.getValue()[0] + entry.getValue()[1]))
                .sum();
    }

    /** {@code rank 8, alpha 16, all-linear}. */
    public String inWords() {
        String shown = alpha == Math.rint(alpha) ? Long.toString((long) alpha) : Double.toString(alpha);
        return "rank " + rank + ", alpha " + shown + ", "
                + (modules().equals(LINEAR) ? ALL_LINEAR : String.join(" ", modules()));
    }
}
