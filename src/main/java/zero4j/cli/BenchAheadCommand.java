package zero4j.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.AheadBench;
import zero4j.recipe.Recipes;

/** {@code zero4j bench ahead}: what rollouts that run ahead of the learner gain, and what they cost. */
@Command(
        name = "ahead",
        mixinStandardHelpOptions = true,
        description =
                "Train the bundled model with rollouts that take turns with the learner, and that run ahead of it:"
                        + " wall clock, who waits, and accuracy over seeds. Nothing is kept.")
final class BenchAheadCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--ahead",
            paramLabel = "K",
            split = ",",
            defaultValue = "0,1",
            description = "Values of rollout.ahead (default: ${DEFAULT-VALUE}).")
    private List<Integer> ahead = List.of();

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Trainings of each (default: ${DEFAULT-VALUE}).")
    private int seeds;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "100",
            description = "Steps of each training (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--server",
            description = "Train each also with a server, started for it on this machine, that samples.")
    private boolean server;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Override a training setting, such as rollout.servers; may be repeated.")
    private List<String> overrides = List.of();

    @Override
    public void run() {
        if (steps < 1 || seeds < 1 || ahead.isEmpty()) {
            throw new UserError("--steps and --seeds must be at least 1, and --ahead name a value");
        }
        if (server) {
            String model = Recipes.train(null, overrides).model();
            try (ServerProcess process = ServerProcess.start(model)) {
                run(process.settings());
            }
        } else {
            run(List.of());
        }
    }

    private void run(List<String> settings) {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        AheadBench bench = new AheadBench(overrides, ahead, seeds, steps, settings);
        List<AheadBench.Training> trainings = bench.run(
                text -> err.println("warning: " + text),
                done -> err.println(String.format(
                        Locale.ROOT,
                        "ahead %d, %s, seed %d: %.1f s",
                        done.ahead(),
                        done.served() ? "sampled by a server" : "in process",
                        done.seed(),
                        done.seconds())));
        out.println(bench.table(trainings).text());
        out.println(AheadBench.before(trainings));
    }
}
