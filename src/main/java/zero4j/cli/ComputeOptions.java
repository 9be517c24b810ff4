package zero4j.cli;

import picocli.CommandLine.Option;
import zero4j.UserError;
import zero4j.session.Compute;

/** Where a command computes. */
sealed class ComputeOptions permits EngineOptions {
    @Option(names = "--device", paramLabel = "DEVICE", description = "cpu, cuda or cuda:N (default: cpu).")
    private String device = "cpu";

    @Option(names = "--dtype", paramLabel = "TYPE", description = "float32 or bfloat16 (default: float32).")
    private String dtype = "float32";

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: one per core).")
    private int threads;

    /** Name of the device. */
    String device() {
        return device;
    }

    /** All that was chosen, for a command that does not sample. */
    Compute chosen() {
        return chosen(Compute.DEFAULT.engine(), Compute.DEFAULT.slots());
    }

    Compute chosen(String engine, int slots) {
        if (threads < 0) {
            throw new UserError("--threads is " + threads + "; it must be at least 1, or 0 for one per core");
        }
        return new Compute(device, dtype, threads, engine, slots);
    }
}
