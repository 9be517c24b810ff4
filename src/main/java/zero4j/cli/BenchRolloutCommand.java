package zero4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.RolloutSpeeds;
import zero4j.torch.Threads;

/** {@code zero4j bench rollout}: both sampling engines on this machine, side by side. */
@Command(
        name = "rollout",
        mixinStandardHelpOptions = true,
        description =
                "Time the sampling engines side by side on random models: tokens per second at temperature 1, and the"
                        + " share of what the machine can do.")
final class BenchRolloutCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--shapes",
            split = ",",
            paramLabel = "NAME",
            description = "nano (0.87 M parameters), micro (7.8 M), 0.5b (494 M; needs 8 GB) (default: nano,micro).")
    private List<String> shapes = List.of("nano", "micro");

    @Option(
            names = "--sequences",
            split = ",",
            paramLabel = "N",
            description = "Completions sampled at the same time (default: 1,16,64,256; 1,8,32 for 0.5b).")
    private List<Integer> sequences = List.of();

    @Option(
            names = "--new-tokens",
            paramLabel = "N",
            description = "Tokens per completion (default: 128; 16 for 0.5b).")
    private int newTokens;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Runs of each engine in turn, of which the fastest counts (default: 3).")
    private int repeats = 3;

    @Option(names = "--threads", paramLabel = "N", description = "CPU threads (default: one per core).")
    private int threads;

    @Override
    public void run() {
        if (repeats < 1 || newTokens < 0 || threads < 0 || sequences.stream().anyMatch(n -> n < 1)) {
            throw new UserError(
                    "--sequences and --repeats must be at least 1; --new-tokens and --threads too, or 0 for the default");
        }
        PrintWriter out = spec.commandLine().getOut();
        RolloutSpeeds speeds = RolloutSpeeds.of(Threads.resolve(threads), repeats);
        out.println(speeds.machine());
        out.println();
        speeds.products(out::println);
        out.println();
        speeds.engines(shapes, sequences, newTokens, out::println);
        out.println();
        out.println(speeds.mixedLengths().text());
    }
}
