package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;
import zero4j.UserError;
import zero4j.cli.console.Screen;
import zero4j.cli.console.TextScores;
import zero4j.cli.console.TrainConsole;
import zero4j.cli.console.TrainHeader;
import zero4j.recipe.Recipes;
import zero4j.run.CompletionRecord;
import zero4j.run.EvalRecord;
import zero4j.run.Metric;
import zero4j.run.RunFolder;
import zero4j.run.RunStore;
import zero4j.run.StepRecord;

/** Whatever data hold, a terminal is shown letters: through every way that a text has to the screen. */
class HostileTextTest {
    /** Colours, title, clear screen, the same as single characters, reversed letters, invisible ones, and a forged message. */
    private static final String HOSTILE =
            "a\u001b[31m\u001b]0;title\u0007\u009b2J\u009d\u202egnp.exe\u2066\u200f\u00ad\u061c\u200b\ufeff\b\u007f\r"
                    + "\f\u000b\u0085\u2028\u2029\udb40\udc41\u0000\n"
                    + "error: forged\n"
                    + "warning: forged\n"
                    + "b";

    /** What may stand in an argument of a command or in YAML's double quotes: files cannot have the character 0 in their names. */
    private static final String ARGUMENT = HOSTILE.replace("\u0000", "");

    @TempDir
    private Path folder = Path.of("");

    /** In quotes of JSON and YAML. */
    private static String quoted() {
        StringBuilder text = new StringBuilder("\"");
        for (int i = 0; i < HOSTILE.length(); i++) {
            char c = HOSTILE.charAt(i);
            text.append(c < ' ' || c > '~' ? String.format(Locale.ROOT, "\\u%04x", (int) c) : Character.toString(c));
        }
        return text.append('"').toString();
    }

