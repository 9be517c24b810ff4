package zero4j;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Another JVM on the class path of the tests: what kills it or limits it leaves this one alone. */
public final class ChildJvm {
    /** As the launcher's, but made to start fast; the vector engine, which needs the better compiler, is not for it. */
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0");

    private ChildJvm() {}

    /**
     * The command that starts it.
     *
     * @param options of the JVM besides the usual ones
     */
    public static List<String> command(Class<?> main, List<String> options, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
