package zero4j.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import zero4j.UserError;
import zero4j.session.Compute;

/** Where a command computes. */
sealed class ComputeOptions permits EngineOptions {
    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "cpu, cuda or cuda:N (default: as the run that trained the model sampled, or cpu).")
    private @Nullable String device;

    @Option(
            names = "--dtype",
            paramLabel = "TYPE",
            description = "float32 or bfloat16 (default: as the run that trained the model, or float32).")
    private @Nullable String dtype;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: one per core).")
    private int threads;

    /** Whether anything was said. */
    boolean given() {
        return device != null || dtype != null || threads != 0;
    }

    /** What was said, for a command that does not sample; what was not is as usual. */
    Compute chosen(Compute usual) {
        return chosen(usual, usual.engine(), usual.slots());
    }

    Compute chosen(Compute usual, String engine, int slots) {
        if (threads < 0) {
            throw new UserError("--threads is " + threads + "; it must be at least 1, or 0 for one per core");
        }
        return new Compute(
                device == null ? usual.device() : device,
                dtype == null ? usual.dtype() : dtype,
                threads,
                engine,
                slots);
    }
}
