package zero4j.cli;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.EvalSpeed;
import zero4j.session.Compute;

/** {@code zero4j bench eval}: how much of the engine's speed an evaluation has. */
@Command(
        name = "eval",
        mixinStandardHelpOptions = true,
        description =
                "Time an evaluation on the bundled questions against the sampling engine alone, on the same questions with"
                        + " the same samples: completions per second, and their ratio.")
final class BenchEvalCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "MODEL",
            arity = "0..1",
            description = "nano, a Hugging Face folder, or the folder of a run (default: nano).")
    private String model = "nano";

    @Option(
            names = "--slots",
            paramLabel = "N",
            description = "Completions that decode at the same time (default: 64).")
    private int slots = 64;

    @Option(names = "--questions", paramLabel = "N", description = "Of each benchmark (default: 100, which are all).")
    private int questions = 100;

    @Option(
            names = "--samples",
            paramLabel = "K",
            description = "Of each question, beside the greedy one (default: 8).")
    private int samples = 8;

    @Option(
            names = "--repeats",
            paramLabel = "N",
            description =
                    "Pairs of runs, the one or the other first by turns, behind one for the compiler (default: 5).")
    private int repeats = 5;

    @Mixin
    private EngineOptions compute = new EngineOptions();

    @Override
    public void run() {
        if (repeats < 1 || questions < 1 || samples < 0) {
            throw new UserError("--repeats and --questions must be at least 1, --samples at least 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        EvalSpeed.of(model, compute.chosen(Compute.DEFAULT, slots), questions, samples)
                .measure(repeats, out::println);
    }
}
