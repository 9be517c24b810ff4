package zero4j;

import java.lang.management.ManagementFactory;

/** Memory of the machine, or of the container that the program runs in. */
public final class MachineMemory {
    /** Asked once: in a container the answer takes reading several files, and engines need it with every request. */
    private static final double BYTES = total();

    private MachineMemory() {}

    /** All of it in bytes, when it was first asked for; as much as there could be where the system does not say. */
    public static double bytes() {
        return BYTES;
    }

    private static double total() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Double.MAX_VALUE;
    }
}
