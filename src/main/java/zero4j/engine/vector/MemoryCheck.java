package zero4j.engine.vector;

import java.util.Locale;
import zero4j.MachineMemory;
import zero4j.UserError;

/** Whether what is about to be allocated fits into the machine. */
final class MemoryCheck {
    private static final double GIBIBYTE = 1L << 30;

    private MemoryCheck() {}

    /**
     * Compares with the memory of the machine or its container.
     *
     * @param what for the message, for example {@code the weights}
     * @param remedy the setting to lower
     * @throws UserError if it is more
     */
    static void require(double bytes, String what, String remedy) {
        require(bytes, MachineMemory.bytes(), what, remedy);
    }

    static void require(double bytes, double available, String what, String remedy) {
        if (bytes > available) {
            throw new UserError(String.format(
                    Locale.ROOT,
                    "%s need %.1f GiB, but the machine has %.1f GiB of memory: %s",
                    what,
                    bytes / GIBIBYTE,
                    available / GIBIBYTE,
                    remedy));
        }
    }
}
