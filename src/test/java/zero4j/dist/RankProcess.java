package zero4j.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import zero4j.ChildJvm;

/** A rank in a process of its own, on the test class path. Closing ends it. */
public record RankProcess(Process process) implements AutoCloseable {
    /** Starts a main class that reads its rendezvous from the environment. */
    public static RankProcess start(Class<?> main, Rendezvous meeting, String... arguments) {
        List<String> command =
                ChildJvm.command(main, List.of("--add-modules=jdk.incubator.vector", "-Xmx256m"), List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .putAll(Map.of(
                        "MASTER_ADDR", meeting.address(),
                        "MASTER_PORT", String.valueOf(meeting.port()),
                        "RANK", String.valueOf(meeting.rank()),
                        "WORLD_SIZE", String.valueOf(meeting.world())));
        try {
            return new RankProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All it writes until it ends. */
    public String output() {
        try {
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends it as the system's out-of-memory killer would. */
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
