package zero4j.cli;

import picocli.CommandLine.Option;
import zero4j.UserError;
import zero4j.torch.Placement;
import zero4j.torch.Threads;

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

    /** Whether weights are kept in bfloat16. */
    public boolean isBFloat16() {
        return dtype.equals("bfloat16");
    }

    /**
     * The chosen device and precision.
     *
     * @throws zero4j.UserError if the device is not there
     */
    public Placement placement() {
        return Placement.of(device, dtype);
    }

    /** CPU threads, at least 1. */
    public int threads() {
        if (threads < 0) {
            throw new UserError("--threads is " + threads + "; it must be at least 1, or 0 for one per core");
        }
        return Threads.resolve(threads);
    }
}
