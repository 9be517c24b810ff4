package zero4j.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.ExecutionException;
import zero4j.UserError;

/** What is told before any process is started, and in which processes. */
class LaunchCommandTest {
    private static final Map<String, String> SECOND_OF_TWO = Map.of(
            "RANK",
            "1",
            "WORLD_SIZE",
            "2",
            "MASTER_ADDR",
            "127.0.0.1",
            "MASTER_PORT",
            "1",
            "TORCHELASTIC_RUN_ID",
            "none");

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                --processes 2 -- train --stpes 3        | 2 | Did you mean --steps
                --processes 2 -- train --steps three    | 2 | --steps
                --processes 2 -- tran                   | 2 | did you mean train
                --processes two -- train                | 2 | --processes
                --processes 2                           | 2 | COMMAND
                --processes 2 eval nano                 | 1 | cannot be launched in several processes; it must be one of train, pretrain, resume
                --processes 0 train                     | 1 | --processes is 0
                train                                   | 1 | --processes is not given
                --processes 2 --nodes 2 train           | 1 | --master is not given
                --processes 2 --restarts 1 -- train     | 1 | --restarts needs a folder to go on in
                """)
    void launch_mistake_isToldOnceAndStartsNothing(String options, int code, String message) {
        CommandRun run = CommandRun.of(("launch " + options).split(" "));

        assertThat(run.code()).isEqualTo(code);
        assertThat(run.err()).contains(message).doesNotContain("launching", "rank 0");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void launch_helpOfTheVerb_isShownOnce() {
        CommandRun run = CommandRun.of("launch", "--processes", "2", "--", "resume", "--help");

        assertThat(run.code()).isZero();
        assertThat(run.out()).containsOnlyOnce("Usage: zero4j resume");
        assertThat(run.err()).isEmpty();
    }

    private static void startAsRank(String command, Map<String, String> environment) {
        Main.requireAlone(Main.commandLine().parseArgs(command.split(" ")), environment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "eval nano",
                "compare all --to x",
                "reproduce fig6",
                "analyze sample nano",
                "export nano --to x",
                "report runs/x",
                "dashboard",
                "download x/y",
                "bench step"
            })
    void verb_thatWritesOrMeasures_isRefusedAsOneOfSeveral(String command) {
        assertThatThrownBy(() -> startAsRank(command, SECOND_OF_TWO))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(UserError.class)
                .hasMessageContaining("'" + command.split(" ")[0] + "' is not divided")
                .hasMessageContaining("rank 1 of 2 (torchrun)")
                .hasMessageContaining("RANK, WORLD_SIZE");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "train",
                "resume runs/x",
                "launch --processes 2 train",
                "runs list",
                "generate nano --prompt x",
                "score nano --text x",
                "grade 1 1",
                "metrics",
                "doctor",
                "eval --help",
                "bench step --help",
                "--version"
            })
    void verb_thatIsDividedOrReads_isDoneAsOneOfSeveral(String command) {
        assertThatCode(() -> startAsRank(command, SECOND_OF_TWO)).doesNotThrowAnyException();
    }

    @Test
    void verb_aloneInTheStepOfACluster_isDone() {
        Map<String, String> alone =
                Map.of("RANK", "0", "WORLD_SIZE", "1", "MASTER_ADDR", "127.0.0.1", "MASTER_PORT", "1");

        assertThatCode(() -> startAsRank("eval nano", alone)).doesNotThrowAnyException();
    }
}
