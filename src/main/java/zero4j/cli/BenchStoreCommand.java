package zero4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.StoreBench;

/** {@code zero4j bench store}: how fast a run is recorded and read. */
@Command(
        name = "store",
        mixinStandardHelpOptions = true,
        description = "Write a made-up run, and read it as the live page does.")
final class BenchStoreCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "1000",
            description = "Steps of the run (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--completions",
            paramLabel = "N",
            defaultValue = "10",
            description = "Completions of each step (default: ${DEFAULT-VALUE}).")
    private int completions;

    @Option(
            names = "--chars",
            paramLabel = "N",
            defaultValue = "2000",
            description = "Characters of each completion (default: ${DEFAULT-VALUE}).")
    private int chars;

    @Option(names = "--to", paramLabel = "DIR", description = "Keep the run in this folder.")
    private @Nullable Path to;

    @Override
    public void run() {
        if (steps < 1 || completions < 1 || chars < 1) {
            throw new UserError("--steps, --completions and --chars must be at least 1");
        }
        if (to != null && Files.exists(to)) {
            throw new UserError(to + " is there already; name a folder that is not");
        }
        StoreBench bench = new StoreBench(steps, completions, chars);
        spec.commandLine().getOut().println((to == null ? bench.measure() : bench.measure(to)).text());
    }
}
