package zero4j.session;

import zero4j.SettingChecks;
import zero4j.rollout.Engines;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.Threads;

/**
 * Where and with what a loaded model computes.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param dtype {@code float32} or {@code bfloat16}
 * @param threads of the CPU; 0 is one per core
 * @param engine that samples: a name of {@link Engines#REGISTRY}, or {@value Engines#AUTO}
 * @param slots completions that decode at the same time; fewer need less memory
 */
public record Compute(String device, String dtype, int threads, String engine, int slots) {
    /** One thread per core of the CPU, in float32. */
    public static final Compute DEFAULT = new Compute("cpu", "float32", 0, Engines.AUTO, 128);

    public Compute {
        new SettingChecks("")
                .atLeast("threads", threads, 0)
                .atLeast("slots", slots, 1)
                .done();
    }

    /**
     * The device and the precision.
     *
     * @throws zero4j.UserError if there is no such device
     */
    public DeviceAndDtype placement() {
        return DeviceAndDtype.of(device, dtype);
    }

    /** CPU threads, at least 1. */
    int cores() {
        return Threads.resolve(threads);
    }

    boolean isBFloat16() {
        return dtype.equals("bfloat16");
    }
}
