package zero4j.cli.console;

import java.io.Console;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The terminal that the program runs in. */
final class Terminal {
    /** The columns of what is no terminal: lines are never broken there. */
    static final int UNBROKEN = Integer.MAX_VALUE;

    private static final int USUAL = 100;
    private static final int LEAST = 40;

    private Terminal() {}

    /** Whether there is one: input and output are connected to it. */
    @SuppressWarnings("SystemConsoleNull") // the JVM's own console is null where there is no terminal
    static boolean present() {
        @Nullable Console console = System.console();
        return console != null && console.isTerminal();
    }

    /**
     * Columns that a line may have: those that the environment names in {@code COLUMNS}, or else the terminal's; {@link #UNBROKEN}
     * where there is neither.
     */
    static int columns() {
        int named = number(System.getenv("COLUMNS"));
        return named > 0 ? Math.max(LEAST, named) : present() ? Math.max(LEAST, Size.COLUMNS) : UNBROKEN;
    }

    private static int number(@Nullable String text) {
        return text != null && text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    }

    /** Asked once, of the command that every system with terminals has. */
    private static final class Size {
        private static final int COLUMNS = ask();

        private static int ask() {
            try {
                Process stty = new ProcessBuilder("stty", "size")
                        .redirectInput(ProcessBuilder.Redirect.INHERIT)
                        .redirectErrorStream(true)
                        .start();
                String[] rowsAndColumns = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII)
                        .strip()
                        .split(" ");
                int columns = number(rowsAndColumns[rowsAndColumns.length - 1]);
                return columns > 0 ? columns : USUAL;
            } catch (IOException noSuchCommand) {
                return USUAL;
            }
        }
    }
}
