package zero4j.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of the process outside the Java heap's control. */
public final class NativeMemory {
    private static final Path STATUS = Path.of("/proc/self/status");
    /** What {@code clear_refs} calls the peak of resident memory. */
    private static final String PEAK = "5";

    private NativeMemory() {}

    /** Resident memory of this process in bytes, where the system tells (Linux). */
    public static OptionalLong resident() {
        return status("VmRSS:");
    }

    /** The most that was ever resident, or since {@link #forgetPeak}, in bytes, where the system tells. */
    public static OptionalLong peak() {
        return status("VmHWM:");
    }

    /**
     * Lets the peak begin again at what is resident now.
     *
     * @return whether the system can
     */
    public static boolean forgetPeak() {
        try {
            Files.writeString(Path.of("/proc/self/clear_refs"), PEAK);
            return true;
        } catch (IOException noSuchFile) {
            return false;
        }
    }

    private static OptionalLong status(String key) {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(key)) {
                    return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) * 1024);
                }
            }
            return OptionalLong.empty();
        } catch (IOException noProcFileSystem) {
            return OptionalLong.empty();
        }
    }
}
