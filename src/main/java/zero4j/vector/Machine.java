package zero4j.vector;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.lang.management.ManagementFactory;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether a machine and its JVM suit the engine. */
public final class Machine {
    private Machine() {}

    /** What is missing, or empty. Does not touch the Vector API, which may not be there. */
    public static Optional<String> problem() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return Optional.of("the JVM was started without --add-modules jdk.incubator.vector");
        }
        HotSpotDiagnosticMXBean diagnostics = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (diagnostics != null && "false".equals(option(diagnostics, "UseFMA"))) {
            return Optional.of("the processor has no fused multiply-add instructions");
        }
        return Optional.empty();
    }

    private static @Nullable String option(HotSpotDiagnosticMXBean diagnostics, String name) {
        try {
            return diagnostics.getVMOption(name).getValue();
        } catch (IllegalArgumentException unknown) {
            return null; // another processor's JVM, which always has them
        }
    }
}
