package zero4j.cli;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import zero4j.UserError;
import zero4j.launch.LaunchPlan;
import zero4j.launch.LocalProcesses;

/** {@code zero4j launch}: several processes on this machine that do one thing together. */
@Command(
        name = "launch",
        mixinStandardHelpOptions = true,
        description =
                "Start several processes on this machine that train one model together: with device: cuda one for each card, on"
                        + " a CPU they share the cores. If one fails all end. Ctrl-C finishes the step and saves.")
final class LaunchCommand implements Callable<Integer> {
    /** What the others of a failed process have to say what they know, and again to end when they are told to. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private static final List<String> TOGETHER = List.of("train", "pretrain", "resume");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--processes",
            paramLabel = "N",
            description = "Processes on this machine. In a Kubeflow TrainJob they are those of the pod.")
    private @Nullable Integer processes;

    @Option(
            names = "--nodes",
            paramLabel = "N",
            description = "Machines; this command is given on each (default: ${DEFAULT-VALUE}).")
    private int nodes = 1;

    @Option(
            names = "--node",
            paramLabel = "I",
            description = "Number of this machine, from 0 (default: ${DEFAULT-VALUE}).")
    private int node;

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

    @Parameters(
            arity = "1..*",
            paramLabel = "COMMAND",
            description =
                    "train or pretrain with its recipe and options, or resume; options of this command stand before it.")
    private List<String> command = List.of();

    @Override
    public Integer call() throws InterruptedException {
        check();
        LaunchPlan plan = LaunchPlan.of(
                Optional.ofNullable(processes), nodes, node, Optional.ofNullable(master), System.getenv());
        AtomicReference<@Nullable LocalProcesses> running = new AtomicReference<>();
        try (StopRequest stop = StopRequest.listen(
                spec.commandLine().getErr(),
                () -> "all processes finish their step and save",
                () -> stop(running.get()))) {
            int code = once(plan, running);
            for (int restart = 1; code != 0 && restart <= restarts && !stop.getAsBoolean(); restart++) {
                say("starting all again from the newest checkpoint (restart " + restart + " of at most " + restarts
                        + ")");
                code = once(plan, running);
            }
            return code;
        }
    }

    private static void stop(@Nullable LocalProcesses running) {
        if (running != null) {
            running.stop();
        }
    }

    private int once(LaunchPlan plan, AtomicReference<@Nullable LocalProcesses> running) throws InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (LocalProcesses all = LocalProcesses.start(
                plan, _ -> processCommand(plan), GRACE, line -> print(out, line), line -> print(err, line))) {
            running.set(all);
            return all.await(failed -> say(failed + "; ending the others"));
        }
    }

    private void check() {
        String verb = command.getFirst();
        if (!TOGETHER.contains(verb)) {
            throw new UserError("'" + verb + "' cannot be launched in several processes; it must be "
                    + String.join(" or ", TOGETHER));
        }
        if (restarts > 0 && !verb.equals("resume") && command.stream().noneMatch(word -> word.matches("--to(=.*)?"))) {
            throw new UserError("--restarts needs a folder to go on in: launch … " + verb + " … --to FOLDER");
        }
    }

    /** This program again, as it was started, with its share of the cores. */
    private List<String> processCommand(LaunchPlan plan) {
        List<String> words = new ArrayList<>();
        words.add(ProcessHandle.current().info().command().orElse("java"));
        words.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        words.add("-XX:ActiveProcessorCount=" + plan.coresEach());
        words.addAll(List.of("-cp", System.getProperty("java.class.path", ""), Main.class.getName()));
        words.addAll(command);
        return words;
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
