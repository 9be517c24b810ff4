package zero4j.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.Words;
import zero4j.launch.LaunchPlan;
import zero4j.launch.LocalProcesses;
import zero4j.launch.OwnJvm;

/** {@code zero4j launch}: several processes on this machine that do one thing together. */
@Command(
        name = "launch",
        mixinStandardHelpOptions = true,
        description =
                "Start several processes on this machine that train one model together: with device: cuda one for each card, on"
                        + " a CPU they share the cores. If one fails all end. Ctrl-C finishes the step and saves.")
final class LaunchCommand implements Callable<Integer> {
    /** Verbs whose work is divided. */
    static final List<String> TOGETHER = List.of("train", "pretrain", "resume");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "Processes on this machine (default: as many as a Kubeflow TrainJob gives a pod).")
    private @Nullable Integer processes;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description =
                    "Machines; this command is given on each. By default they are what srun, torchrun, mpirun or Kubeflow started it"
                            + " on, once on each; or this one alone.")
    private @Nullable Integer nodes;

    @Option(names = "--node", paramLabel = "I", description = "Number of this machine, from 0.")
    private @Nullable Integer node;

    @Option(
            names = "--master",
            paramLabel = "HOST:PORT",
            description = "Machine 0 and a free port there, the same on all machines.")
    private @Nullable String master;

    @Option(
            names = "--restarts",
            paramLabel = "K",
            description =
                    "Where a process fails, start all again from the newest checkpoint, at most K times (default: ${DEFAULT-VALUE}).")
    private int restarts;

    @Option(
            names = "--grace",
            paramLabel = "S",
            description =
                    "Seconds that the others of a failed process have to say what they know, and again to end when they are asked to;"
                            + " then they are killed (default: ${DEFAULT-VALUE}).")
    private int grace = 5;

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description =
                    "train or pretrain with its recipe and options, or resume; options of this command stand before it.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws InterruptedException {
        if (isHelp()) {
            return 0;
        }
        LaunchPlan plan = LaunchPlan.of(
                Optional.ofNullable(processes),
                Optional.ofNullable(nodes),
                Optional.ofNullable(node),
                Optional.ofNullable(master),
                System.getenv());
        say("launching " + plan.inWords());
        AtomicReference<@Nullable LocalProcesses> running = new AtomicReference<>();
        try (StopRequest stop = StopRequest.listen(
                spec.commandLine().getErr(),
                () -> "all processes finish their step and save",
                () -> stop(running.get()))) {
            int code = once(plan, running, stop);
            for (int restart = 1; code != 0 && restart <= restarts && !stop.getAsBoolean(); restart++) {
                say("starting all again from the newest checkpoint (restart " + restart + " of at most " + restarts
                        + ")");
                code = once(plan, running, stop);
            }
            return code;
        }
    }

    /** Looks at what is to be launched, so that a mistake is told once and not by every process. */
    private boolean isHelp() {
        CommandLine program = Main.commandLine();
        program.setOut(spec.commandLine().getOut()).setErr(spec.commandLine().getErr());
        CommandLine.ParseResult parsed = program.parseArgs(command.toArray(String[]::new));
        if (CommandLine.executeHelpRequest(parsed) != null) {
            return true;
        }
        String verb = parsed.hasSubcommand() ? parsed.subcommand().commandSpec().name() : command.getFirst();
        if (grace < 0) {
            throw new UserError("--grace is " + grace + "; it must be 0 or more seconds");
        }
        if (!TOGETHER.contains(verb)) {
            throw new UserError("'" + verb + "' cannot be launched in several processes; it must be "
                    + Words.oneOf(TOGETHER, verb));
        }
        if (restarts > 0 && !verb.equals("resume") && !parsed.subcommand().hasMatchedOption("--to")) {
            throw new UserError("--restarts needs a folder to go on in: launch … " + verb + " … --to FOLDER");
        }
        return false;
    }

    private static void stop(@Nullable LocalProcesses running) {
        if (running != null) {
            running.stop();
        }
    }

    private int once(LaunchPlan plan, AtomicReference<@Nullable LocalProcesses> running, StopRequest stop)
            throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (LocalProcesses all = LocalProcesses.start(
                plan,
                _ -> processCommand(plan),
                Duration.ofSeconds(grace),
                line -> print(out, line),
                line -> print(err, line))) {
            running.set(all);
            if (stop.getAsBoolean()) { // asked while they were started
                all.stop();
            }
            return all.await(this::say);
        }
    }

    /** This program again, as it was started, with its share of the cores and the module that the vector engine needs. */
    private List<String> processCommand(LaunchPlan plan) {
        return OwnJvm.command(
                Main.class,
                List.of("-XX:ActiveProcessorCount=" + plan.coresEach(), "--add-modules=jdk.incubator.vector"),
                command);
    }

    private void say(String text) {
        print(spec.commandLine().getErr(), text);
    }

    private static void print(PrintWriter writer, String line) {
        synchronized (writer) {
            writer.println(line);
            writer.flush();
        }
    }
}
