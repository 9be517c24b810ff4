package zero4j.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.bench.StepBench;
import zero4j.cli.console.TrainHeader;
import zero4j.run.StepRecord;

/** {@code zero4j bench step}: what the parts of a training step cost. */
@Command(
        name = "step",
        mixinStandardHelpOptions = true,
        description = "Time whole training steps of a random model: prompts x samples x new tokens, always the same"
                + " work. Nothing is kept.")
final class BenchStepCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--shape",
            paramLabel = "NAME",
            defaultValue = "nano",
            description = "nano (0.87 M parameters) or micro (7.8 M) (default: ${DEFAULT-VALUE}).")
    private String shape = "nano";

    @Option(names = "--set", paramLabel = "KEY=VALUE", description = "Override a training setting; may be repeated.")
    private List<String> overrides = List.of();

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "10",
            description = "Steps to measure (default: ${DEFAULT-VALUE}).")
    private int steps;

    @Option(
            names = "--warmup",
            paramLabel = "N",
            defaultValue = "3",
            description = "Steps before, not measured (default: ${DEFAULT-VALUE}).")
    private int warmup;

    @Override
    public void run() {
        if (steps < 1 || warmup < 0) {
            throw new UserError("--steps must be at least 1 and --warmup at least 0");
        }
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        List<StepRecord> counted = new StepBench(shape, overrides, warmup, steps)
                .run(text -> err.println("warning: " + text), setup -> {
                    TrainHeader.print(out, setup);
                    out.println();
                });
        out.println(StepBench.table(counted).text());
    }
}
