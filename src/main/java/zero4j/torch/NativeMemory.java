package zero4j.torch;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** Memory of the process outside the Java heap's control. */
public final class NativeMemory {
    private NativeMemory() {}

    /** Resident memory of this process in bytes, where the system tells (Linux). */
    public static OptionalLong resident() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmRSS:")) {
                    return OptionalLong.of(Long.parseLong(line.replaceAll("\\D", "")) * 1024);
                }
            }
            return OptionalLong.empty();
        } catch (IOException noProcFileSystem) {
            return OptionalLong.empty();
        }
    }
}
