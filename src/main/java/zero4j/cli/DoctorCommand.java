package zero4j.cli;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.PlainText;
import zero4j.UserError;
import zero4j.Words;
import zero4j.dist.NcclGroup;
import zero4j.run.Provenance;
import zero4j.torch.DeviceAndDtype;
import zero4j.torch.LibTorch;

/** {@code zero4j doctor}: whether this machine can run the program, and with what. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Check that this machine can run the program, and show what it runs on.")
final class DoctorCommand implements Callable<Integer> {
    private static final int JAVA_NEEDED = 25;
    private static final long GIBIBYTE = 1L << 30;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--device",
            paramLabel = "DEVICE",
            description = "Device to check: cpu, cuda or cuda:N (default: cpu).")
    private String device = "cpu";

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        boolean healthy = true;
        for (Finding finding : findings(device)) {
            out.printf("%-4s %-9s %s%n", finding.verdict().word, finding.part(), PlainText.line(finding.what()));
            healthy &= finding.verdict() != Verdict.FAILS;
        }
        return healthy ? 0 : 1;
    }

    /**
     * One line of the report.
     *
     * @param verdict whether the program can work with it
     * @param part what was looked at
     * @param what what was found, and what to do about it if it is not as it should be
     */
    private record Finding(Verdict verdict, String part, String what) {
        Finding(boolean ok, String part, String what) {
            this(ok ? Verdict.WORKS : Verdict.FAILS, part, what);
        }
    }

    /** Whether the program can work with what was found. */
    private enum Verdict {
        WORKS("ok"),
        IS_SLOW("warn"),
        FAILS("FAIL");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }
    }

    /** Looks at everything; the natives are loaded. */
    private static List<Finding> findings(String device) {
        List<Finding> findings = new ArrayList<>();
        findings.add(new Finding(true, "zero4j", Provenance.programVersion()));
        findings.add(java());
        findings.add(new Finding(
                true,
                "machine",
                System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                        + Words.counted(Runtime.getRuntime().availableProcessors(), "core") + ", " + memory()));
        if (!LibTorch.isThere()) {
            findings.add(new Finding(true, "libtorch", LibTorch.bindings() + ", fetched when something needs it"));
            if (!device.equals("cpu")) {
                findings.add(device(device));
            }
            return findings;
        }
        try {
            LibTorch library = LibTorch.load();
            findings.add(natives(library));
            InstructionSets.heldBack(library, InstructionSets.processorFlags(), System.getenv())
                    .forEach(warning -> findings.add(new Finding(Verdict.IS_SLOW, "libtorch", warning)));
            findings.add(device(device));
            if (device.startsWith("cuda") && findings.getLast().verdict() == Verdict.WORKS) {
                findings.add(nccl());
            }
        } catch (LinkageError failure) {
            findings.add(new Finding(false, "libtorch", "does not load: " + rootOf(failure)));
        }
        return findings;
    }

    private static Finding java() {
        Runtime.Version version = Runtime.version();
        boolean ok = version.feature() >= JAVA_NEEDED;
        return new Finding(
                ok,
                "java",
                version + " (" + System.getProperty("java.vendor") + "), heap at most " + heap()
                        + " (more: ZERO4J_JAVA_OPTS=-Xmx2g)" + (ok ? "" : "; " + JAVA_NEEDED + " or newer is needed"));
    }

    /** As the option says it; what the JVM calls its maximum is without what it needs for itself. */
    private static String heap() {
        HotSpotDiagnosticMXBean machine = ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        long bytes = machine == null
                ? Runtime.getRuntime().maxMemory()
                : Long.parseLong(machine.getVMOption("MaxHeapSize").getValue());
        return bytes / (1 << 20) + " MiB";
    }

    private static String memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? "%.1f GiB memory (%.1f free)"
                        .formatted(
                                (double) system.getTotalMemorySize() / GIBIBYTE,
                                (double) system.getFreeMemorySize() / GIBIBYTE)
                : "memory unknown";
    }

    private static Finding natives(LibTorch library) {
        return new Finding(
                true,
                "libtorch",
                "%s, %s, %s%s with %s%s"
                        .formatted(
                                library.version(),
                                library.vectorInstructions(),
                                library.blas(),
                                library.blasKernels().isEmpty() ? "" : " (" + library.blasKernels() + ")",
                                Words.counted(library.blasThreads(), "thread"),
                                library.cuda() ? ", CUDA" : ""));
    }

    private static Finding device(String device) {
        try {
            boolean right = LibTorch.multiplies(DeviceAndDtype.of(device, "float32"));
            return new Finding(right, "device", device + (right ? " computes" : " computes wrong products"));
        } catch (RuntimeException failure) {
            return new Finding(
                    false, "device", device + ": " + Failures.firstLine(String.valueOf(failure.getMessage())));
        }
    }

    private static Finding nccl() {
        try {
            return new Finding(true, "nccl", NcclGroup.version());
        } catch (UserError missing) {
            return new Finding(Verdict.IS_SLOW, "nccl", String.valueOf(missing.getMessage()));
        }
    }

    private static String rootOf(Throwable failure) {
        Throwable root = failure;
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root.toString();
    }
}
