package zero4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import zero4j.ChildJvm;

/** The command in a JVM of its own. */
final class ChildProcess {
    private static final List<String> OPTIONS = List.of("-Xmx512m");

    private final Process process;
    private final BufferedReader out;
    private final StringBuilder heard = new StringBuilder();

    private ChildProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
    }

    /**
     * Starts the command.
     *
     * @param temporary folder for what its libraries unpack: a killed JVM does not tidy up
     */
    static ChildProcess start(Path temporary, List<String> arguments) throws IOException {
        return start(command(temporary, List.of(), arguments));
    }

    /** The same with the vector engine and the compiler that it needs. */
    static ChildProcess startWithVectorEngine(Path temporary, List<String> arguments) throws IOException {
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(List.of("-XX:TieredStopAtLevel=4", "--add-modules=jdk.incubator.vector"));
        return start(command(options, temporary, List.of(), arguments));
    }

    /** The same with users' parts on the class path. */
    static ChildProcess start(Path temporary, List<Path> parts, List<String> arguments) throws IOException {
        return start(command(temporary, parts, arguments));
    }

    /** The same in a process that may write no file of more than so many blocks of 512 bytes. */
    static ChildProcess startWithLargestFile(long blocks, Path temporary, List<String> arguments) throws IOException {
        List<String> limited = new ArrayList<>(List.of("sh", "-c", "ulimit -f " + blocks + " && exec \"$@\"", "sh"));
        limited.addAll(command(temporary, List.of(), arguments));
        return start(limited);
    }

    /** The same on a machine of its own, as far as the network is concerned. */
    static ChildProcess startIn(String networkNamespace, Path temporary, List<String> arguments) throws IOException {
        List<String> there = new ArrayList<>(List.of("ip", "netns", "exec", networkNamespace));
        there.addAll(command(temporary, List.of(), arguments));
        return start(there);
    }

    private static ChildProcess start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        // Otherwise idle threads spin, where other tests need the cores.
        builder.environment().put("OMP_WAIT_POLICY", "passive");
        return new ChildProcess(builder.start());
    }

    private static List<String> command(Path temporary, List<Path> parts, List<String> arguments) {
        return command(OPTIONS, temporary, parts, arguments);
    }

    private static List<String> command(
            List<String> options, Path temporary, List<Path> parts, List<String> arguments) {
        List<String> all = new ArrayList<>(options);
        all.add("-Djava.io.tmpdir=" + temporary);
        return ChildJvm.command(Main.class, all, parts, arguments);
    }

    Process process() {
        return process;
    }

    /** Ends it without a warning (SIGKILL); what it has printed can still be read. */
    void kill() {
        process.toHandle().destroyForcibly();
    }

    /** Reads on until a line comes; false if the output ends before. */
    boolean await(Predicate<String> line) throws IOException {
        for (String next = out.readLine(); next != null; next = out.readLine()) {
            heard.append(next).append('\n');
            if (line.test(next)) {
                return true;
            }
        }
        return false;
    }

    /** Waits for the end and returns the exit code with all that was printed, on either stream. */
    CommandRun end() throws IOException, InterruptedException {
        await(_ -> false);
        return new CommandRun(process.waitFor(), heard.toString(), "");
    }
}
