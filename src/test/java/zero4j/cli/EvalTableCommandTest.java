package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code eval} of several templates, by the real command on the bundled model. */
class EvalTableCommandTest {
    private static final List<String> ASKED =
            List.of("eval", "nano", "--template=none,r1", "--questions=12", "--samples=2", "--threads=1");

    @TempDir
    private Path folder = Path.of("");

    private static CommandRun run(Path output) {
        List<String> arguments = new ArrayList<>(ASKED);
        arguments.addAll(List.of("--output", output.toString()));
        return CommandRun.of(arguments.toArray(String[]::new));
    }

    @Test
    void eval_twoTemplates_printsOneTableWithThePromptOfEachRow() throws IOException {
        CommandRun run = run(folder.resolve("table"));

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "row 1/2    nano, none", "row 2/2    nano, r1", "\"What is 3+9 mod 10?\"", "6 tokens: [99, 23,")
                .contains("\\nUser: What is 3+9 mod 10?\\nAssistant: <think>\"")
                .contains("greedy accuracy", "avg@2, the accuracy of samples", "pass@2", "average", "may be noise")
                .containsPattern("nano +none +100.0 % \\(12/12\\) \\[75.8, 100.0]");
        assertThat(run.err()).contains("evaluating nano, none: ", "evaluating nano, r1: ");
        assertThat(Files.readString(folder.resolve("table/table.md"))).startsWith("# Scores by model and template\n");
        assertThat(Files.readAllLines(folder.resolve("table/table.csv"))).hasSize(1 + 2 * 6);
    }

    @Test
    void eval_killedInTheMiddle_goesOnToTheSameTable() throws IOException, InterruptedException {
        Path whole = folder.resolve("whole");
        assertThat(start(whole).end().code()).isZero();
        Path killed = folder.resolve("killed");
        ChildProcess process = start(killed);
        Path first = killed.resolve("nano-none/evaluation.json");
        Path second = killed.resolve("nano-r1/unfinished.jsonl");
        while (process.process().isAlive()
                && !(Files.exists(first) && Files.exists(second) && Files.size(second) > 0)) {
            Thread.onSpinWait();
        }
        process.kill();
        process.end();
        assertThat(killed.resolve("table.json")).doesNotExist();

        CommandRun rest = start(killed, "--resume").end();

        assertThat(rest.code()).as(rest.out()).isZero();
        assertThat(rest.out()).contains("2 rows, 1 of them finished before", "nano, none: finished before");
        for (String name : List.of("table.md", "table.csv", "table.json")) {
            assertThat(killed.resolve(name)).hasSameBinaryContentAs(whole.resolve(name));
        }
    }

    /** The command in a process of its own, which samples by LibTorch. */
    private ChildProcess start(Path output, String... further) throws IOException {
        List<String> arguments = new ArrayList<>(ASKED);
        arguments.addAll(List.of("--output", output.toString()));
        arguments.addAll(List.of(further));
        return ChildProcess.start(folder, arguments);
    }

    /** Whatever is sampled beside a completion, and by however many threads. */
    @Test
    void eval_otherSlotsAndThreads_writesTheSameTablesAndCompletionsToTheByte() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        List<String> asked =
                List.of("eval", "nano", "--template=none,r1", "--questions=4", "--samples=4", "--seed=3", "--output");
        for (List<String> chosen : List.of(
                List.of(first.toString(), "--threads=1", "--slots=64"),
                List.of(second.toString(), "--threads=2", "--slots=3"))) {
            List<String> arguments = new ArrayList<>(asked);
            arguments.addAll(chosen);
            assertThat(CommandRun.of(arguments.toArray(String[]::new)).code()).isZero();
        }

        assertThat(Files.readString(first.resolve("table.md"))).contains("pass@4", "avg@4");
        for (String name : List.of(
                "table.md", "table.csv", "table.json", "nano-none/completions.jsonl", "nano-r1/completions.jsonl")) {
            assertThat(second.resolve(name)).hasSameBinaryContentAs(first.resolve(name));
        }
    }

    @Test
    void eval_allBenchmarksOfThePaperInTwoTemplates_areTheColumnsOfTable1() throws IOException {
        Path data = Path.of("../shared/data");
        Assumptions.assumeTrue(Files.isDirectory(data), data + " is absent: no benchmarks to ask");
        List<String> benchmarks = List.of("aime24", "amc", "math500", "minerva", "olympiad_bench");
        String suite = benchmarks.stream()
                .map(name -> data.resolve("eval/" + name + ".jsonl").toString())
                .collect(Collectors.joining(","));
        Path output = folder.resolve("table");

        CommandRun run = CommandRun.of(
                "eval",
                data.resolve("stories260k").toString(),
                "--template=none,r1",
                "--suite=" + suite,
                "--questions=3",
                "--samples=2",
                "--max-new-tokens=16",
                "--output",
                output.toString());

        assertThat(run.code()).as(run.err()).isZero();
        assertThat(run.out())
                .containsPattern("model +template +" + String.join(" +", benchmarks) + " +average")
                .containsPattern("stories260k +none( +\\d+\\.\\d % \\(\\d/3\\) \\[[0-9., ]+]){5} +\\d+\\.\\d % \\[")
                .containsPattern("stories260k +r1( +\\d+\\.\\d % \\(\\d/3\\) \\[[0-9., ]+]){5} +\\d+\\.\\d % \\[");
        for (String template : List.of("none", "r1")) {
            assertThat(Files.readAllLines(output.resolve("stories260k-" + template + "/completions.jsonl")))
                    .hasSize(5 * 3 * (1 + 2));
        }
        assertThat(Files.readAllLines(output.resolve("table.csv"))).hasSize(1 + 2 * (5 + 1));
    }

    @Test
    void eval_unfitTemplate_isTheWholeCommandsErrorBeforeAnythingIsSampled() {
        Path output = folder.resolve("table");
        CommandRun run =
                CommandRun.of("eval", "nano", "--template=none,chat", "--questions=1", "--output", output.toString());

        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .contains("error: nano, template chat: the model's tokenizer has no chat template")
                .contains("none, r1, qwen-math, 4-shot, prime-zero, open-reasoner-zero or a .txt file");
        assertThat(output).doesNotExist();
    }

    @Test
    void eval_templateThatFitsNoContext_isShownAsNeverAskedOnTheScreenAndInAllFiles() throws IOException {
        Path output = folder.resolve("table");
        CommandRun run =
                CommandRun.of("eval", "nano", "--template=none,4-shot", "--questions=2", "--output", output.toString());

        assertThat(run.code()).as(run.err()).isZero();
        String told = "nano, 4-shot, nano-chain 2 of 2";
        assertThat(run.out()).containsPattern("nano +4-shot( +-){6}\\R").contains("longer than the model's context");
        assertThat(run.out().replaceAll("\\s+", " ")).contains(told).doesNotContain("noise");
        assertThat(Files.readString(output.resolve("table.md"))).contains(told);
        assertThat(Files.readAllLines(output.resolve("table.csv")).getFirst()).contains(",questions,never_asked,");
        assertThat(Files.readString(output.resolve("table.json"))).contains("\"never_asked\" : 2", "\"asked\" : false");
        assertThat(Files.readString(output.resolve("nano-4-shot/completions.jsonl")))
                .contains("never asked: the prompt is longer than the model's context")
                .doesNotContain("truncated by the budget");
    }
}
