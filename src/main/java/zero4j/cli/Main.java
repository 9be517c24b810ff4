package zero4j.cli;

import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import zero4j.LibraryMissing;
import zero4j.UserError;
import zero4j.cli.console.Launcher;
import zero4j.cli.console.Screen;
import zero4j.dist.Rendezvous;

/**
 * The command {@code zero4j}.
 *
 * <p>Exit codes: 0 done; 1 failed, for whatever reason; 2 the command line is not understood: an unknown command or option, an
 * argument that is missing or too much, a value of another kind.
 */
@Command(
        name = "zero4j",
        description = "R1-Zero-style reinforcement learning of language models on the JVM.",
        footer = {"", "Exit codes: 0 done; 1 failed, a wrong setting or value included; 2 command line not understood."
        },
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            TrainCommand.class,
            LaunchCommand.class,
            ResumeCommand.class,
            CompareCommand.class,
            ReproduceCommand.class,
            EvalCommand.class,
            AnalyzeCommand.class,
            GenerateCommand.class,
            ServeCommand.class,
            ScoreCommand.class,
            ExportCommand.class,
            GradeCommand.class,
            PretrainCommand.class,
            RunsCommand.class,
            ReportCommand.class,
            DashboardCommand.class,
            MetricsCommand.class,
            DownloadCommand.class,
            BenchCommand.class,
            DoctorCommand.class
        })
public final class Main implements Runnable {
    /** Verbs that only read and print, or ask a launcher's variables for something else. */
    private static final Set<String> IN_EVERY_PROCESS =
            Set.of("launch", "generate", "score", "grade", "runs", "metrics", "doctor");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "On an unexpected error, print the stack trace instead of saving it to a file.")
    private boolean stacktrace;

    /** Runs a command and ends the program with its exit code. */
    public static void main(String[] args) {
        Locale.setDefault(Locale.ROOT); // numbers and messages are the same on every machine
        Logger.getLogger("").setLevel(Level.WARNING);
        System.setProperty("java.awt.headless", "true"); // pictures are drawn into files, whatever DISPLAY says
        StopRequest.endWithLauncher();
        CommandLine line = commandLine();
        System.exit(execute(line, args));
    }

    private static int execute(CommandLine line, String[] args) {
        try {
            return line.execute(args);
        } catch (LinkageError | OutOfMemoryError failure) { // the command line reports exceptions only
            return Failures.report(failure, line, false);
        } finally {
            line.getOut().flush(); // what does not end a line would else be lost
        }
    }

    /** The command line with all its verbs. */
    static CommandLine commandLine() {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpAutoWidth(true);
        line.getSubcommands().values().forEach(Main::adapt);
        line.setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF)); // nothing that acts on a terminal gets through
        line.setExecutionStrategy(parsed -> {
            line.setOut(Screen.of(line.getOut()));
            line.setErr(Screen.of(line.getErr()));
            requireAlone(parsed, System.getenv());
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((failure, failed, parsed) -> {
            LibraryMissing.in(failure).ifPresent(missing -> {
                line.getOut().flush();
                Launcher.fetch(missing, parsed.originalArgs());
            });
            return Failures.report(failure, failed, main.stacktrace);
        });
        line.setParameterExceptionHandler((misuse, args) -> Failures.reportMisuse(misuse));
        return line;
    }

    /**
     * Refuses to do in each of several processes what one is to do: they would write the same files.
     *
     * @throws ExecutionException that a launcher has started several
     */
    static void requireAlone(ParseResult parsed, Map<String, String> environment) {
        if (!parsed.hasSubcommand()
                || IN_EVERY_PROCESS.contains(parsed.subcommand().commandSpec().name())
                || LaunchCommand.TOGETHER.contains(
                        parsed.subcommand().commandSpec().name())
                || parsed.asCommandLineList().stream()
                        .anyMatch(line -> line.isUsageHelpRequested() || line.isVersionHelpRequested())) {
            return;
        }
        String verb = parsed.subcommand().commandSpec().name();
        Rendezvous.from(environment).filter(place -> place.world() > 1).ifPresent(place -> {
            UserError refusal = new UserError("'" + verb + "' is not divided among processes, and this is rank "
                    + place.rank()
                    + " of " + place.world() + " (" + place.launcher()
                    + "). Start it once, without the variables of a launcher: " + String.join(", ", Rendezvous.SIGNS));
            throw new ExecutionException(
                    parsed.subcommand().commandSpec().commandLine(), refusal.getMessage(), refusal);
        });
    }

    /** An answer to grade may begin with a minus; the help of training ends with what can be named. */
    private static void adapt(CommandLine verb) {
        if (verb.getCommand() instanceof GradeCommand) {
            verb.setUnmatchedOptionsArePositionalParams(true);
        } else if (verb.getCommand() instanceof TrainCommand) {
            verb.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_FOOTER, Choices::ofTraining);
        }
    }

    @Override
    public void run() {
        throw new NoCommand(spec.commandLine());
    }

    /** The program was started without a verb: the answer is the list of verbs. */
    static final class NoCommand extends ParameterException {
        private static final long serialVersionUID = 1L;

        private NoCommand(CommandLine line) {
            super(line, "no command");
        }
    }
}
