package zero4j;

import java.io.File;
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
        return command(main, options, List.of(), arguments);
    }

    /** The same with folders or jars behind the class path of the tests. */
    public static List<String> command(
            Class<?> main, List<String> options, List<Path> classPath, List<String> arguments) {
        StringBuilder all = new StringBuilder(System.getProperty("java.class.path"));
        classPath.forEach(part -> all.append(File.pathSeparatorChar).append(part));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.addAll(options);
        command.addAll(List.of("-cp", all.toString(), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
