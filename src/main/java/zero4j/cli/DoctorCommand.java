package zero4j.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code zero4j doctor}: whether this machine can run the program, and with what. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Check that this machine can run the program, and show what it runs on.")
final class DoctorCommand implements Callable<Integer> {
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
        for (Checkup.Finding finding : Checkup.of(device)) {
            out.printf("%-4s %-9s %s%n", finding.ok() ? "ok" : "FAIL", finding.part(), finding.what());
            healthy &= finding.ok();
        }
        return healthy ? 0 : 1;
    }
}
