package zero4j.cli;

import java.util.Arrays;
import picocli.CommandLine.Option;
import zero4j.SettingChecks;
import zero4j.UserError;
import zero4j.rollout.RolloutSettings;
import zero4j.session.Compute;

/** Where and with what a command samples. */
final class EngineOptions extends ComputeOptions {
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
    private RolloutSettings.Backend backend() {
        RolloutSettings.Backend chosen = Arrays.stream(RolloutSettings.Backend.values())
                .filter(b -> SettingChecks.word(b).equals(backend))
                .findFirst()
                .orElseThrow(() -> new UserError("--backend is '" + backend + "'; it must be auto, vector or torch"));
        if (chosen == RolloutSettings.Backend.VECTOR && !device().equals("cpu")) {
            throw new UserError("--backend is vector, which computes on the CPU, but --device is " + device());
        }
        return chosen;
    }

    /**
     * All that was chosen.
     *
     * @param slots completions that decode at the same time
     */
    Compute chosen(int slots) {
        if (slots < 1) {
            throw new UserError("--slots is " + slots + "; it must be at least 1");
        }
        return chosen(backend(), slots);
    }
}
