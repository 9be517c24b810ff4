package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import zero4j.UserError;
import zero4j.algorithm.Presets;
import zero4j.reward.Rewards;
import zero4j.template.Templates;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void run_help_showsTheVerbsAndSucceeds() {
        assertThat(run("--help")).isZero();
        assertThat(out.toString()).contains("Usage: zero4j", "doctor");
    }

    @Test
    void help_ofTrainAndEval_listsWhatCanBeNamed() {
        String train = CommandRun.of("train", "--help").out();
        Templates.REGISTRY.all().forEach(template -> assertThat(train).contains("  " + template.name() + " "));
        Rewards.REGISTRY.all().forEach(reward -> assertThat(train).contains("  " + reward.name() + " "));
        Presets.REGISTRY
                .all()
                .forEach(preset ->
                        assertThat(train).containsPattern(" \\Q" + preset.name() + "\\E +\\Q" + preset.help()));
        assertThat(CommandRun.of("eval", "--help").out().replaceAll("\\s+", " "))
                .contains(String.join(", ", Templates.REGISTRY.names()) + ", or a .txt")
                .contains("marked: " + String.join(", ", Rewards.REGISTRY.names()));
    }

    @Test
    void help_lineOfACommand_isAWholeSentence() {
        Main.commandLine()
                .getSubcommands()
                .forEach((name, command) -> assertThat(
                                command.getCommandSpec().usageMessage().description()[0])
                        .as(name)
                        .endsWith("."));
    }

    @Test
    void run_misspeltCommand_namesTheNearestAndExitsWithTwo() {
        assertThat(run("docter")).isEqualTo(2);
        assertThat(err.toString()).contains("docter", "Did you mean doctor").doesNotContain("\tat ");
    }

    @Test
    void run_misspeltOption_namesTheNearestAndExitsWithTwo() {
        assertThat(run("doctor", "--devise", "cpu")).isEqualTo(2);
        assertThat(err.toString()).contains("--devise", "--device", "zero4j doctor --help");
    }

    @Test
    void run_noCommand_showsTheVerbsAndExitsWithTwo() {
        assertThat(run()).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: zero4j", "Commands:");
    }

    @Test
    void run_userError_printsTheMessageAloneAndExitsWithOne() {
        assertThat(runFailing(new UserError("settings.yaml:3: no such key"))).isEqualTo(1);
        assertThat(err.toString()).isEqualToIgnoringNewLines("error: settings.yaml:3: no such key");
    }

    @Test
    void run_unexpectedError_printsOneLineAndWhereTheStackTraceIs() {
        assertThat(runFailing(new IllegalStateException("broken"))).isEqualTo(1);
        assertThat(err.toString())
                .contains("IllegalStateException: broken", "stack trace is in")
                .doesNotContain("\tat ");
    }

    @Test
    void run_unexpectedErrorWithStacktrace_printsTheStackTrace() {
        assertThat(runFailing(new IllegalStateException("broken"), "--stacktrace"))
                .isEqualTo(1);
        assertThat(err.toString()).contains("broken", "\tat ");
    }

    private int run(String... args) {
        return redirect(Main.commandLine()).execute(args);
    }

    private int runFailing(RuntimeException failure, String... options) {
        CommandSpec failing = CommandSpec.wrapWithoutInspection((Runnable) () -> {
            throw failure;
        });
        CommandLine line = Main.commandLine().addSubcommand("fail", failing);
        String[] args = new String[options.length + 1];
        System.arraycopy(options, 0, args, 0, options.length);
        args[options.length] = "fail";
        return redirect(line).execute(args);
    }

    private CommandLine redirect(CommandLine line) {
        return line.setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
    }
}
