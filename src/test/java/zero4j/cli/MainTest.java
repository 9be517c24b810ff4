package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
        assertThat(err.toString())
                .contains("there is no command 'docter'", "; did you mean doctor?")
                .doesNotContain("\tat ");
    }

    @Test
    void doctor_onThisMachine_namesTheInstructionsOfLibTorchAndTheKernelsOfBlas() {
        assertThat(run("doctor")).isZero();
        assertThat(out.toString())
                .containsPattern("(?m)^ok   libtorch  \\S+, [^,]+, OpenBLAS \\S+ \\(\\w+\\) with \\d+ threads");
    }

    @Test
    void run_misspeltOption_namesTheNearestAndExitsWithTwo() {
        assertThat(run("doctor", "--devise", "cpu")).isEqualTo(2);
        assertThat(err.toString()).contains("--devise", "--device", "zero4j doctor --help");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train --learning_rate 1e-6 | --learning_rate is a setting here: --set train.learning_rate=1e-6",
                "train --learning-rate=1e-6 | --learning-rate is a setting here: --set train.learning_rate=1e-6",
                "train --num_generations 8 | --num_generations is a setting here: --set rollout.group_size=8",
                "train --num_train_epochs 3 | --num_train_epochs is a setting here: --set train.steps=… (a step takes",
                "train r.yaml actor.optim.lr=1 | actor.optim.lr is a setting here: --set train.learning_rate=1",
                "train --report_to none | --report_to: every step is recorded in run.db",
                "train --stpes 3 | Did you mean --steps",
                "train --hlep | Did you mean --help?",
                "train --eps 0.2 | --eps is a setting here: --set train.eps=0.2",
                "eval nano --tmeplate r1 | Did you mean --template?",
                "train --max_grad_nrom 1 | --max_grad_nrom is a setting here: --set train.max_grad_norm=1",
                "compare grpo --to x --max_steps 5 | --max_steps is a setting here: --set train.steps=5",
                "pretrain --lr 5 | --lr is a setting here: --set train.learning_rate=5",
                "eval nano --max_tokens 5 | --max_tokens is --max-new-tokens here",
                "eval nano --num_samples 5 | --num_samples is --samples here",
                "generate nano --max_new_tokens 5 | --max_new_tokens is --max-new-tokens here",
                "train train.steps=3 | a setting is given as --set train.steps=3",
            })
    void run_optionThatAnotherProgramHas_isAnsweredWithTheOneHere(String command, String answer) {
        assertThat(run(command.split(" "))).isNotZero();
        assertThat(err.toString()).contains(answer);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train models/nano | a model is given as --set model=models/nano",
                "train Qwen/Qwen2.5-0.5B | a model is given as --set model=Qwen/Qwen2.5-0.5B",
                "pretrain nano | a model is given as --set init=nano",
                "train no/such/math.jsonl | questions are given as --set data.train=no/such/math.jsonl",
                "pretrain book.txt | text is given as --set data=book.txt",
                "train grpo | an algorithm is given as --set algorithm=grpo",
                "train none.yaml | cannot read the recipe none.yaml: there is no such file",
                "train oat-zeor-1.5b.yaml | no such file; did you mean recipes/oat-zero-1.5b.yaml?",
                "train recipes/oat-zeor-1.5b.yaml | no such file; did you mean recipes/oat-zero-1.5b.yaml?",
                "resume runs/none | runs/none is no run: there is no such folder",
                "pretrain --set rollout.prompts=1 | it is a setting of train, not of pretrain",
                "pretrain --set xyzzy=1 | unknown key xyzzy; `pretrain --dry-run` shows all settings",
                "download nano | it is a bundled model",
                "trian --steps 3 | it must be one of train, launch, resume, compare",
                "trian --steps 3 | did you mean train?",
                "runs lst | did you mean list?",
                "eval nano --max-new-tokens 0 | --max-new-tokens is 0; it must be",
                "eval nano --template nowhere | there is no template 'nowhere'; it must be",
            })
    void run_mistakeOfANewcomer_isAnsweredWithWhatToType(String command, String answer) {
        assertThat(run(command.split(" "))).isNotZero();
        assertThat(err.toString()).contains(answer);
    }

    @Test
    void exitCode_ofEveryCommand_tellsWhatIsNotUnderstoodFromWhatFails() {
        Main.commandLine().getSubcommands().keySet().forEach(verb -> {
            assertThat(run(verb, "--help")).as(verb).isZero();
            assertThat(run(verb, "--no-such-option")).as(verb).isEqualTo(2);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "train a.yaml b.yaml | 2",
                "train --steps many | 2",
                "train --steps 0 | 1",
                "train none.yaml | 1",
                "train --set algorithm=none | 1",
                "resume | 2",
                "resume no/run | 1",
                "compare grpo | 2",
                "compare none --to x | 1",
                "eval | 2",
                "eval no/model | 1",
                "eval nano --resume | 2",
                "eval nano --grade half | 2",
                "eval nano --decimals 99 | 1",
                "eval nano --slots 0 | 1",
                "generate nano | 2",
                "generate no/model --prompt x | 1",
                "generate nano --prompt x --temperature -1 | 1",
                "score nano | 2",
                "score no/model --text x | 1",
                "export nano | 2",
                "export no/model --to x | 1",
                "grade 1 | 2",
                "grade 1 2 | 0",
                "grade 1 1 --decimals 99 | 1",
                "pretrain a.yaml b.yaml | 2",
                "pretrain --set train.tokens=0 | 1",
                "runs | 2",
                "runs list runs | 2",
                "runs show | 2",
                "runs show no/run | 1",
                "metrics --markdown reward | 2",
                "metrics none | 1",
                "download | 2",
                "download a/b/c | 1",
                "bench | 2",
                "bench step --steps 0 | 1",
                "bench verify --fuzz -1 | 1",
                "doctor much | 2",
                "doctor --device none | 1"
            })
    void exitCode_wrongValue_isOneAndCommandLineThatIsNotUnderstood_isTwo(String command, int code) {
        assertThat(run(command.split(" "))).as(err.toString()).isEqualTo(code);
    }

    @Test
    void optionWords_ofACommandWithoutSettings_nameItsOptions() {
        CommandSpec eval =
                Main.commandLine().parseArgs("eval", "--help").subcommand().commandSpec();
        CommandSpec train =
                Main.commandLine().parseArgs("train", "--help").subcommand().commandSpec();
        String text =
                "name it by data.question_column; data.special_tokens=escape (eval: --special-tokens escape), seed";

        assertThat(OptionWords.of(eval, text)).isEqualTo("name it by --question-column; --special-tokens escape, seed");
        assertThat(OptionWords.of(train, text)).isEqualTo(text);
    }

    @Test
    void run_stepsOfTrain_areTheSetting() {
        assertThat(run("train", "--steps", "0", "--set", "train.steps=7")).isEqualTo(1);
        assertThat(err.toString()).contains("train.steps is 0; it must be at least 1");
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
