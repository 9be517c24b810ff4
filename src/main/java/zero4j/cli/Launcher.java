package zero4j.cli;

import java.nio.file.Path;

/** What the launcher script tells of itself. */
public final class Launcher {
    private Launcher() {}

    /** The command as the user typed it, to show commands that can be typed again. */
    public static String command() {
        return System.getProperty("zero4j.command", "./zero4j");
    }

    /** The folder of the program, which the bundled model lies in. */
    public static Path home() {
        return Path.of(System.getProperty("zero4j.home", ""));
    }
}
