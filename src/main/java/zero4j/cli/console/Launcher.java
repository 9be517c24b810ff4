package zero4j.cli.console;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import zero4j.PlainText;

/** What the launcher script tells of itself. */
public final class Launcher {
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
}
