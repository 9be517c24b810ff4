package zero4j.algorithm;

import java.util.List;
import zero4j.UserError;

/** The algorithms that recipes choose by name. */
public final class Presets {
    /** Names of all presets. */
    public static final List<String> NAMES = List.of("dr-grpo", "grpo");

    private Presets() {}

    /**
     * The preset of a name.
     *
     * @param maxNewTokens the generation budget, which Dr. GRPO divides by
     * @throws UserError if there is none
     */
    public static Algorithm byName(String name, ObjectiveSettings settings, int maxNewTokens) {
        Surrogate clipped = new Surrogate.Clipped(settings.clipLow(), settings.clipHigh());
        return switch (name) {
            case "dr-grpo" ->
                new Algorithm(name, new Advantage.Centred(), clipped, new Aggregation.SumOverBudget(maxNewTokens));
            case "grpo" ->
                new Algorithm(
                        name,
                        new Advantage.Standardised(1, settings.stdEps()),
                        clipped,
                        new Aggregation.MeanOfResponseMeans());
            default -> throw new UserError("algorithm is '" + name + "'; it must be one of " + NAMES);
        };
    }
}
