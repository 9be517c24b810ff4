package zero4j.cli;

import java.util.Arrays;
import picocli.CommandLine.Option;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.rollout.RolloutSettings;

/** Where and with what a command samples. */
public final class EngineOptions extends ComputeOptions {
    @Option(
            names = "--backend",
            paramLabel = "ENGINE",
            description = "auto (vector on cpu, torch on cuda), vector or torch (default: auto).")
    private String backend = "auto";

    /**
     * The engine that samples.
     *
     * @throws zero4j.UserError if there is none of that name, or it does not work on the chosen device
     */
    public RolloutSettings.Backend backend() {
        RolloutSettings.Backend chosen = Arrays.stream(RolloutSettings.Backend.values())
                .filter(b -> SettingChecks.word(b).equals(backend))
                .findFirst()
                .orElseThrow(() -> new UserError("--backend is '" + backend + "'; it must be auto, vector or torch"));
        if (chosen == RolloutSettings.Backend.VECTOR && !device().equals("cpu")) {
            throw new UserError("--backend is vector, which computes on the CPU, but --device is " + device());
        }
        return chosen;
    }
}
