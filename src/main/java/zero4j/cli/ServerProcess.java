package zero4j.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import zero4j.AtomicFile;
import zero4j.UserError;
import zero4j.launch.OwnJvm;

/** {@code zero4j serve} in a process of its own, at a free port of this machine, for as long as this is open. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("^serving .* at (http://\\S+)/v1$");

    private final Path folder;
    private final Process process;
    private final String address;
    /** Ends the server with this process. */
    private final Thread hook;

    private ServerProcess(Path folder, Process process, String address, Thread hook) {
        this.folder = folder;
        this.process = process;
        this.address = address;
        this.hook = hook;
    }

    /**
     * Starts it, and waits until it listens.
     *
     * @param model as {@code serve} takes it
     * @throws UserError with what it said, if it ends before
     */
    static ServerProcess start(String model) {
        try {
            return start(model, Files.createTempDirectory("zero4j-serve-"));
        } catch (IOException e) {
            throw new UserError("a server of " + model + " cannot be started: " + e.getMessage(), e);
        }
    }

    private static ServerProcess start(String model, Path folder) throws IOException {
        boolean started = false;
        try {
            Files.writeString(token(folder), UUID.randomUUID().toString());
            List<String> command = OwnJvm.command(
                    Main.class,
                    List.of("--add-modules=jdk.incubator.vector"),
                    List.of("serve", model, "--port=0", "--control-file=" + token(folder)));
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Thread hook = new Thread(() -> end(process, folder), "server-process");
            Runtime.getRuntime().addShutdownHook(hook);
            ServerProcess server = new ServerProcess(folder, process, address(process), hook);
            started = true;
            return server;
        } finally {
            if (!started) {
                AtomicFile.deleteFolder(folder);
            }
        }
    }

    private static Path token(Path folder) {
        return folder.resolve("token");
    }

    private static String address(Process process) throws IOException {
        StringBuilder said = new StringBuilder();
        BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher listens = LISTENS.matcher(line);
            if (listens.matches()) {
                var _ = Thread.ofVirtual().start(() -> drain(out));
                return listens.group(1);
            }
            said.append('\n').append(line);
        }
        throw new IOException("it ended and said:" + said);
    }

    /** Reads what it says from now on, for which it would wait otherwise. */
    private static void drain(BufferedReader out) {
        try (out) {
            var _ = out.transferTo(Writer.nullWriter());
        } catch (IOException ended) {
            // Nobody speaks any more.
        }
    }

    /** Settings by which a training samples on it. */
    List<String> settings() {
        return List.of(
                "rollout.backend=vllm", "rollout.servers=[" + address + "]", "rollout.token=file:" + token(folder));
    }

    @Override
    public void close() {
        end(process, folder);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // The hook has done the same.
        }
    }

    /** Does nothing a second time. */
    private static void end(Process process, Path folder) {
        synchronized (process) {
            process.destroy();
            process.onExit().join();
            if (Files.exists(folder)) {
                AtomicFile.deleteFolder(folder);
            }
        }
    }
}
