package zero4j;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Another JVM on the class path of the tests: what kills it or limits it leaves this one alone. */
public final class ChildJvm {
    /** As the launcher's, but made to start fast; the vector engine, which needs the better compiler, is not for it. */
    private static final List<String> OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0",
            "-Xlog:cds*=off",
            "-Xlog:aot*=off");

    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** Children from which on their classes are archived: making that takes as long as it saves for so many. */
    private static final int MANY = 8;

    private static int children;
    private static Optional<ChildArchive> archive = Optional.empty();

    private ChildJvm() {}

    private static synchronized Optional<ChildArchive> archive() {
        if (++children == MANY) {
            archive = ChildArchive.make(JAVA, OPTIONS);
        }
        return archive;
    }

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
        Optional<ChildArchive> shared = archive();
        StringBuilder all = new StringBuilder(
                shared.map(ChildArchive::classPath).orElse(System.getProperty("java.class.path", "")));
        classPath.forEach(part -> all.append(File.pathSeparatorChar).append(part));
        List<String> command = new ArrayList<>();
        command.add(JAVA);
        command.addAll(OPTIONS);
        shared.ifPresent(classes -> command.add("-XX:SharedArchiveFile=" + classes.file()));
        command.addAll(options);
        command.addAll(List.of("-cp", all.toString(), main.getName()));
        command.addAll(arguments);
        return command;
    }
}
