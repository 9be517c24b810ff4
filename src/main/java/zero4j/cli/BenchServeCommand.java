package zero4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.ServeSpeed;
import zero4j.session.Compute;
import zero4j.session.LoadedModel;

/** {@code zero4j bench serve}: what a server costs. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = {
            "Time a server against the engine in process, for clients that ask again as soon as they have their answer: tokens per"
                    + " second, time to the first token, and memory over many requests.",
            "Clients and server are in this process and share its cores."
        })
final class BenchServeCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..1",
            description = "nano, a Hugging Face folder, or the folder of a run (default: nano).")
    private String model = "nano";

    @Option(
            names = "--clients",
            split = ",",
            paramLabel = "N",
            description = "Clients at the same time (default: 1,16,64).")
    private List<Integer> clients = List.of(1, 16, 64);

    @Option(names = "--requests", paramLabel = "N", description = "Of a measurement (default: 512).")
    private int requests = 512;

    @Option(names = "--new-tokens", paramLabel = "N", description = "Of every completion (default: 128).")
    private int newTokens = 128;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description = "Measurements of each, of which the fastest counts (default: 3).")
    private int repeats = 3;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            description = "Requests of each kind before the measurements, for the compiler (default: 5000).")
    private int warmUp = 5000;

    @Option(
            names = "--memory",
            paramLabel = "N",
            description = "Requests over which memory is looked at; 0 for none (default: 10000).")
    private int memory = 10_000;

    @Mixin
    private EngineOptions compute = new EngineOptions();

    @Override
    public void run() {
        if (requests < 1
                || newTokens < 1
                || repeats < 1
                || warmUp < 0
                || memory < 0
                || clients.stream().anyMatch(n -> n < 1)) {
            throw new UserError(
                    "--clients, --requests, --new-tokens and --repeats must be at least 1, --warm-up and --memory at least 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        try (LoadedModel loaded = LoadedModel.open(model, compute.chosen(Compute.DEFAULT, Compute.DEFAULT.slots()))) {
            ServeSpeed bench = new ServeSpeed(loaded, newTokens, requests);
            var _ = bench.speeds(clients, warmUp, repeats, out::println);
            if (memory > 0) {
                out.println();
                var _ = bench.memory(memory, out::println);
            }
        }
    }
}