    private static void isPlain(String shown) {
        assertThat(shown.codePoints().filter(c -> c != '\n'))
                .as(shown)
                .isNotEmpty()
                .noneMatch(c -> Character.isISOControl(c) && c != '\t')
                .noneMatch(c -> List.of(0x202E, 0x2066, 0x200F, 0xAD, 0x61C, 0x200B, 0xFEFF, 0x2028, 0x2029, 0xE0041)
                        .contains(c));
        assertThat(shown.lines())
                .noneMatch(line -> line.startsWith("error: forged") || line.startsWith("warning: forged"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train X",
                "train --set X=1",
                "train --set model=X",
                "train --set data.train=X",
                "train --set eval.suite=X",
                "train --set algorithm=X",
                "train --set reward=X",
                "train --set template=X.txt",
                "train --set name=X",
                "train --set kl.reference=X",
                "train --set train.keep_best=X",
                "train --X",
                "train a.yaml X=1",
                "X",
                "pretrain X",
                "pretrain --set data=X",
                "compare X --to a",
                "resume X",
                "eval X",
                "eval nano --suite X",
                "eval nano --template X",
                "eval nano --backend X",
                "generate X --prompt a",
                "generate nano --prompt a --template X",
                "score X --text a",
                "score nano --tokens X",
                "export X --to a",
                "runs list --folder X",
                "runs show X",
                "report X",
                "report X --to X --png X",
                "metrics X",
                "grade X X",
                "grade X X --explain",
                "grade X X --json",
                "grade --cases X",
                "bench verify --data X",
                "bench learn --shapes X",
                "doctor --device X",
            })
    void argument_ofAnyCommand_isShownPlain(String command) {
        String[] words = command.split(" ");
        for (int i = 0; i < words.length; i++) {
            words[i] = words[i].replace("X", ARGUMENT);
        }
        CommandRun run = CommandRun.of(words);
        isPlain(run.out() + "\n" + run.err());
    }

    @Test
    void recipe_withHostileKeysAndValues_isRefusedInPlainWords() throws IOException {
        String quoted = quoted();
        Path recipe = Files.writeString(
                folder.resolve("r.yaml"),
                quoted + ": 1\nalgorithm: " + quoted + "\ntrain: {steps: " + quoted + ", schedule: " + quoted + "}\n"
                        + "rollout: {" + quoted + ": 2, prompts: [" + quoted + "]}\neval: {suite: [" + quoted + "]}\n");

        CommandRun run = CommandRun.of("train", recipe.toString());

        assertThat(run.err()).contains("problems with the settings");
        isPlain(run.out() + run.err());
    }

    @Test
    void data_withHostileNamesAndCells_areShownPlain() throws IOException {
        String quoted = quoted();
        Path questions = Files.writeString(
                folder.resolve("q.jsonl"),
                "{\"problem\": " + quoted + ", \"answer\": " + quoted + ", " + quoted + ": 1}\n{\"problem\": 1}\n{"
                        + quoted + "\n[" + quoted + "]\n");

        CommandRun run = CommandRun.of(
                "train",
                "--dry-run",
                "--set",
                "data.train=" + questions,
                "--set",
                "eval.suite=none",
                "--set",
                "rollout.prompts=1");
        isPlain(run.out() + run.err());
        run = CommandRun.of(
                "train", "--dry-run", "--set", "data.question_column=" + quoted, "--set", "data.train=" + questions);
        isPlain(run.out() + run.err());
    }

    @Test
    void cases_withHostileFields_areShownPlain() throws IOException {
        String quoted = quoted();
        Path cases = Files.writeString(
                folder.resolve("c.jsonl"),
                "{\"gold\": " + quoted + ", \"answer\": " + quoted + ", \"correct\": false}\n");
        Path bad = Files.writeString(folder.resolve("d.jsonl"), "{\"gold\": {" + quoted + ": 1}, " + quoted + ": 2}\n");
        for (Path file : List.of(cases, bad)) {
            CommandRun run = CommandRun.of("grade", "--cases", file.toString(), "--explain");
            isPlain(run.out() + run.err());
        }
    }

    @Test
    void run_thatRecordedHostileTexts_isShownPlain() throws IOException {
        RunFolder run = RunFolder.create(folder, "nano", LocalDateTime.of(2026, 1, 2, 3, 4, 5));
        Files.writeString(run.recipe(), "name: nano\n");
        CompletionRecord said = new CompletionRecord(
                1,
                Optional.empty(),
                HOSTILE,
                0,
                1,
                HOSTILE,
                HOSTILE,
                3,
                0,
                true,
                HOSTILE,
                HOSTILE,
                Optional.of(HOSTILE),
                List.of(HOSTILE),
                HOSTILE);
        try (RunStore store = RunStore.open(run.database())) {
            store.started(Instant.EPOCH, 0);
            store.write(StepRecord.of(1, Map.of(Metric.REWARD, 0.5)), List.of(said));
            store.write(List.of(new EvalRecord(1, HOSTILE, 1, 1, 1, 0, 1, 2, 1, 0, 1, 1, 4, 0)), List.of());
            store.ended(Instant.EPOCH, "failed: " + HOSTILE);
        }
        String path = run.path().toString();
        isPlain(CommandRun.of("runs", "show", path).out());
        isPlain(CommandRun.of("runs", "show", path, "--completions").out());
        isPlain(CommandRun.of("runs", "show", path, "--completions", "--question", "x")
                .err());
        isPlain(CommandRun.of("runs", "list", "--folder", folder.toString()).out());
        StringWriter shown = new StringWriter();
        TrainConsole console = TrainConsole.of(
                new PrintWriter(shown, true), new PrintWriter(shown, true), Recipes.train("console.samples=1"));
        console.started(run);
        console.step(StepRecord.of(1, Map.of(Metric.REWARD, 0.5)));
        console.warning(HOSTILE);
        console.notApplied(1, HOSTILE);
        isPlain(shown.toString());
        assertThat(shown.toString()).contains("\\u001b[31m");
    }

    @Test
    void failures_ofAllKinds_areShownPlain() {
        StringWriter shown = new StringWriter();
        PrintWriter err = new PrintWriter(shown, true);
        CommandLine line = Main.commandLine().setErr(err);
        Failures.report(new UserError(HOSTILE), line, false);
        Failures.report(new IllegalStateException(HOSTILE), line, false);
        Failures.report(new UnsatisfiedLinkError(HOSTILE), line, false);
        TrainHeader.line(err, "model", HOSTILE);
        new TextScores(new int[] {1, 2}, Optional.of(List.of(HOSTILE, "b")), new float[] {-1}, Optional.empty())
                .print(Screen.of(err));
        isPlain(shown.toString());
    }

    @Test
    void json_ofHostileText_saysTheSame() {
        String json = CommandRun.of("grade", ARGUMENT, "7", "--json").out();

        assertThat(JsonMapper.shared().readTree(json).path("answer").asString()).isEqualTo(ARGUMENT);
    }
}
