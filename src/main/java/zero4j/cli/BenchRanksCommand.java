package zero4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.RankBench;
import zero4j.torch.Threads;

/** {@code zero4j bench ranks}: several processes on this machine that train together. */
@Command(
        name = "ranks",
        mixinStandardHelpOptions = true,
        description =
                "Time what several processes on this machine tell each other, measure what each of them keeps, and time whole steps"
                        + " against one process with all threads. It starts the processes itself.")
final class BenchRanksCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--processes", paramLabel = "N", description = "How many (default: ${DEFAULT-VALUE}).")
    private int processes = 2;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads of all of them (default: one per core).")
    private int threads;

    @Option(
            names = "--shapes",
            split = ",",
            paramLabel = "NAME",
            description = "nano (0.87 M parameters), micro (7.8 M), 135m, 0.5b (494 M) (default: micro,135m,0.5b).")
    private List<String> shapes = List.of("micro", "135m", "0.5b");

    @Option(
            names = "--sequences",
            paramLabel = "N",
            description = "Sequences of 64 tokens of an update (default: ${DEFAULT-VALUE}).")
    private int sequences = 32;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description =
                    "Operations and updates of each kind, of which the fastest counts (default: ${DEFAULT-VALUE}).")
    private int repeats = 3;

    @Option(
            names = "--steps",
            paramLabel = "N",
            description =
                    "Whole steps of the first shape, after 2 that are not counted; 0 for none (default: ${DEFAULT-VALUE}).")
    private int steps = 10;

    @Override
    public void run() {
        if (sequences < processes || steps < 0 || threads < 0) {
            throw new UserError("--sequences must be at least --processes; --steps and --threads must not be negative");
        }
        PrintWriter out = spec.commandLine().getOut();
        RankBench bench = new RankBench(processes, Threads.resolve(threads), repeats, line -> {
            out.println(line);
            out.flush();
        });
        bench.collectives(shapes);
        out.println();
        bench.updates(shapes, sequences);
        if (steps > 0) {
            out.println();
            bench.steps(shapes.getFirst(), 2, steps);
        }
    }
}
