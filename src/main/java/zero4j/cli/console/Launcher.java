package zero4j.cli.console;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.LibraryMissing;
import zero4j.OptionalLibrary;
import zero4j.PlainText;

/** What the launcher script tells of itself. */
public final class Launcher {
    /** Tells the script what needs LibTorch. */
    private static final String LIBTORCH = "ZERO4J_LIBTORCH";

    private Launcher() {}

    /** The command as the user typed it, to show commands that can be typed again. */
    public static String command() {
        return System.getProperty("zero4j.command", "./zero4j");
    }

    /** A command with its arguments, each as a shell takes it. */
    public static String command(List<String> arguments) {
        return Stream.concat(Stream.of(command()), arguments.stream())
                .map(PlainText::shell)
                .collect(Collectors.joining(" "));
    }

    /**
     * Puts the script in the place of this process, with the same arguments, to fetch LibTorch and to start the program anew. The process
     * stays the same to whoever waits for it or sends it signals. Returns if another library is missing, if the script did not start this
     * program or fetched LibTorch for it in vain, or if the system does not let a process be replaced.
     */
    public static void fetch(LibraryMissing missing, List<String> arguments) {
        if (missing.library() == OptionalLibrary.LIBTORCH
                && System.getProperty("zero4j.command") != null
                && System.getenv(LIBTORCH) == null) {
            replaceProcess(Stream.concat(
                            Stream.of("env", LIBTORCH + "=" + missing.purpose(), "sh", command()), arguments.stream())
                    .toList());
        }
    }

    /** The program is looked for in PATH. */
    private static void replaceProcess(List<String> words) {
        Linker linker = Linker.nativeLinker();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment list = arena.allocate(ValueLayout.ADDRESS, words.size() + 1L); // ends with a null
            for (int i = 0; i < words.size(); i++) {
                list.setAtIndex(ValueLayout.ADDRESS, i, arena.allocateFrom(words.get(i)));
            }
            int _ = (int) linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("execvp"),
                            FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS))
                    .invokeExact(list.getAtIndex(ValueLayout.ADDRESS, 0), list);
        } catch (Throwable e) { // as a method handle declares
            throw new IllegalStateException("the launcher cannot be started again", e);
        }
    }
}
