package zero4j;

import java.lang.management.ManagementFactory;

/** Memory of the machine, or of the container that the program runs in. */
public final class MachineMemory {
    private MachineMemory() {}

    /** All of it in bytes; as much as there could be where the system does not say. */
    public static double bytes() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Double.MAX_VALUE;
    }
}
