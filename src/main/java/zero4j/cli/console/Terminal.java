package zero4j.cli.console;

import java.io.Console;
import org.jspecify.annotations.Nullable;

/** The terminal that the program runs in. */
final class Terminal {
    private Terminal() {}

    /** Whether there is one: input and output are connected to it. */
    @SuppressWarnings("SystemConsoleNull") // the JVM's own console is null where there is no terminal
    static boolean present() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }
}
