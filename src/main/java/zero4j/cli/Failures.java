package zero4j.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import zero4j.LibraryMissing;
import zero4j.UserError;
import zero4j.Words;
import zero4j.cli.console.Launcher;
import zero4j.cli.console.Screen;

/** Tells the user, in one line where possible, what went wrong. */
public final class Failures {
    private static final int FAILED = 1;
    private static final int NOT_UNDERSTOOD = 2;

    private Failures() {}

    /**
     * Reports a command that failed.
     *
     * @return the program's exit code
     */
    static int report(Throwable failure, CommandLine failed, boolean stacktrace) {
        Screen err = Screen.of(failed.getErr());
        if (failure instanceof UserError || failure instanceof LibraryMissing) {
            err.error(OptionWords.of(failed.getCommandSpec(), String.valueOf(failure.getMessage())));
        } else if (failure instanceof OutOfMemoryError) {
            err.error("out of Java heap memory (" + failure.getMessage() + "): raise it with ZERO4J_JAVA_OPTS=-Xmx2g");
        } else if (failure instanceof LinkageError) {
            err.error("a native library does not load: " + firstLine(failure.toString()) + "; `" + Launcher.command()
                    + " doctor` tells more" + whereTheTraceIs(failure));
        } else if (stacktrace) {
            failure.printStackTrace(err);
        } else {
            err.error("unexpected " + firstLine(failure.toString()) + whereTheTraceIs(failure));
        }
        err.flush();
        return FAILED;
    }

    /**
     * Reports a command line that was not understood, with the nearest known word.
     *
     * @return the program's exit code
     */
    static int reportMisuse(ParameterException misuse) {
        CommandLine line = misuse.getCommandLine();
        Screen err = Screen.of(line.getErr());
        if (misuse instanceof Main.NoCommand) {
            line.usage(err);
            return NOT_UNDERSTOOD;
        }
        Optional<String> verb = unknownVerb(misuse);
        if (verb.isPresent()) {
            err.error("there is no command '" + verb.get() + "'; it must be "
                    + Words.oneOf(line.getSubcommands().keySet(), verb.get()));
        } else {
            // The command-line library begins some of its messages with the word, others not.
            err.error(String.valueOf(misuse.getMessage()).replaceFirst("^Error: ", ""));
            if (misuse instanceof UnmatchedArgumentException unmatched) {
                suggestions(unmatched).forEach(err::println);
            }
        }
        String command = line.getCommandSpec().qualifiedName().replaceFirst("^zero4j", "");
        err.println("See: " + Launcher.command() + command + " --help");
        err.flush();
        return NOT_UNDERSTOOD;
    }

    /** What stands where a command with commands below it expects one of them. */
    private static Optional<String> unknownVerb(ParameterException misuse) {
        return misuse instanceof UnmatchedArgumentException unmatched
                        && !misuse.getCommandLine().getSubcommands().isEmpty()
                ? unmatched.getUnmatched().stream().findFirst().filter(word -> !word.startsWith("-"))
                : Optional.empty();
    }

    private static List<String> suggestions(UnmatchedArgumentException unmatched) {
        List<String> hints = OptionHint.of(unmatched);
        List<String> nearest = unmatched.getSuggestions().stream().limit(3).toList();
        if (!hints.isEmpty() || nearest.isEmpty()) {
            return hints;
        }
        return List.of("Did you mean " + String.join(" or ", nearest) + "?");
    }

    /** The first line of a message: those of native errors go on for pages. */
    public static String firstLine(String message) {
        return message.lines().findFirst().orElse("");
    }

    private static String whereTheTraceIs(Throwable failure) {
        try {
            Path file = Files.createTempFile("zero4j-error-", ".log");
            try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(file))) {
                failure.printStackTrace(writer);
            }
            return System.lineSeparator() + "The stack trace is in " + file;
        } catch (IOException e) {
            return System.lineSeparator() + "Run it again with --stacktrace to see where.";
        }
    }
}
