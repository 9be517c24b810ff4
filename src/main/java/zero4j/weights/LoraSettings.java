package zero4j.weights;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.Words;
import zero4j.weights.ModelWeights.LinearWeights;

/**
 * Low-rank adaptation (LoRA, arXiv 2106.09685): the keys {@code lora.*}. Beside a frozen matrix W of a linear layer two narrow
 * ones are trained: {@code y = x W^T + (alpha / rank) (x A^T) B^T}.
 *
 * @param rank rows of A and columns of B; 0: no adapter, all parameters of the model are trained
 * @param alpha numerator of the scale
 * @param targets linear layers by the last word of their name in a checkpoint, or {@code all-linear} alone
 */
public record LoraSettings(int rank, double alpha, List<String> targets) {
    /** Stands for all linear layers of the model's blocks. */
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
        List<String> known = ModelFamilies.linearLayers();
        for (String target : targets) {
            checks.that(
                    all || known.contains(target),
                    "targets",
                    target,
                    "it must be " + ALL_LINEAR + ", or " + Words.oneOf(known, target));
        }
        checks.done();
    }

    /** Whether there is an adapter. */
    public boolean enabled() {
        return rank > 0;
    }

    /**
     * The chosen linear layers of a family, each once, in the order of the forward pass.
     *
     * @throws UserError if models of the family have no layer of a chosen name
     */
    public List<String> layers(ModelFamily family) {
        List<String> all = family.linearLayers();
        if (targets.contains(ALL_LINEAR)) {
            return all;
        }
        for (String target : targets) {
            if (!all.contains(target)) {
                throw new UserError("lora.targets is " + target + ", but the model is a " + family.architecture()
                        + ": it must be " + ALL_LINEAR + ", or " + Words.oneOf(all, target));
            }
        }
        return all.stream().filter(targets::contains).toList();
    }

    /** Factor of the low-rank product. */
    public double scale() {
        return alpha / rank;
    }

    /** Names of the matrices that are adapted. */
    public Set<String> adapted(ModelConfig config) {
        return chosen(config).stream().map(layer -> layer.weight().name()).collect(Collectors.toUnmodifiableSet());
    }

    private List<LinearWeights> chosen(ModelConfig config) {
        List<String> layers = layers(config.family());
        return config.weights().blocks().stream()
                .map(ModelWeights.BlockWeights::linear)
                .flatMap(List::stream)
                .filter(layer -> layers.contains(layer.layer()))
                .toList();
    }

    /** Number of trained parameters: those of the adapter, or all. */
    public long trainableCount(ModelConfig config) {
        if (!enabled()) {
            return config.parameterCount();
        }
        return chosen(config).stream()
                .mapToLong(layer -> (long) rank * (layer.outputs() + layer.inputs()))
                .sum();
    }

    /** {@code rank 8, alpha 16, all-linear}, for a model of the family. */
    public String inWords(ModelFamily family) {
        List<String> layers = layers(family);
        String shown = alpha == Math.rint(alpha) ? Long.toString((long) alpha) : Double.toString(alpha);
        return "rank " + rank + ", alpha " + shown + ", "
                + (layers.equals(family.linearLayers()) ? ALL_LINEAR : String.join(" ", layers));
    }
}
