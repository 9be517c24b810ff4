package zero4j.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import zero4j.UserError;
import zero4j.data.Question;
import zero4j.rollout.Completion;
import zero4j.rollout.CompletionGroup;
import zero4j.rollout.FinishReason;
import zero4j.rollout.Prompt;
import zero4j.template.StopRule;

class CommandRewardTest extends RewardContract {
    private static final String GRADER = """
            #!/bin/sh
            while read -r line; do
                case $line in *'boxed{0.5}'* | *'boxed{7}'*) echo 1 ;; *) echo 0 ;; esac
            done
            """;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<RewardFunction> opened = new ArrayList<>();

    @Override
    RewardFunction reward() {
        return opened.isEmpty() ? program(GRADER, PATIENCE) : opened.getFirst();
    }

    @Override
    String marked(String answer) {
        return "It is \\boxed{" + answer + "}.";
    }

    @AfterEach
    void close() {
        opened.forEach(RewardFunction::close);
    }

    private RewardFunction program(String script, Duration patience) {
        try {
            Path file = Files.writeString(folder.resolve("it scores.sh"), script);
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
            RewardFunction reward = new CommandReward("command:'" + file + "' --strict", patience);
            opened.add(reward);
            return reward;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A program whose answers to each line are what {@code body} prints of {@code $line}. */
    private RewardFunction answering(String body) {
        return program("#!/bin/sh\nwhile read -r line; do\n" + body + "\ndone\n", PATIENCE);
    }

    private static List<Double> scores(RewardFunction reward, int count, String text) {
        Question question = new Question("set:3", "Why?", List.of("7", "8"), Map.of("level", "2"));
        Completion completion = new Completion(new int[] {1}, new float[] {0}, text, FinishReason.EOS, 0);
        Prompt prompt = new Prompt(question, "Why? Because", new int[] {1}, StopRule.NONE);
        return reward
                .scoreAll(List.of(new CompletionGroup(prompt, Collections.nCopies(count, completion))))
                .getFirst()
                .completions()
                .stream()
                .map(ScoredCompletion::reward)
                .toList();
    }

    @Test
    void request_holdsQuestionPromptCompletionAndAnswers() throws IOException {
        Path seen = folder.resolve("seen");
        RewardFunction reward = answering("printf '%s\\n' \"$line\" >> '" + seen + "'; echo 0.25");
        assertThat(scores(reward, 2, "a\nb\u2028\"")).containsExactly(0.25, 0.25);
        assertThat(Files.readAllLines(seen))
                .containsExactly(
                        "{\"id\":0,\"question_id\":\"set:3\",\"question\":\"Why?\",\"prompt\":\"Why? Because\","
                                + "\"completion\":\"a\\nb\u2028\\\"\",\"answer\":\"7\",\"answers\":[\"7\",\"8\"],"
                                + "\"tags\":{\"level\":\"2\"},\"batch_index\":0,\"batch_size\":2}",
                        "{\"id\":1,\"question_id\":\"set:3\",\"question\":\"Why?\",\"prompt\":\"Why? Because\","
                                + "\"completion\":\"a\\nb\u2028\\\"\",\"answer\":\"7\",\"answers\":[\"7\",\"8\"],"
                                + "\"tags\":{\"level\":\"2\"},\"batch_index\":1,\"batch_size\":2}");
    }

    @Test
    void program_isStartedOnceForAllBatches() {
        RewardFunction reward = program("#!/bin/sh\nn=0\nwhile read -r line; do n=$((n+1)); echo $n; done\n", PATIENCE);
        reward.requireReady();
        assertThat(scores(reward, 2, "x")).containsExactly(2.0, 3.0);
        assertThat(scores(reward, 1, "x")).containsExactly(4.0);
    }

    @Test
    void arguments_reachTheProgram() {
        RewardFunction reward = answering("[ \"$1\" = --strict ] && echo 1 || echo 0");
        assertThat(scores(reward, 1, "x")).containsExactly(1.0);
    }

    @Test
    void correct_whereTheProgramSaysIt_isNotWhatIsAbove0() {
        RewardFunction reward = program("""
                #!/bin/sh
                while read -r a && read -r b && read -r c; do
                    echo '{"score": 0.1, "correct": false}'
                    echo '{"score": -1, "correct": true}'
                    echo '{"score": 0.1}'
                done
                """, PATIENCE);
        Question question = new Question("set:3", "Why?", List.of("7"), Map.of());
        Completion completion = new Completion(new int[] {1}, new float[] {0}, "x", FinishReason.EOS, 0);
        Prompt prompt = new Prompt(question, "Why?", new int[] {1}, StopRule.NONE);

        List<ScoredCompletion> scored = reward.scoreAll(
                        List.of(new CompletionGroup(prompt, Collections.nCopies(3, completion))))
                .getFirst()
                .completions();

        assertThat(scored).extracting(one -> one.verdict().correct()).containsExactly(false, true, true);
        assertThat(scored).extracting(ScoredCompletion::reward).containsExactly(0.1, -1.0, 0.1);
    }

    @Test
    void scoresWithIds_mayComeInAnyOrder() {
        RewardFunction reward = program("""
                #!/bin/sh
                while read -r a && read -r b; do
                    echo '{"id": 1, "score": 10.5}'
                    echo '{"id": 0, "score": true, "more": "words"}'
                done
                """, PATIENCE);
        assertThat(scores(reward, 2, "x")).containsExactly(1.0, 10.5);
    }

    @Test
    void manyLargeCompletions_fillNoPipe() {
        RewardFunction reward =
                answering("echo \"{\\\"score\\\": 1, \\\"seen\\\": \\\"${#line}\\\"}\"; echo \"$line\" >&2");
        assertThat(scores(reward, 200, "x".repeat(20_000))).hasSize(200).containsOnly(1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo NaN|finite number, not NaN",
                "echo '{\"score\": 1, \"correct\": 1}'|correct must be true or false, not 1",
                "echo '{\"score\": 1e999}'|finite number",
                "printf '9%0400d\\n' 0|finite number",
                "printf '9%02000d\\n' 0|neither a number",
                "echo '{\"id\": 0.5, \"score\": 1}'|neither a number",
                "echo '{\"id\": NaN, \"score\": 1}'|neither a number",
                "echo hello|neither a number",
                "printf '%01048577d\\n' 0|longer than 1 MiB: 000",
                "echo|an empty line",
                "echo '\"0.5\"'|neither a number",
                "echo '{\"reward\": 1}'|neither a number",
                "echo '1 2'|neither a number",
                "echo '{\"id\": 7, \"score\": 1}'|the id 7",
                "echo '{\"id\": 0, \"score\": 1}'|the id 0 twice",
                "echo oh no >&2; exit 3|status 3 after 0 of 2 scores",
                "echo 1; exit 0|status 0 after 1 of 2 scores",
                "kill -9 $$|signal 9",
            })
    void failure_isToldAndScoresNothing(String body, String cause) {
        RewardFunction reward = answering(body);
        assertThatThrownBy(() -> scores(reward, 2, "x"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it scores.sh")
                .hasMessageContaining(cause);
        assertThatThrownBy(() -> scores(reward, 2, "x"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("before");
    }

    @Test
    void linesTooMany_areFound() {
        RewardFunction reward = answering("echo 1; echo 2");
        assertThatThrownBy(() -> {
                    for (int batch = 0; batch < 10_000; batch++) {
                        scores(reward, 1, "x");
                    }
                })
                .isInstanceOf(UserError.class)
                .hasMessageContaining("asked for");
    }

    @Test
    void lateProgram_isEndedWithItsChildren() throws IOException {
        Path pids = folder.resolve("pids");
        RewardFunction reward = program(
                "#!/bin/sh\nsleep 1000 & echo $! > '" + pids + "'; echo $$ >> '" + pids + "'\nwait\n",
                Duration.ofSeconds(2));
        assertThatThrownBy(() -> scores(reward, 2, "x"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("0 of 2 scores after 2 s")
                .hasMessageContaining("reward_timeout");
        for (String pid : Files.readAllLines(pids)) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(handle -> handle.onExit().join());
        }
    }

    @Test
    void close_endsTheProgramAndItsChildren() throws IOException {
        Path pids = folder.resolve("pids");
        RewardFunction reward = program(
                "#!/bin/sh\nsleep 1000 & echo $! > '" + pids + "'; echo $$ >> '" + pids
                        + "'\nwhile read -r line; do echo 1; done\n",
                PATIENCE);
        reward.requireReady();
        reward.close();
        for (String pid : Files.readAllLines(pids)) {
            ProcessHandle.of(Long.parseLong(pid))
                    .ifPresent(handle -> handle.onExit().join());
        }
    }

    @Test
    void close_endsAlsoWhatHasNoParentAnyMore() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "only where the environment of processes is shown");
        Path pids = folder.resolve("pids");
        RewardFunction reward = program(
                "#!/bin/sh\n(sleep 1000 >/dev/null 2>&1 & echo $! > '" + pids
                        + "')\nwhile read -r line; do echo 1; done\n",
                PATIENCE);
        reward.requireReady();
        reward.close();
        ProcessHandle.of(Long.parseLong(Files.readString(pids).strip()))
                .ifPresent(handle -> handle.onExit().join());
    }

    @Test
    void programThatEnds_whileItsChildHoldsItsOutput_isToldWithItsStatus() {
        RewardFunction reward = program("#!/bin/sh\nsleep 1000 &\nread -r line; exit 5\n", PATIENCE);
        assertThatThrownBy(() -> scores(reward, 2, "x"))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it ended with status 5 after 0 of 2 scores");
    }

    @Test
    void programThatClosesItsInput_isToldAtOnce() {
        RewardFunction reward = program("#!/bin/sh\nread -r line; echo 1\nexec 0<&-\nexec sleep 1000\n", PATIENCE);
        reward.requireReady();
        assertThatThrownBy(() -> {
                    for (int batch = 0; batch < 100; batch++) { // The first may go into the pipe before it is closed.
                        scores(reward, 200, "x".repeat(20_000));
                    }
                })
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it closed its standard input")
                .hasMessageContaining("after 0 of 200 scores");
    }

    @Test
    void standardError_isKeptInTheFolderAndShownInTheFailure() throws IOException {
        RewardFunction reward = program("""
                #!/bin/sh
                echo loading >&2
                read -r probe; echo 1
                read -r line; echo 'no such file: table.bin' >&2; exit 1
                """, PATIENCE);
        reward.requireReady();
        reward.keepLogIn(folder);
        assertThatThrownBy(() -> scores(reward, 1, "x"))
                .hasMessageContaining("table.bin")
                .hasMessageContaining("reward.stderr.log");
        assertThat(Files.readString(folder.resolve("reward.stderr.log")))
                .isEqualTo("loading\nno such file: table.bin\n");
    }

    @Test
    void ctrlC_isNotForTheProgram() {
        RewardFunction reward = answering("kill -2 $$; echo 1");
        assertThat(scores(reward, 2, "x")).containsExactly(1.0, 1.0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "command:./no/such/score.py|begins where zero4j is started",
                "command:/no/such/score.py|there is no program /no/such/score.py",
                "command:no-such-program-anywhere|folders of PATH",
                "command:/tmp|is a folder",
                "command:pom.xml|command:./pom.xml",
                "command:./pom.xml|not executable",
            })
    void programThatCannotBeStarted_isToldWhenTheRewardIsMade(String name, String cause) {
        assertThatThrownBy(() -> new CommandReward(name, PATIENCE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining(cause);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "#!/no/such/shell -x|is to be run by /no/such/shell",
                "#!/usr/bin/env no-such-python|is to be run by no-such-python",
                "#! /usr/bin/env -S A=1 no-such-python -u|is to be run by no-such-python",
                "#!/no/such/env python3|is to be run by /no/such/env",
                "#!|names nothing",
                "#!/bin/sh\\r|Windows line ends",
            })
    void scriptWhoseInterpreterIsMissing_namesItWhenTheRewardIsMade(String line, String cause) {
        String script = line.replace("\\r", "\r") + "\necho 1\n";
        assertThatThrownBy(() -> program(script, PATIENCE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("it scores.sh")
                .hasMessageContaining(cause);
    }

    @Test
    void scriptWithoutAFirstLine_isToldWhatIsMissing() {
        assertThatThrownBy(() -> program("import json\n", PATIENCE))
                .isInstanceOf(UserError.class)
                .hasMessageContaining("#!/usr/bin/env python3");
    }
}
