package zero4j.cli;

import picocli.CommandLine.Option;
import zero4j.UserError;
import zero4j.rollout.Engines;
import zero4j.session.Compute;

/** Where and with what a command samples. */
final class EngineOptions extends ComputeOptions {
    @Option(
            names = "--backend",
            paramLabel = "ENGINE",
            completionCandidates = Choices.OfEngines.class,
            description = "${COMPLETION-CANDIDATES}, or auto: vector on cpu, torch on cuda (default: auto).")
    private String backend = Engines.AUTO;

    /**
     * The engine that samples.
     *
     * @throws zero4j.UserError if there is none of that name, or it does not work on the chosen device
     */
    private String backend() {
        if (!Engines.knows(backend)) {
            throw new UserError(
                    "--backend is '" + backend + "'; it must be " + Engines.REGISTRY.oneOf(backend, Engines.AUTO));
        }
        if (Engines.onCpuAlone(backend) && !device().equals("cpu")) {
            throw new UserError("--backend is " + backend + ", which computes on the CPU, but --device is " + device());
        }
        return backend;
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
