package zero4j.cli.console;

/** What the launcher script tells of itself. */
public final class Launcher {
    private Launcher() {}

    /** The command as the user typed it, to show commands that can be typed again. */
    public static String command() {
        return System.getProperty("zero4j.command", "./zero4j");
    }
}
